import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoBackbones

@Suite struct TimerXLTests {
    static let graphs: [VariableGraph] = [
        .all, .none, .covariate, .matrix([[true, false, true], [true, true, false], [false, false, true]]),
    ]

    private func random(_ shape: [Int], seed: UInt64 = 5, _ elementType: ElementType = .float64) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, elementType, using: &random)
    }

    private func network(
        _ elementType: ElementType = .float64,
        _ change: (inout TimerXLConfiguration) -> Void = { _ in }
    ) throws -> TimerXL {
        var configuration = TimerXLConfiguration()
        (configuration.patch, configuration.width, configuration.heads, configuration.layers) = (4, 16, 2, 2)
        change(&configuration)
        var initialiser = Initialiser(seed: 2, elementType)
        let network = try TimerXL(configuration, &initialiser)
        // Biases of zero would say nothing.
        var stream = RandomStream(seed: 11)
        for parameter in network.parameters where parameter.name.hasSuffix("variable_bias") {
            parameter.tensor.assign(Tensor.normal(parameter.tensor.shape, elementType, using: &stream))
        }
        return network
    }

    /// Variable-major loops, as the paper writes the Kronecker product.
    @Test(arguments: TimerXLTests.graphs) func theMaskIsTheKroneckerProduct(_ graph: VariableGraph) {
        let (variables, patches) = (3, 4)
        for queries in 1...patches {
            let mask = graph.mask(variables: variables, queries: queries, keys: patches)
            for m in 0..<variables {
                for i in 0..<queries {
                    for n in 0..<variables {
                        for j in 0..<patches {
                            let seen = mask.bytes[((i * variables + m) * patches + j) * variables + n]
                            let place = patches - queries + i
                            #expect((seen == 1) == (j <= place && graph.sees(m, n)))
                        }
                    }
                }
            }
        }
        #expect(graph.sees(1, 1))
    }

    /// A head's attention by loops over variables and patches.
    @Test(arguments: TimerXLTests.graphs) func attentionIsThePaperByLoops(_ graph: VariableGraph) throws {
        let attention = try network().blocks[0].attention
        let (patches, variables, width, heads) = (3, 3, 16, 2)
        let headWidth = width / heads
        let input = random([1, patches * variables, width])
        let projected = attention.projection(input).doubles
        let bias = attention.variableBias.doubles
        let frequencies = RotaryTables.frequencies(rotaryWidth: headWidth, base: 10_000)
        func head(_ token: Int, _ part: Int, _ head: Int, turned: Bool) -> [Double] {
            let start = token * 3 * width + part * width + head * headWidth
            var x = Array(projected[start..<(start + headWidth)])
            guard turned else { return x }
            for pair in 0..<(headWidth / 2) {
                let angle = frequencies[pair] * Double(token / variables)
                let (a, b) = (x[pair], x[pair + headWidth / 2])
                x[pair] = a * cos(angle) - b * sin(angle)
                x[pair + headWidth / 2] = b * cos(angle) + a * sin(angle)
            }
            return x
        }
        var mixed = [Double](repeating: 0, count: patches * variables * width)
        for query in 0..<(patches * variables) {
            for h in 0..<heads {
                let q = head(query, 0, h, turned: true)
                var weights: [Double] = []
                for key in 0..<(patches * variables) {
                    let (m, n) = (query % variables, key % variables)
                    let isSeen = key / variables <= query / variables && graph.sees(m, n)
                    let k = head(key, 1, h, turned: true)
                    let score = zip(q, k).reduce(0) { $0 + $1.0 * $1.1 } / Double(headWidth).squareRoot()
                    weights.append(isSeen ? exp(score + bias[(m == n ? 0 : heads) + h]) : 0)
                }
                let total = weights.reduce(0, +)
                for key in weights.indices {
                    let v = head(key, 2, h, turned: false)
                    for index in 0..<headWidth {
                        mixed[query * width + h * headWidth + index] += weights[key] / total * v[index]
                    }
                }
            }
        }
        let expected = attention.output(Tensor(mixed, shape: [1, patches * variables, width]))
        expectClose(attention.forward(input, variables: variables, graph: graph), expected, tolerance: 1e-10)
    }

    @Test func exchangingVariablesExchangesOutputs() throws {
        let network = try network()
        let input = random([2, 5, 4, 4])
        let order = [2, 0, 3, 1]
        func exchanged(_ x: Tensor) -> Tensor {
            Tensor.concatenated(order.map { x.sliced($0..<($0 + 1), axis: 2) }, axis: 2)
        }
        for graph in [VariableGraph.all, .none] {
            expectClose(
                network(exchanged(input), graph: graph),
                exchanged(network(input, graph: graph)),
                tolerance: 1e-10
            )
        }
        let flattened = try self.network(.float64) { $0.rotatesTokens = true }
        let difference = flattened(exchanged(input), graph: .all) - exchanged(flattened(input, graph: .all))
        #expect(abs(difference).max(axis: 0).doubles.contains { $0 > 1e-6 })
    }

    @Test func oneVariableIsAPlainCausalTransformer() throws {
        let network = try network()
        let block = network.blocks[0]
        let input = random([2, 6, 16])
        let plain = selfAttention(
            projection: block.attention.projection(input),
            queryHeads: 2,
            keyHeads: 2,
            rotary: RotaryPositions(block.attention.rotary),
            AttentionOptions(isCausal: true)
        )
        expectClose(
            block.attention.forward(input, variables: 1, graph: .all),
            block.attention.output(plain),
            tolerance: 1e-10
        )
    }

    @Test(arguments: TimerXLTests.graphs) func noLaterPatchIsSeen(_ graph: VariableGraph) throws {
        let network = try network()
        let input = random([1, 5, 3, 4])
        let before = network(input, graph: graph).doubles
        for patch in 0..<5 {
            let changed = input.copy()
            for index in (patch * 12)..<60 { changed.pointer(Double.self)[index] += 1 }
            let after = network(changed, graph: graph).doubles
            #expect(Array(after.prefix(patch * 12)) == Array(before.prefix(patch * 12)))
            #expect(Array(after[(patch * 12)..<((patch + 1) * 12)]) != Array(before[(patch * 12)..<((patch + 1) * 12)]))
        }
    }

    @Test(arguments: TimerXLTests.graphs) func theCachedRollOutEqualsReadingAgain(_ graph: VariableGraph) throws {
        for preNorm in [true, false] {
            let network = try network(.float32) { $0.preNorm = preNorm }
            let context = random([2, 3, 3, 4], seed: 5, .float32)
            var whole = context
            for _ in 0..<4 {
                let next = withoutGradients { network(whole, graph: graph) }
                let length = whole.shape[1]
                whole = Tensor.concatenated([whole, next.sliced((length - 1)..<length, axis: 1)], axis: 1)
            }
            let rolled = network.rolledOut(context, count: 4, graph: graph)
            expectClose(rolled, whole.sliced(3..<7, axis: 1), tolerance: 1e-4)
        }
    }

    @Test func gradientsAgreeWithDifferences() throws {
        let network = try network(.float64) { ($0.width, $0.heads, $0.layers) = (8, 2, 1) }
        checkGradients([random([1, 3, 2, 4])]) { network($0[0], graph: .covariate) }
        let input = random([1, 3, 2, 4])
        let found = gradients(
            of: network(input, graph: .all).squared().sum(),
            withRespectTo: network.parameters.map(\.tensor)
        )
        for (parameter, gradient) in zip(network.parameters, found) {
            for place in Set([0, parameter.tensor.count / 2, parameter.tensor.count - 1]) {
                let pointer = parameter.tensor.pointer(Double.self)
                func value(_ shift: Double) -> Double {
                    pointer[place] += shift
                    defer { pointer[place] -= shift }
                    return withoutGradients { network(input, graph: .all).squared().sum().item }
                }
                let difference = (value(1e-5) - value(-1e-5)) / 2e-5
                expectClose([gradient.doubles[place]], [difference], tolerance: 1e-6)
            }
        }
    }

    @Test func settingsThatMakeNoSenseAreNamed() {
        let changes: [(String, (inout TimerXLConfiguration) -> Void)] = [
            ("patch", { $0.patch = 0 }), ("width", { $0.width = 18 }), ("heads", { $0.heads = 0 }),
            ("layers", { $0.layers = 0 }), ("expansion", { $0.expansion = 0 }),
        ]
        for (key, change) in changes {
            do {
                _ = try network(.float32, change)
                Issue.record("\(key) was accepted")
            } catch { #expect("\(error)".contains("timer-xl: \(key): expected"), "\(error)") }
        }
    }
}
