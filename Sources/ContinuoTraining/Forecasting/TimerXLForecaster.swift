import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor

/// Forecasts by Timer-XL: trained to predict every next patch, rolled on patch by patch for any horizon.
///
/// Each variable of a window is scaled by its mean and deviation over the first half of the window; what is predicted in
/// training lies behind it, so that no statistic has seen it.
public struct TimerXLForecaster: Forecaster {
    public let name = "timer-xl"
    /// Values of a patch; by the season when nil.
    public var patch: Int?
    /// Patches that are read at most.
    public var context = 16
    public var graph = VariableGraph.none
    public var training: WindowTrainingConfiguration
    /// Width, heads and so on of a new network; its patch is set by `patch`.
    public var network = TimerXLConfiguration()
    /// A network that was trained before: it is used as it is, or trained on from there where `fineTunes` says so.
    public var pretrained: TimerXL?
    public var fineTunes = false
    /// Sees each update; training ends when it says no.
    public var observe: (@Sendable (ForecastTrainingReport) -> Bool)?

    public init(training: WindowTrainingConfiguration? = nil) {
        var settings = WindowTrainingConfiguration()
        (settings.steps, settings.batchSize, settings.clip, settings.loss) = (600, 32, 1, .square)
        self.training = training ?? settings
    }

    private func patchLength(_ panel: [TimeSeries], _ task: ForecastTask) -> Int {
        if let pretrained { return pretrained.configuration.patch }
        if let patch { return patch }
        let shortest = panel.map(\.values.count).min() ?? 1
        let wanted = Swift.min(Swift.max(task.season, 8), 96)
        return Swift.max(Swift.min(wanted, shortest / 6), 1)
    }

    public func fitted(to panel: [TimeSeries], _ task: ForecastTask) throws -> any Forecaster {
        try trained(on: panel, task)
    }

    /// Trains, or takes what was trained.
    /// - Throws: `ForecastError.tooShort` for a panel without any series of two patches.
    public func trained(on panel: [TimeSeries], _ task: ForecastTask) throws -> FittedTimerXL {
        let patch = patchLength(panel, task)
        let groups = try VariableGroups(panel, graph)
        let held = Int((training.validationHorizons * Double(task.horizon)).rounded())
        let lengths = groups.groups.map(\.count)
        let learnt = lengths.map { $0 > held + 4 * patch ? $0 - held : $0 }
        let longest = learnt.max() ?? 0
        guard longest >= 2 * patch else {
            let series = panel.max { $0.values.count < $1.values.count } ?? panel[0]
            throw ForecastError.tooShort(
                series: series.name,
                length: series.values.count,
                needed: 2 * patch,
                why: "timer-xl with patches of \(patch)"
            )
        }
        let patches = Swift.min(context, longest / patch - 1)
        var settings = training
        settings.seed = task.seed
        var model: TimerXL
        if let pretrained, !fineTunes {
            model = pretrained
        } else {
            var configuration = network
            configuration.patch = patch
            var initialiser = Initialiser(seed: task.seed)
            model = try TimerXL(pretrained?.configuration ?? configuration, &initialiser)
            // What was trained before stays as it is: the copy learns.
            if let pretrained {
                for (own, other) in zip(model.parameters, pretrained.parameters) { own.tensor.assign(other.tensor) }
            }
            try fit(model, groups, learnt: learnt, patches: patches, settings)
        }
        let fitted = FittedTimerXL(model: model, graph: graph, context: context, errors: [])
        guard !task.probabilities.isEmpty else { return fitted }
        return FittedTimerXL(
            model: model,
            graph: graph,
            context: context,
            errors: fitted.errors(groups, learnt: learnt, horizon: task.horizon)
        )
    }

    private func fit(
        _ model: TimerXL,
        _ groups: VariableGroups,
        learnt: [Int],
        patches: Int,
        _ settings: WindowTrainingConfiguration
    ) throws {
        let patch = model.configuration.patch
        let whole = (patches + 1) * patch
        func starts(_ ranges: [ClosedRange<Int>?]) -> [(group: Int, start: Int)] {
            ranges.enumerated().flatMap { group, range -> [(group: Int, start: Int)] in
                (range.map { Array($0) } ?? []).map { (group: group, start: $0) }
            }
        }
        let training = starts(learnt.map { $0 >= whole ? 0...($0 - whole) : nil })
        let checked = starts(
            zip(groups.groups.map(\.count), learnt).map { count, learnt in
                count > learnt && count >= whole ? Swift.max(learnt - whole + 1, 0)...(count - whole) : nil
            }
        )
        let limit = 256
        let validated =
            checked.count <= limit
            ? checked : (0..<limit).map { checked[$0 * checked.count / limit] }
        func variables(_ start: (group: Int, start: Int)) -> Int { groups.groups[start.group].values.count }
        let bySize = Dictionary(grouping: training, by: variables)
        let loop = try EarlyStoppingLoop(model.parameters, settings)
        let random = RandomStream(seed: settings.seed).split("timer-xl")
        try loop.run(
            objective: { step in
                var stream = random.split(step)
                // Windows of one update have equally many variables.
                let size = variables(training[stream.integer(below: training.count)])
                let own = bySize[size] ?? training
                let chosen = (0..<settings.batchSize).map { _ in own[stream.integer(below: own.count)] }
                return loss(model, groups, chosen, patches: patches)
            },
            validate: validated.isEmpty
                ? nil
                : { () -> Double in
                    withoutGradients { () -> Double in
                        var sum = 0.0
                        for first in stride(from: 0, to: validated.count, by: 64) {
                            let part = Array(validated[first..<Swift.min(first + 64, validated.count)])
                            for (_, own) in Dictionary(grouping: part, by: variables).sorted(by: { $0.key < $1.key }) {
                                sum += loss(model, groups, own, patches: patches).item * Double(own.count)
                            }
                        }
                        return sum / Double(validated.count)
                    }
                },
            observe: observe ?? { _ in true }
        )
    }

