import ContinuoTensor

/// Weighted particles at one time of a bootstrap filter (Gordon et al. 1993); the last one may be pinned to a frozen path
/// (Andrieu et al. 2010).
struct ParticlePopulation<Model: StateSpaceModel>: Sendable {
    /// Particles of one task.
    static var grain: Int { 128 }

    let model: Model
    private let settings: ParticleSettings
    private(set) var time = 0
    private(set) var states: [Model.State]
    private(set) var weights: [Double] = []
    private(set) var table: AliasTable
    /// ln of the product of the mean weights so far.
    private(set) var logLikelihood = 0.0

    init(_ model: Model, _ settings: ParticleSettings, pinned: Model.State?, _ random: RandomStream) {
        self.model = model
        self.settings = settings
        states = Self.make(settings.particles, random) { _, random in model.drawInitial(using: &random) }
        if let pinned { states[states.count - 1] = pinned }
        table = AliasTable([1])
        weigh()
    }

    /// Selects by weight and moves to the next time.
    mutating func advance(pinned: Model.State?, _ random: RandomStream) {
        let (before, table, time, model) = (states, table, time, model)
        var ancestors: [Int]?
        if settings.resampling == .systematic {
            var selection = random.split("selection")
            ancestors = LogWeights(normalised: weights).systematic(states.count, using: &selection)
        }
        states = Self.make(states.count, random) { index, random in
            let ancestor = ancestors?[index] ?? table.draw(using: &random)
            return model.drawNext(after: before[ancestor], at: time, using: &random)
        }
        if let pinned { states[states.count - 1] = pinned }
        self.time += 1
        weigh()
    }

    private mutating func weigh() {
        let found = LogWeights(states.map { model.logPotential($0, at: time) })
        weights = found.weights
        logLikelihood += found.logMean
        table = AliasTable(weights)
    }

    /// Elements made on all threads, with a stream for each task.
    private static func make(
        _ count: Int,
        _ random: RandomStream,
        _ element: (Int, inout RandomStream) -> Model.State
    ) -> [Model.State] {
        [Model.State](unsafeUninitializedCapacity: count) { buffer, initialised in
            let start = buffer.baseAddress!
            parallelRanges(count, grain: grain) { range in
                var random = random.split(range.lowerBound)
                for index in range { (start + index).initialize(to: element(index, &random)) }
            }
            initialised = count
        }
    }
}
