import ContinuoFormats
import ContinuoTensor

extension TensorNameMap {
    /// Reads every parameter of `module` from a checkpoint, in place.
    ///
    /// Stored numbers become those of the parameters' type; matrices made for packed weights keep the stored format.
    /// - Parameter configuration: what the module was built from, such as `config.json`; stands in errors.
    /// - Throws: `DataFileError` for tensors that are missing, have another shape or element type, or that nothing asks for.
    ///   All tensors are checked before the first one is written.
    public func read(_ module: any Module, from files: any WeightFiles, configuration: String) throws {
        let memory = PackedMemory()
        for (parameter, pieces) in try plan(module, files, configuration: configuration) {
            if parameter.tensor.elementType == .packed {
                try TensorNameMap.pack(parameter.tensor, pieces, files, in: memory)
            } else {
                for (piece, name) in pieces { try TensorNameMap.fill(parameter.tensor, piece, name, files) }
            }
            for (_, name) in pieces { files.willNotNeed(name) }
        }
    }

    /// Where a checkpoint has each parameter of `module`.
    /// - Throws: as ``read(_:from:configuration:)``.
    func plan(
        _ module: any Module,
        _ files: any WeightFiles,
        configuration: String
    ) throws -> [(parameter: NamedParameter, pieces: [(piece: Piece, name: String)])] {
        var plan: [(parameter: NamedParameter, pieces: [(piece: Piece, name: String)])] = []
        var missing: [String] = []
        var used = Set<String>()
        for parameter in module.parameters {
            var found: [(piece: Piece, name: String)] = []
            for piece in pieces(of: parameter) {
                guard let name = spellings(piece.name).first(where: { files.shape(of: $0) != nil }) else {
                    missing.append(piece.name)
                    continue
                }
                try TensorNameMap.check(name, piece, files, configuration)
                used.insert(name)
                found.append((piece, name))
            }
            plan.append((parameter, found))
        }
        guard missing.isEmpty else {
            throw DataFileError(
                .missing,
                file: files.path,
                place: TensorNameMap.list(missing),
                expected: "all tensors of the network that \(configuration) describes",
                found: "\(missing.count) of \(missing.count + used.count) missing",
                advice: "Is \(configuration) from another model?"
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
                advice: "Is \(configuration) from another model?"
            )
        }
        return plan
    }

    private static func check(
        _ name: String,
        _ piece: Piece,
        _ files: any WeightFiles,
        _ configuration: String
    ) throws(DataFileError) {
        let shape = files.shape(of: name) ?? []
        guard shape == piece.shape else {
            throw DataFileError(
                .malformed,
                file: files.path,
                place: "tensor \"\(name)\"",
                expected: "shape \(piece.shape) as \(configuration) asks",
                found: "shape \(shape)",
                advice: "Is \(configuration) from another model?"
            )
        }
        _ = try files.weightFormat(of: name)
    }

    /// Writes what a checkpoint has of a parameter into `tensor`, which has the parameter's shape.
    static func fill(_ tensor: Tensor, _ piece: Piece, _ name: String, _ files: any WeightFiles) throws {
        let start = piece.rows.lowerBound * (tensor.count / max(tensor.shape.first ?? 1, 1))
        switch piece.layout {
        case .same, .extraAxis: try files.read(name, into: tensor, from: start)
        default:
            let stored = Tensor(uninitialised: piece.shape, tensor.elementType)
            try files.read(name, into: stored, from: 0)
            let place = tensor.sliced(piece.rows)
            place.assign(piece.layout.ours(stored).reshaped(place.shape))
        }
    }

    /// Packs a matrix from its pieces, in the formats that they are stored in. Rows in another order are put in ours; numbers
    /// that have another form altogether are packed as they would be filled in.
    private static func pack(
        _ tensor: Tensor,
        _ pieces: [(piece: Piece, name: String)],
        _ files: any WeightFiles,
        in packed: PackedMemory
    ) throws {
        let columns = tensor.shape[1]
        var kept: [UnsafeMutableRawBufferPointer] = []
        defer { for memory in kept { memory.deallocate() } }
        func copy(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
            kept.append(memory)
            return memory
        }
        let stored = try pieces.map { piece, name in
            let rows = piece.rows.count
            let order = piece.layout.rowOrder(rows)
            if let format = try files.weightFormat(of: name), piece.layout.isByRows {
                let bytes = try files.bytes(name)
                guard let order else {
                    return StoredMatrix(format, rows: rows, bytes: bytes) { files.willNotNeed(name, $0) }
                }
                let width = bytes.count / max(rows, 1)
                let memory = copy(bytes.count)
                for (row, place) in order.enumerated() {
                    let source = UnsafeRawBufferPointer(rebasing: bytes[(row * width)..<((row + 1) * width)])
                    UnsafeMutableRawBufferPointer(rebasing: memory[(place * width)...]).copyMemory(from: source)
                }
                return StoredMatrix(format, rows: rows, bytes: UnsafeRawBufferPointer(memory))
            }
            let numbers = Tensor(uninitialised: piece.shape)
            try files.read(name, into: numbers, from: 0)
            let ours = piece.layout.ours(numbers)
            let memory = copy(ours.byteCount)
            memory.copyMemory(from: UnsafeRawBufferPointer(start: ours.pointer(Float.self), count: ours.byteCount))
            precondition(
                ours.shape == [rows, columns],
                "a piece of shape \(ours.shape) for \(rows) rows of \(columns)"
            )
            return StoredMatrix(.float32, rows: rows, bytes: UnsafeRawBufferPointer(memory))
        }
        tensor.fill(packed: stored, in: packed)
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ")
        return (names.count == 1 ? "tensor " : "tensors ") + shown + (names.count > 4 ? ", …" : "")
    }
}

extension TensorNameMap.Layout {
    /// Whether stored rows are ours, be it in another order.
    var isByRows: Bool {
        switch self {
        case .same, .interleavedHeads: true
        default: false
        }
    }

    /// Our form of a stored tensor, but for axes of size 1.
    func ours(_ stored: Tensor) -> Tensor {
        switch self {
        case .same, .extraAxis, .inRows: return stored
        case .transposed: return stored.transposed()
        case .offset(let number): return stored - number
        case .negatedExponential: return log(-stored)
        case .interleavedHeads:
            let order = rowOrder(stored.shape[0]) ?? []
            var places = [Int32](repeating: 0, count: order.count)
            for (row, place) in order.enumerated() { places[place] = Int32(row) }
            return stored.rows(at: Tensor(places))
        }
    }

    /// The form in which a tensor of ours is stored; additional axes are left out.
    func stored(_ ours: Tensor) -> Tensor {
        switch self {
        case .same, .extraAxis, .inRows: return ours
        case .transposed: return ours.transposed()
        case .offset(let number): return ours + number
        case .negatedExponential: return -exp(ours)
        case .interleavedHeads: return ours.rows(at: Tensor((rowOrder(ours.shape[0]) ?? []).map(Int32.init)))
        }
    }
}
