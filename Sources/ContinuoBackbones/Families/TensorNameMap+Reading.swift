import ContinuoFormats
import ContinuoTensor

extension TensorNameMap {
    /// Reads every parameter of `module` from a checkpoint, in place.
    ///
    /// Element types F32, F64, F16 and BF16 become that of the parameters.
    /// - Parameter configuration: path of the `config.json` that the module was built from; stands in errors.
    /// - Throws: `DataFileError` for tensors that are missing, have another shape or element type, or that nothing asks for.
    ///   All tensors are checked before the first one is written.
    public func read(_ module: any Module, from files: SafeTensorsModel, configuration: String) throws {
        var plan: [(parameter: NamedParameter, piece: Piece, entry: SafeTensorsEntry)] = []
        var missing: [String] = []
        var used = Set<String>()
        for parameter in module.parameters {
            for piece in pieces(of: parameter) {
                guard let entry = spellings(piece.name).lazy.compactMap({ files.entry($0) }).first else {
                    missing.append(piece.name)
                    continue
                }
                try check(entry, piece, parameter, files, configuration)
                used.insert(entry.name)
                plan.append((parameter, piece, entry))
            }
        }
        guard missing.isEmpty else {
            throw DataFileError(
                .missing,
                file: files.path,
                place: TensorNameMap.list(missing),
                expected: "all tensors of the network that \(configuration) describes",
                found: "\(missing.count) of \(missing.count + plan.count) missing",
                advice: "Is config.json from another model?"
            )
        }
        let isTied = !module.parameters.contains { $0.name == "head.weight" }
        let unexpected = files.names.filter { name in
            !used.contains(name) && !ignores(name) && !(isTied && name.hasSuffix("lm_head.weight"))
        }
        guard unexpected.isEmpty else {
            throw DataFileError(
                .malformed,
                file: files.path,
                place: TensorNameMap.list(unexpected),
                expected: "no tensors but those of the network that \(configuration) describes",
                found: "\(unexpected.count) more",
                advice: "Is config.json from another model?"
            )
        }
        for item in plan { try TensorNameMap.fill(item.parameter.tensor, item.piece, item.entry, files) }
    }

    private func check(
        _ entry: SafeTensorsEntry,
        _ piece: Piece,
        _ parameter: NamedParameter,
        _ files: SafeTensorsModel,
        _ configuration: String
    ) throws(DataFileError) {
        guard entry.shape == piece.shape else {
            throw DataFileError(
                .malformed,
                file: files.path,
                place: "tensor \"\(entry.name)\"",
                expected: "shape \(piece.shape) as \(configuration) asks",
                found: "shape \(entry.shape)",
                advice: "Is config.json from another model?"
            )
        }
        guard StoredElements.readable.contains(entry.type) else {
            throw DataFileError(
                .unsupported,
                file: files.path,
                place: "tensor \"\(entry.name)\"",
                expected: "elements of \(StoredElements.readable.map(\.rawValue).joined(separator: ", "))",
                found: "\(entry.type.rawValue)"
            )
        }
    }

    private static func fill(
        _ tensor: Tensor,
        _ piece: Piece,
        _ entry: SafeTensorsEntry,
        _ files: SafeTensorsModel
    ) throws {
        let bytes = try files.bytes(entry.name)
        let start = piece.rows.lowerBound * (tensor.count / max(tensor.shape.first ?? 1, 1))
        let rows = tensor.sliced(piece.rows)
        if case .same = piece.layout { return StoredElements.copy(bytes, entry.type, into: tensor, from: start) }
        if case .extraAxis = piece.layout { return StoredElements.copy(bytes, entry.type, into: tensor, from: start) }
        let stored = Tensor(uninitialised: entry.shape, tensor.elementType)
        StoredElements.copy(bytes, entry.type, into: stored, from: 0)
        rows.assign(piece.layout.ours(stored))
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ")
        return (names.count == 1 ? "tensor " : "tensors ") + shown + (names.count > 4 ? ", …" : "")
    }
}

extension TensorNameMap.Layout {
    /// Our form of a stored tensor.
    func ours(_ stored: Tensor) -> Tensor {
        switch self {
        case .same, .extraAxis: return stored
        case .transposed: return stored.transposed()
        case .offset(let number): return stored - number
        case .interleavedHeads:
            let order = rowOrder(stored.shape[0]) ?? []
            var places = [Int32](repeating: 0, count: order.count)
            for (row, place) in order.enumerated() { places[place] = Int32(row) }
            return stored.rows(at: Tensor(places))
        }
    }

    /// The form in which a tensor of ours is stored; an additional axis of size 1 is left out.
    func stored(_ ours: Tensor) -> Tensor {
        switch self {
        case .same, .extraAxis: return ours
        case .transposed: return ours.transposed()
        case .offset(let number): return ours + number
        case .interleavedHeads: return ours.rows(at: Tensor((rowOrder(ours.shape[0]) ?? []).map(Int32.init)))
        }
    }
}
