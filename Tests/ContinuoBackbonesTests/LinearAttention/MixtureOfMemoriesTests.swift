import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct MixtureOfMemoriesTests {
    private static func layer(
        _ base: MixtureOfMemories.Base,
        _ change: (inout MixtureOfMemories.Configuration) -> Void = { _ in }
    ) -> MixtureOfMemories {
        var configuration = MixtureOfMemories.Configuration()
        (configuration.base, configuration.heads) = (base, 2)
        change(&configuration)
        var initialiser = Initialiser(seed: 5, .float64)
        return MixtureOfMemories(configuration, width: 8, &initialiser)
    }

    private static func input(_ length: Int = 20) -> Tensor {
        var random = RandomStream(seed: 12)
        return Tensor.normal([2, length, 8], .float64, using: &random)
    }

    /// Every memory over the whole sequence, with zeros written where it was not chosen, or where later choices fill it up.
    private static func masked(_ layer: MixtureOfMemories, _ x: Tensor, limit: Int = .max) -> Tensor {
        let heads = layer.configuration.heads
        let choice = layer.router(x.reshaped([-1, 8]))
        let keyWidth = Double(layer.memories[0].keyWidth)
        let queries =
            layer.deltaQueries.map { $0(x, nil).queries }
            ?? (layer.plainQueries?(x) ?? x).inHeads(heads) * (1 / keyWidth.squareRoot())
        var total: Tensor?
        let rowCount = x.shape[1] * choice.weights.shape[1]
        for index in 0..<(layer.configuration.memories + (layer.configuration.shared ? 1 : 0)) {
            let memory = layer.memory(index)
            let isShared = index == layer.configuration.memories
            var chosen = choice.experts.array(of: Int32.self).map { $0 == Int32(index) ? 1.0 : 0 }
            for row in 0..<2 {
                var count = 0
                for place in (row * rowCount..<(row + 1) * rowCount).reversed() where chosen[place] == 1 {
                    count += 1
                    if count > limit { chosen[place] = 0 }
                }
            }
            let mine = Tensor(chosen, shape: choice.weights.shape)
            let weight = isShared ? nil : (choice.weights * mine).sum(axis: 1)
            let mask = weight?.detached.greater(than: Tensor.zeros([1], .float64)).reshaped([2, x.shape[1], 1, 1])
            let parts = memory.written(x, nil).parts.map { part in mask.map { part * $0 } ?? part }
            let read = memory.read(queries, parts, initial: nil).output
            let part = weight.map { read * $0.reshaped([2, x.shape[1], 1, 1]) } ?? read
            total = total.map { $0 + part } ?? part
        }
        return layer.output(total ?? x, x)
    }

    @Test(arguments: MixtureOfMemories.Base.allCases, [true, false])
    func groupsEqualTheMaskedRecurrence(base: MixtureOfMemories.Base, shared: Bool) {
        let layer = Self.layer(base) { $0.shared = shared }
        expectEqualToMasked(layer)
    }

    /// Memories with the same keys and values have the parameters of one.
    @Test(arguments: MixtureOfMemories.Base.allCases) func memoriesShareAProjection(base: MixtureOfMemories.Base) {
        let layer = Self.layer(base) { $0.singleProjection = true }
        let own = Self.layer(base)
        let size = own.memory(0).parameters.reduce(0) { $0 + $1.tensor.count }
        #expect(layer.parameterCount == own.parameterCount - 4 * size)
        #expect(layer.initialState(batch: 1).byteCount <= own.initialState(batch: 1).byteCount)
        expectEqualToMasked(layer)
    }

    private func expectEqualToMasked(_ layer: MixtureOfMemories) {
        let x = Self.input()
        expectClose(layer.forward(x, .causal), Self.masked(layer, x), tolerance: 1e-12)
        let leaves = [x.tracked()] + layer.parameters.map(\.tensor)
        let found = gradients(of: layer.forward(leaves[0], .causal).squared().sum(), withRespectTo: leaves)
        let expected = gradients(of: Self.masked(layer, leaves[0]).squared().sum(), withRespectTo: leaves)
        for (one, other) in zip(found, expected) { expectClose(one, other, tolerance: 1e-10) }
    }

    /// In training, a memory that is chosen too often leaves out what it was given first; else nothing is left out.
    @Test(arguments: [0.3, 1, 4]) func fullMemoriesLeaveOutTheOldest(capacity: Double) {
        let layer = Self.layer(.gatedDeltanet) { $0.capacity = capacity }
        let x = Self.input()
        let free = layer.forward(x, .causal)
        expectClose(free, Self.masked(layer, x), tolerance: 1e-12)
        var training = SequenceContext.causal
        training.dropout = RandomStream(seed: 1)
        let limited = layer.forward(x, training)
        // 20 positions choose two of four memories.
        expectClose(limited, Self.masked(layer, x, limit: Int((10 * capacity).rounded(.up))), tolerance: 1e-12)
        #expect((limited.doubles == free.doubles) == (capacity == 4))
    }

    /// One plain memory that is always chosen adds up keys times values.
    @Test func onePlainMemoryIsLinearAttention() {
        let layer = Self.layer(.linear) { ($0.memories, $0.chosen, $0.shared) = (1, 1, false) }
        let x = Self.input()
        let parts = [layer.plainQueries?(x) ?? x] + layer.memory(0).written(x, nil).parts.map(\.joinedHeads)
        let read = (0..<2).map { head in
            let range = (4 * head)..<(4 * head + 4)
            let (q, k, v) = (parts[0], parts[1], parts[2])
            let scores = q.sliced(range, axis: 2).matmul(k.sliced(range, axis: 2), transposeOther: true) * 0.5
            let causal = (0..<20).flatMap { row in (0..<20).map { $0 <= row ? 1.0 : 0 } }
            return (scores * Tensor(causal, shape: [20, 20])).matmul(v.sliced(range, axis: 2)).expanded(at: 2)
        }
        expectClose(
            layer.forward(x, .causal),
            layer.output(Tensor.concatenated(read, axis: 2), x),
            tolerance: 1e-12
        )
    }

    /// One memory that is always chosen is the base.
    @Test(arguments: [MixtureOfMemories.Base.gla, .gatedDeltanet]) func oneMemoryIsTheBase(kind: MixtureOfMemories.Base)
    {
        let layer = Self.layer(kind) { ($0.memories, $0.chosen, $0.shared) = (1, 1, false) }
        var initialiser = Initialiser(seed: 77, .float64)
        let base: any RecurrentMixer
        if kind == .gla {
            var configuration = GatedLinearAttention.Configuration()
            configuration.heads = 2
            base = GatedLinearAttention(configuration, width: 8, &initialiser)
        } else {
            var configuration = GatedDeltaNet.Configuration()
            configuration.heads = 2
            base = GatedDeltaNet(configuration, width: 8, &initialiser)
        }
        let own = layer.parameters.filter { !$0.name.hasPrefix("router") }
        #expect(own.map { $0.name.replacing("memories.0", with: "memory") } == base.parameters.map(\.name))
        for (parameter, other) in zip(own, base.parameters) { other.tensor.assign(parameter.tensor.detached) }
        expectClose(layer.forward(Self.input(), .causal), base.forward(Self.input(), .causal), tolerance: 1e-13)
    }

    /// A position leaves the memories that it does not choose as they were, to the last bit.
    @Test(arguments: [MixtureOfMemories.Base.gla, .gatedDeltanet])
    func othersStayAsTheyAre(base: MixtureOfMemories.Base) {
        let layer = Self.layer(base)
        let x = Self.input(9)
        var state = layer.initialState(batch: 2)
        _ = layer.forward(x.sliced(0..<8, axis: 1), state: &state, .causal)
        let before = state.parts.suffix(5)
        let step = x.sliced(8..<9, axis: 1)
        let chosen = layer.router(step.reshaped([2, 8])).experts.array(of: Int32.self)
        _ = layer.forward(step, state: &state, .causal)
        let after = state.parts.suffix(5)
        for (memory, (old, new)) in zip(before, after).enumerated() {
            for row in 0..<2 {
                let isChosen = memory == 4 || chosen[(2 * row)..<(2 * row + 2)].contains(Int32(memory))
                let isSame = old.selected(row).doubles == new.selected(row).doubles
                #expect(isSame != isChosen, "memory \(memory), row \(row)")
            }
        }
    }

    /// The loss of uneven loads is collected in training.
    @Test func loadsAreBalanced() {
        let layer = Self.layer(.gla)
        let (_, total) = AuxiliaryLosses.collecting { layer.forward(Self.input(), .causal) }
        #expect((total?.item ?? 0) >= 0.01 * 0.99)
    }

    /// What is counted of a router's choices adds up to one, and is what the balance is of.
    @Test func loadsAreCounted() throws {
        let layer = Self.layer(.gla) { ($0.memories, $0.chosen) = (3, 1) }
        let x = Self.input()
        let (_, loads) = RouterLoads.collecting { layer.forward(x, .causal) }
        let experts = layer.router(x.reshaped([40, 8])).experts.array(of: Int32.self)
        let expected = (0..<3).map { memory in Double(experts.count { Int($0) == memory }) / 40 }
        #expect(loads.count == 1)
        ContinuoTestSupport.expectClose(try #require(loads.first), expected, tolerance: 1e-12)
    }
}
