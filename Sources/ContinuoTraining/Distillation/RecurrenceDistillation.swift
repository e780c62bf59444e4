import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoTensor

/// Turns the long convolutions of a trained network into recurrences of a few modes, which generate in constant time and
/// memory for each token.
///
/// Each filter is reduced by its Hankel matrix (`HankelReduction`), then fitted by gradient descent where that is asked for.
/// All other weights stay.
///
/// - Source: Massaroli et al. 2023, "Laughing Hyena Distillery: Extracting Compact Recurrences From Convolutions".
public struct RecurrenceDistillation: Sendable {
    /// Numbers that a recurrence remembers for each filter.
    public enum Order: Sendable, Equatable {
        /// The first whose next singular value is below this share of the greatest, `most` at the most.
        case automatic(tolerance: Double, most: Int)
        case fixed(Int)
    }

    /// One filter bank and what became of it.
    public struct Report: Sendable {
        public let layer: Int
        public let mixer: String
        public let filters: Int
        /// The greatest order among the filters.
        public let order: Int
        /// ‖ĥ − h‖ / ‖h‖ over all of the bank's filters.
        public let relativeError: Double
        /// The greatest σ_{d+1} / σ_1: what no recurrence of that order can be below, in the Hankel norm.
        public let bound: Double
    }

    public var order: Order
    public var refinement: ModalRefinement

    public init(_ order: Order = .automatic(tolerance: 1e-3, most: 64), refinement: ModalRefinement = ModalRefinement())
    {
        self.order = order
        self.refinement = refinement
    }

    /// The model with recurrences in the place of its long convolutions.
    /// - Parameter progress: told each bank when it is done.
    /// - Throws: `DistillationError` where the model has no long convolutions that can be turned.
    public func distil(
        _ model: SequenceModel,
        progress: (Report) -> Void = { _ in }
    ) throws -> (model: SequenceModel, reports: [Report]) {
        guard var family = model.family as? MixerStack, let network = model.backbone as? StackedBackbone else {
            throw DistillationError.noLongConvolutions(family: type(of: model.family).name)
        }
        var banks: [(layer: Int, bank: Int, kernel: Tensor, modes: [FilterModes])] = []
        var reports: [Report] = []
        for (layer, block) in network.blocks.enumerated() {
            guard let mixer = block.mixer as? any ConvolutionalMixer else { continue }
            for (bank, kernel) in mixer.longKernels.enumerated() {
                let (modes, report) = reduce(kernel, layer, family.pattern[layer % family.pattern.count])
                banks.append((layer, bank, kernel, modes))
                reports.append(report)
                progress(report)
            }
        }
        guard !banks.isEmpty else { throw DistillationError.noLongConvolutions(family: MixerStack.name) }
        // Layers of one kind share their settings: all have as many modes as the one that needs most.
        for name in Set(banks.map { family.pattern[$0.layer % family.pattern.count] }) {
            let own = banks.filter { family.pattern[$0.layer % family.pattern.count] == name }
            let count = own.flatMap(\.modes).map(\.poles.count).max() ?? 1
            family.mixerSettings[name]?["modes"] = .integer(count)
        }
        var result = try SequenceModel(
            family: family,
            tokeniser: model.tokeniser,
            process: model.process,
            seed: 1,
            network.elementType
        )
        (result.training, result.generation, result.chatTemplate) = (
            model.training, model.generation, model.chatTemplate
        )
        result.contextLimit = model.contextLimit
        try fill(result.backbone, from: network, banks)
        return (result, reports)
    }

    private func reduce(_ kernel: Tensor, _ layer: Int, _ mixer: String) -> ([FilterModes], Report) {
        let (channels, length) = (kernel.shape[0], kernel.shape[1])
        let numbers = kernel.doubles
        var (modes, greatest, bound) = ([FilterModes](), 0, 0.0)
        var (error, size) = (0.0, 0.0)
        for channel in 0..<channels {
            let filter = Array(numbers[(channel * length)..<((channel + 1) * length)])
            let reduction = HankelReduction(filter)
            let wanted: Int
            switch order {
            case .fixed(let given): wanted = given
            case .automatic(let tolerance, let most): wanted = min(most, reduction.order(tolerance: tolerance))
            }
            let found = reduction.modes(order: wanted)
            modes.append(found)
            greatest = max(greatest, wanted)
            let values = reduction.singularValues
            if wanted < values.count, values[0] > 0 { bound = max(bound, values[wanted] / values[0]) }
            let difference = found.error(of: filter)
            error += difference * difference
            size += filter.reduce(0) { $0 + $1 * $1 }
        }
        let relative = size > 0 ? (error / size).squareRoot() : 0
        return (
            modes,
            Report(
                layer: layer,
                mixer: mixer,
                filters: channels,
                order: greatest,
                relativeError: relative,
                bound: bound
            )
        )
    }

    /// Takes over every parameter of the same name; the filters' are those of the modes.
    private func fill(
        _ target: any Backbone,
        from source: StackedBackbone,
        _ banks: [(layer: Int, bank: Int, kernel: Tensor, modes: [FilterModes])]
    ) throws {
        let known = Dictionary(uniqueKeysWithValues: source.parameters.map { ($0.name, $0.tensor) })
        let places = Dictionary(uniqueKeysWithValues: target.parameters.map { ($0.name, $0.tensor) })
        for (name, tensor) in places {
            if let found = known[name], found.shape == tensor.shape { tensor.assign(found.detached) }
        }
        for bank in banks {
            let name = "blocks.\(bank.layer).mixer.filters.\(bank.bank)"
            guard let width = places["\(name).decay"]?.shape[1] else {
                throw DistillationError.notModal(parameter: name)
            }
            let filter = ModalFilter(
                bank.modes,
                minimumModes: width,
                coefficients: bank.kernel.shape[1],
                source.elementType
            )
            try refinement.refine(filter, to: bank.kernel)
            for parameter in filter.parameters {
                places["\(name).\(parameter.name)"]?.assign(parameter.tensor.detached)
            }
        }
    }
}

/// Why a network cannot be turned into recurrences.
public enum DistillationError: Error, Equatable, CustomStringConvertible {
    case noLongConvolutions(family: String)
    case notModal(parameter: String)

    public var description: String {
        switch self {
        case .noLongConvolutions(let family):
            "a model of family \"\(family)\" has no long convolutions to turn into recurrences: expected a stack with hyena, "
                + "multihyena or long-conv layers that are none yet"
        case .notModal(let parameter): "\(parameter) has no form of modes"
        }
    }
}
