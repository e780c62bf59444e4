import ContinuoTensor

/// All particles and weights of one run of a filter, through which paths are drawn backwards (forward filtering, backward
/// simulation: Godsill et al. 2004).
struct FilterHistory<Model: StateSpaceModel> {
    private let kernels: [BackwardKernel<Model>]
    private let last: ParticlePopulation<Model>

    init(_ model: Model, _ settings: ParticleSettings, _ frozen: [Model.State]?, _ random: RandomStream) {
        var population = ParticlePopulation(model, settings, pinned: frozen?[0], random.split("start"))
        var kernels: [BackwardKernel<Model>] = []
        for time in 1..<max(model.length, 1) {
            kernels.append(BackwardKernel(population, settings.backward))
            population.advance(pinned: frozen?[time], random.split(time).split("move"))
        }
        self.kernels = kernels
        last = population
    }

    /// Independent paths given the run.
    func paths(_ count: Int, _ random: RandomStream) -> (paths: [[Model.State]], logLikelihood: Double) {
        let paths = parallelMap(count) { index -> [Model.State] in
            var random = random.split(index)
            var path = [last.states[last.table.draw(using: &random)]]
            for kernel in kernels.reversed() {
                path.append(kernel.states[kernel.draw(path[path.count - 1], using: &random)])
            }
            return path.reversed()
        }
        return (paths, last.logLikelihood)
    }
}