    /// Mean square error of every next patch behind the part that is scaled by.
    private func loss(
        _ model: TimerXL,
        _ groups: VariableGroups,
        _ starts: [(group: Int, start: Int)],
        patches: Int
    ) -> Tensor {
        let patch = model.configuration.patch
        let known = Swift.max(patches / 2, 1)
        let variables = groups.groups[starts[0].group].values.count
        let numbers = starts.flatMap {
            groups.window($0.group, start: $0.start, patches: patches + 1, patch: patch, known: known).numbers
        }
        let all = Tensor(numbers, shape: [starts.count, patches + 1, variables, patch])
        let predictions = model(all.sliced(0..<patches, axis: 1), graph: groups.graph)
        return (predictions.sliced((known - 1)..<patches, axis: 1) - all.sliced(known..<(patches + 1), axis: 1))
            .squared().mean()
    }

    public func forecast(_ panel: [TimeSeries], _ task: ForecastTask) throws -> [Forecast] {
        try fitted(to: panel, task).forecast(panel, task)
    }
}

/// A Timer-XL that has learnt.
public struct FittedTimerXL: Forecaster {
    public let name = "timer-xl"
    public let model: TimerXL
    public let graph: VariableGraph
    /// Patches that are read at most.
    public let context: Int
    /// Errors on held-out windows for each step ahead, sorted, in units of each window's deviation.
    let errors: [[Float]]

    public func forecast(_ panel: [TimeSeries], _ task: ForecastTask) throws -> [Forecast] {
        let groups = try VariableGroups(panel, graph)
        var result = [Forecast](repeating: Forecast(point: [], method: name), count: panel.count)
        for (index, group) in groups.groups.enumerated() {
            guard group.count >= model.configuration.patch else {
                let series = panel[group.series[0]]
                throw ForecastError.tooShort(
                    series: series.name,
                    length: series.values.count,
                    needed: model.configuration.patch,
                    why: "timer-xl with patches of \(model.configuration.patch)"
                )
            }
            let (points, scales) = rolled(groups, index, origin: group.count, horizon: task.horizon)
            for (variable, series) in group.series.enumerated() where series >= 0 {
                let quantiles = task.probabilities.map { probability in
                    Forecast.Quantile(
                        probability,
                        points[variable].enumerated().map { step, point in
                            let sorted = errors.isEmpty ? [] : errors[Swift.min(step, errors.count - 1)]
                            return point
                                + Double(scales[variable]) * FittedWindowForecaster.conformal(sorted, probability)
                        }
                    )
                }
                result[series] = Forecast(point: points[variable], quantiles: quantiles, method: name)
            }
        }
        return result
    }

    /// What follows the first `origin` values: variable by variable, in their own units, and the windows' deviations.
    func rolled(
        _ groups: VariableGroups,
        _ index: Int,
        origin: Int,
        horizon: Int
    ) -> (points: [[Double]], scales: [Float]) {
        let group = groups.groups[index]
        let patch = model.configuration.patch
        let patches = Swift.min(context, origin / patch)
        let window = groups.window(
            index,
            start: origin - patches * patch,
            patches: patches,
            patch: patch,
            known: patches
        )
        let variables = group.values.count
        let count = (horizon + patch - 1) / patch
        let rolled = model.rolledOut(
            Tensor(window.numbers, shape: [1, patches, variables, patch]),
            count: count,
            graph: graph
        ) { predicted, number in
            // What is known of the future of the quantities beside a series stands in place of what is predicted.
            guard group.values.contains(where: { $0.count > group.count }) else { return predicted }
            let replaced = predicted.copy()
            let pointer = replaced.pointer(Float.self)
            for (variable, series) in group.values.enumerated() where group.series[variable] < 0 {
                for step in 0..<patch {
                    let place = origin + number * patch + step
                    guard place < series.count else { break }
                    pointer[variable * patch + step] =
                        (series[place] - window.shifts[variable]) / window.scales[variable]
                }
            }
            return replaced
        }
        let numbers = rolled.array(of: Float.self)
        let points = (0..<variables).map { variable in
            (0..<horizon).map { step in
                let value = numbers[(step / patch * variables + variable) * patch + step % patch]
                return Double(value * window.scales[variable] + window.shifts[variable])
            }
        }
        return (points, window.scales)
    }

    /// Errors of forecasts from up to 64 moments of what was held out from training.
    func errors(_ groups: VariableGroups, learnt: [Int], horizon: Int) -> [[Float]] {
        var found = [[Float]](repeating: [], count: horizon)
        let patch = model.configuration.patch
        let origins = groups.groups.enumerated().flatMap { index, group -> [(group: Int, origin: Int)] in
            let first = Swift.max(Swift.min(learnt[index], group.count - horizon), patch)
            guard group.count - horizon >= first else { return [] }
            return (first...(group.count - horizon)).map { (group: index, origin: $0) }
        }
        let limit = 64
        let chosen = origins.count <= limit ? origins : (0..<limit).map { origins[$0 * origins.count / limit] }
        for (index, origin) in chosen {
            let (points, scales) = rolled(groups, index, origin: origin, horizon: horizon)
            let group = groups.groups[index]
            for (variable, series) in group.series.enumerated() where series >= 0 {
                for step in 0..<horizon {
                    let error = group.values[variable][origin + step] - Float(points[variable][step])
                    found[step].append(error / scales[variable])
                }
            }
        }
        return found.map { $0.sorted() }
    }
}
