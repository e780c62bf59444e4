import ContinuoFormats
import ContinuoTensor

/// States in safetensors files: a layer gives tensors under names of its own, and takes them back.
extension SafeTensorsFile {
    /// The bytes of a tensor that must have this type and shape. Valid as long as the file lives.
    func bytes(
        _ name: String,
        _ type: StoredElementType,
        _ shape: [Int]
    ) throws(DataFileError) -> UnsafeRawBufferPointer {
        let bytes = try bytes(name)
        if let found = entry(name), found.type != type || found.shape != shape {
            throw DataFileError(
                .malformed,
                file: path,
                place: "tensor \"\(name)\"",
                expected: "\(type.rawValue) \(shape)",
                found: "\(found.type.rawValue) \(found.shape)"
            )
        }
        return bytes
    }
}

extension BackboneState {
    /// How its caches of keys and values are stored; nil where there is none.
    public var cacheFormat: KeyValueFormat? { layers.lazy.compactMap { ($0 as? KeyValueCache)?.format }.first }

    /// The tensors of all layers, for a file. They hold the state's own memory until they are written.
    /// - Throws: `StateError.notStorable` for a layer that has no form in files.
    public func tensors() throws -> [SafeTensorsWriter.Source] {
        try layers.enumerated().flatMap { try $1.tensors("layers.\($0)") }
    }

    /// Takes in what `tensors` gave, for rows that have read `lengths` positions; this state must be an initial one of the
    /// same network with as many rows.
    /// - Throws: `DataFileError` that names the tensor that is missing or does not fit.
    public mutating func restore(from file: SafeTensorsFile, lengths: [Int]) throws {
        precondition(lengths.count == batch, "\(lengths.count) lengths for a state of \(batch) rows")
        for index in layers.indices { try layers[index].restore("layers.\(index)", from: file, lengths: lengths) }
        setLengths(lengths)
    }
}

extension LayerState {
    public func tensors(_ name: String) throws -> [SafeTensorsWriter.Source] {
        throw StateError.notStorable(layer: "\(Self.self)")
    }

    public mutating func restore(_ name: String, from file: SafeTensorsFile, lengths: [Int]) throws {
        throw StateError.notStorable(layer: "\(Self.self)")
    }
}

extension KeyValueCache {
    /// How a row of `length` positions stands in a file.
    private func storedShape(_ length: Int) -> (type: StoredElementType, shape: [Int]) {
        if elementType == .float64 { return (.float64, [length, heads, headWidth]) }
        switch format {
        case .float32: return (.float32, [length, heads, headWidth])
        case .float16: return (.float16, [length, heads, headWidth])
        case .int8: return (.uint8, [length, keys.positionBytes])
        }
    }

    /// `NAME.ROW.keys` and `NAME.ROW.values`, in the cache's own format; blocks of 8 bits as bytes.
    public func tensors(_ name: String) -> [SafeTensorsWriter.Source] {
        lengths.enumerated().flatMap { row, length in
            [("keys", keys), ("values", values)].map { kind, buffer in
                let (type, shape) = storedShape(length)
                return SafeTensorsWriter.Source(name: "\(name).\(row).\(kind)", type: type, shape: shape) { write in
                    try buffer.withBytes(row: row, length: length) { try write($0) }
                }
            }
        }
    }

    public mutating func restore(_ name: String, from file: SafeTensorsFile, lengths: [Int]) throws {
        reserve(lengths.max() ?? 0)
        for (row, length) in lengths.enumerated() {
            let (type, shape) = storedShape(length)
            keys.fill(row: row, bytes: try file.bytes("\(name).\(row).keys", type, shape))
            values.fill(row: row, bytes: try file.bytes("\(name).\(row).values", type, shape))
        }
        setLengths(lengths)
    }
}

extension FixedSizeState {
    /// `NAME.PART`, each `[batch, …]`.
    public func tensors(_ name: String) -> [SafeTensorsWriter.Source] {
        parts.enumerated().map { index, part in
            let part = part.detached
            let type = StoredElementType(part.elementType)
            return SafeTensorsWriter.Source(name: "\(name).\(index)", type: type, shape: part.shape) { write in
                try part.withBytes { try write($0) }
            }
        }
    }

    public mutating func restore(_ name: String, from file: SafeTensorsFile, lengths: [Int]) throws {
        let restored = try parts.enumerated().map { index, part in
            let bytes = try file.bytes("\(name).\(index)", StoredElementType(part.elementType), part.shape)
            return Tensor(bytes: bytes, shape: part.shape, part.elementType)
        }
        advance((lengths.max() ?? 0) - length, to: restored)
    }
}

extension StoredElementType {
    /// The type that a part of a state has in a file.
    fileprivate init(_ type: ElementType) {
        switch type {
        case .float64: self = .float64
        case .int32: self = .int32
        case .float32, .packed: self = .float32
        }
    }
}
