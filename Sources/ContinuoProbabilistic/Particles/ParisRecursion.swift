import ContinuoTensor

/// The forward recursion of smoothed sums. Each particle carries a conditional expectation τ of the sums and replaces it by
/// the mean over M backward draws; with a frozen path the last particle is pinned, and its statistics are drawn afresh like
/// all others'.
///
///     τ_{t+1}^i = (1/M) Σ_j [ τ_t^{J_j} + h_{t+1}(ξ_t^{J_j}, ξ_{t+1}^i) ],   J_j ~ w_t^ℓ m_t(ξ_t^ℓ, ξ_{t+1}^i)
///
/// - Source: Olsson & Westerborn 2017 (PaRIS); Cardoso et al. 2023, "State and parameter learning with PaRIS particle Gibbs".
struct ParisRecursion<Model: StateSpaceModel> {
    private let model: Model
    private let settings: ParticleSettings
    private let functional: AdditiveFunctional<Model.State>

    init(_ model: Model, _ settings: ParticleSettings, _ functional: AdditiveFunctional<Model.State>) {
        self.model = model
        self.settings = settings
        self.functional = functional
    }

    func run(_ frozen: [Model.State]?, _ random: RandomStream) -> ParticleSweep<Model.State> {
        let (count, width) = (settings.particles, functional.count)
        var population = ParticlePopulation(model, settings, pinned: frozen?[0], random.split("start"))
        var sums = [Double](repeating: 0, count: count * width)
        for index in 0..<count {
            sums.withUnsafeMutableBufferPointer {
                guard let start = $0.baseAddress else { return }
                functional.add(nil, population.states[index], 0, start + index * width)
            }
        }
        var next = sums
        var history = [population.states]
        var parents: [[Int32]] = []
        var work = BackwardKernel<Model>.Work()
        for time in 1..<max(model.length, 1) {
            let step = random.split(time)
            let kernel = BackwardKernel(population, settings.backward)
            population.advance(pinned: frozen?[time], step.split("move"))
            let found = look(back: kernel, population.states, sums, &next, time, step.split("back"))
            parents.append(found.parents)
            work.candidates += found.work.candidates
            work.exactDraws += found.work.exactDraws
            history.append(population.states)
            swap(&sums, &next)
        }
        var draw = random.split("path")
        return ParticleSweep(
            estimate: (0..<width).map { place in
                (0..<count).reduce(0) { $0 + population.weights[$1] * sums[$1 * width + place] }
            },
            path: Self.trace(population.table.draw(using: &draw), history, parents),
            logLikelihood: population.logLikelihood,
            work: (work.candidates, work.exactDraws)
        )
    }

    /// The sums of all particles of a time from those of the time before.
    private func look(
        back kernel: BackwardKernel<Model>,
        _ states: [Model.State],
        _ before: [Double],
        _ after: inout [Double],
        _ time: Int,
        _ random: RandomStream
    ) -> (parents: [Int32], work: BackwardKernel<Model>.Work) {
        let (width, draws) = (functional.count, settings.draws)
        let (known, reach) = (functional.reach(time - 1), functional.reach(time))
        let grain = ParticlePopulation<Model>.grain
        var parents = [Int32](repeating: 0, count: states.count)
        var works = [BackwardKernel<Model>.Work](repeating: .init(), count: (states.count + grain - 1) / grain)
        after.withUnsafeMutableBufferPointer { after in
            parents.withUnsafeMutableBufferPointer { parents in
                works.withUnsafeMutableBufferPointer { works in
                    before.withUnsafeBufferPointer { before in
                        parallelRanges(states.count, grain: grain) { range in
                            var random = random.split(range.lowerBound)
                            var work = BackwardKernel<Model>.Work()
                            withUnsafeTemporaryAllocation(of: Int.self, capacity: draws) { indices in
                                for particle in range {
                                    kernel.draw(states[particle], into: indices, &work, using: &random)
                                    parents[particle] = Int32(indices[0])
                                    guard width > 0 else { continue }
                                    let sums = after.baseAddress! + particle * width
                                    for place in 0..<reach { sums[place] = 0 }
                                    for index in indices {
                                        let old = before.baseAddress! + index * width
                                        for place in 0..<known { sums[place] += old[place] }
                                        functional.add(kernel.states[index], states[particle], time, sums)
                                    }
                                    let share = 1 / Double(draws)
                                    for place in 0..<reach { sums[place] *= share }
                                }
                            }
                            works[range.lowerBound / grain] = work
                        }
                    }
                }
            }
        }
        return (
            parents,
            works.reduce(into: .init()) {
                $0.candidates += $1.candidates
                $0.exactDraws += $1.exactDraws
            }
        )
    }

    /// The path of a particle: its states are found through first backward indices.
    private static func trace(_ last: Int, _ history: [[Model.State]], _ parents: [[Int32]]) -> [Model.State] {
        var (index, path) = (last, [history[history.count - 1][last]])
        for time in stride(from: parents.count - 1, through: 0, by: -1) {
            index = Int(parents[time][index])
            path.append(history[time][index])
        }
        return path.reversed()
    }
}
