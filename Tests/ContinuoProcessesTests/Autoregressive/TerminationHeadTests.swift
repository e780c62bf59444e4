import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoProcesses

@Suite("Termination heads")
struct TerminationHeadTests {
    static let end: Int32 = 3
    static let heads = TerminationHead.Kind.allCases.flatMap { kind in
        [1e-2, 1e-4].map { TerminationHead(kind, epsilon: $0, end: end) }
    }

    private func backbone(_ type: ElementType = .float64, seed: UInt64 = 1) throws -> any Backbone {
        var initialiser = Initialiser(seed: seed, type)
        let family = try FamilyRegistry.recipe("lstm", vocabularySize: 7, overrides: ["layers": 1, "width": 6])
        let backbone = try family.backbone(.causal, &initialiser)
        // Larger weights than usual, so that end logits differ.
        for parameter in backbone.parameters { parameter.tensor.assign(parameter.tensor.detached * 3) }
        return backbone
    }

    @Test("Probabilities sum to 1 and p(end) keeps above its bound, for clocks up to 10^6", arguments: heads)
    func sums(head: TerminationHead) {
        for z in [-40.0, -3, 0, 2, 30] {
            var state = TerminationState()
            var last = -Double.infinity
            for step in 1...1_000_000 {
                let (end, goOn) = state.read(0, endLogit: z, head)
                guard step < 4 || step.nonzeroBitCount == 1 || step == 1_000_000 else { continue }
                let sum: Double = exp(end) + exp(goOn)
                #expect(abs(sum - 1) < 1e-9, "z \(z), t \(step)")
                let bound = head.logLowerBound(clock: step) - 1e-12
                #expect(end >= bound)
                #expect(end.isFinite && !goOn.isNaN)
                #expect(head.kind == .nonMonotonic || end >= last)
                last = end
            }
        }
    }

    @Test("p(end) of the non-monotonic head falls where the network says so")
    func nonMonotonic() {
        var state = TerminationState()
        let head = TerminationHead(.nonMonotonic, epsilon: 1e-4, end: 3)
        let first = state.read(0, endLogit: 3, head).end
        #expect(state.read(0, endLogit: -3, head).end < first)
    }

    @Test("The training loss is the negative score, with ends inside of the text and without", arguments: heads)
    func lossIsScore(head: TerminationHead) throws {
        let backbone = try backbone()
        var process = Autoregressive(start: 0)
        process.termination = head
        let texts: [[Int32]] = [[1, 2, 4, 5, 6, 3], [2, 3, 1, 1, 3, 5]]
        let batch = SequenceBatch(tokens: Tensor(rows: texts.map { [0] + $0 }))
        let loss = try process.loss(backbone, batch, ObjectiveOptions(random: RandomStream(seed: 1), isTraining: false))
        let total = try process.score(backbone, texts).reduce(0) { $0 + $1.total }
        let error: Double = abs(loss.sum.item + total)
        #expect(error < 1e-9)
    }

    @Test("The gradient of the loss is its slope", arguments: heads)
    func gradient(head: TerminationHead) throws {
        let backbone = try backbone()
        var process = Autoregressive()
        process.termination = head
        let batch = SequenceBatch(tokens: Tensor(rows: [[1, 2, 4, 3, 6, 5], [2, 3, 1, 1, 3, 5]]))
        let options = ObjectiveOptions(random: RandomStream(seed: 1), isTraining: true)
        let parameters = backbone.parameters.map(\.tensor)
        let found = try gradients(of: process.loss(backbone, batch, options).sum, withRespectTo: parameters)
        for (tensor, gradient) in zip(parameters, found) {
            for index in [0, tensor.count / 2, tensor.count - 1] {
                let element = tensor.pointer(Double.self) + index
                let (value, step) = (element.pointee, 1e-5)
                element.pointee = value + step
                let above = try process.loss(backbone, batch, options).sum.item
                element.pointee = value - step
                let below = try process.loss(backbone, batch, options).sum.item
                element.pointee = value
                let slope: Double = (above - below) / (2 * step)
                let error = abs(slope - gradient.doubles[index])
                let limit: Double = 1e-6 * max(1, abs(slope))
                #expect(error < limit)
            }
        }
    }

    @Test(
        "Session, whole reading and score agree, with and without a start; rows, forks and selection too",
        arguments: heads
    )
    func sessions(head: TerminationHead) throws {
        let backbone = try backbone(.float32)
        for start in [nil, Int32(0), 3] {
            var process = Autoregressive(start: start)
            process.termination = head
            let text: [Int32] = [1, 4, 3, 2, 6]
            let scores = try process.score(backbone, [text])[0].logProbabilities
            let session = try process.makeSession(backbone, rows: 2)
            var found: [Double] = []
            if let logits = try session.initialLogits() { found.append(Double(logits[Int(text[0])])) }
            var whole: [Float] = []
            for (token, next) in zip(text, text.dropFirst()) {
                let logits = try session.extend([[token], [token]])
                let total: Double = logSumExp(logits.prefix(7))
                #expect(abs(total) < 1e-5)
                found.append(Double(logits[7 + Int(next)]))
                whole += logits.prefix(7)
            }
            for (a, b) in zip(found, scores.suffix(found.count)) { #expect(abs(a - b) < 1e-4) }
            let other = try process.makeSession(backbone, rows: 1)
            let all = try other.extendWithAllLogits([Array(text.dropLast())])
            for (a, b) in zip(all, whole) { #expect(abs(a - b) < 1e-4) }
            let fork = try session.fork()
            try fork.select([1])
            let (forked, original) = try (fork.extend([[2]]), session.extend([[2], [5]]))
            for (a, b) in zip(forked, original) { #expect(abs(a - b) < 1e-5) }
        }
    }

    @Test(
        "Untrained networks: greedy and nucleus decoding end when the bound passes one half"
    )
    func endsByItself() throws {
        let head = TerminationHead(.nonMonotonic, epsilon: 0.02, end: Self.end)
        let latest = 36  // ln 2 / ε
        for seed in 1...5 as ClosedRange<UInt64> {
            let backbone = try backbone(.float32, seed: seed)
            var process = Autoregressive(start: 0)
            process.termination = head
            for topP in [nil, 0.2, 0.5] {
                var settings = SamplingSettings()
                settings.temperature = topP == nil ? 0 : 1
                settings.topP = topP
                let session = try process.makeSession(backbone, rows: 1)
                let sampler = try Sampler(settings)
                var random = RandomStream(seed: seed)
                var context = TokenContext(prompt: [])
                var logits = try #require(try session.initialLogits())
                while context.generated.last != Self.end, context.generated.count <= latest {
                    let token = try sampler.choose(from: logits, after: context, using: &random)
                    context.generated.append(token)
                    logits = try session.extend([[token]])
                }
                #expect(context.generated.last == Self.end && context.generated.count <= latest)
            }
            var beam = BeamSettings()
            beam.width = 2
            beam.maximumTokens = 2 * latest
            let result = try beamSearch(
                process.makeSession(backbone, rows: 1),
                prompt: [1],
                settings: beam,
                endTokens: [Self.end]
            )
            #expect(result.hypotheses.first?.isFinished == true)
        }
    }
}
