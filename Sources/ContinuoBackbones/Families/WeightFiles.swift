import ContinuoFormats
import ContinuoTensor

/// The files of a checkpoint, whatever their format: named tensors of real numbers.
public protocol WeightFiles {
    /// Stands in errors.
    var path: String { get }

    /// Names of all tensors.
    var names: [String] { get }

    /// The shape of a tensor, outermost size first; nil where it is absent.
    func shape(of name: String) -> [Int]?

    /// How the tensor's numbers are stored, where that is a format of weights; nil for other real numbers.
    /// - Throws: `DataFileError` where its elements are no real numbers.
    func weightFormat(of name: String) throws(DataFileError) -> WeightFormat?

    /// The stored bytes.
    func bytes(_ name: String) throws(DataFileError) -> UnsafeRawBufferPointer

    /// Writes the tensor's numbers into `target` from its element `start`.
    func read(_ name: String, into target: Tensor, from start: Int) throws

    /// A part of a tensor's bytes will not be read again soon.
    func willNotNeed(_ name: String, _ part: Range<Int>)
}

extension WeightFiles {
    /// A tensor will not be read again soon.
    func willNotNeed(_ name: String) {
        if let bytes = try? bytes(name) { willNotNeed(name, 0..<bytes.count) }
    }
}

extension SafeTensorsModel: WeightFiles {
    public func shape(of name: String) -> [Int]? { entry(name)?.shape }

    public func weightFormat(of name: String) throws(DataFileError) -> WeightFormat? {
        guard let entry = entry(name) else { return nil }
        guard StoredElements.readable.contains(entry.type) else {
            throw DataFileError(
                .unsupported,
                file: path,
                place: "tensor \"\(name)\"",
                expected: "elements of \(StoredElements.readable.map(\.rawValue).joined(separator: ", "))",
                found: "\(entry.type.rawValue)"
            )
        }
        return switch entry.type {
        case .float32: .float32
        case .bfloat16: .bfloat16
        case .float16: .float16
        default: nil
        }
    }

    public func read(_ name: String, into target: Tensor, from start: Int) throws {
        guard let entry = entry(name) else { return }
        StoredElements.copy(try bytes(name), entry.type, into: target, from: start)
    }
}

extension GGUFModel: WeightFiles {
    public func shape(of name: String) -> [Int]? { tensor(name)?.shape }

    public func weightFormat(of name: String) -> WeightFormat? { tensor(name)?.format }

    public func read(_ name: String, into target: Tensor, from start: Int) throws {
        guard let tensor = tensor(name) else { return }
        let bytes = try bytes(name)
        if target.elementType == .float32 {
            let floats = UnsafeMutableBufferPointer(
                start: target.pointer(Float.self) + start,
                count: tensor.elementCount
            )
            tensor.format.decode(bytes, into: floats)
        } else {
            for (index, value) in tensor.format.decode(bytes).enumerated() {
                target.pointer(Double.self)[start + index] = Double(value)
            }
        }
    }
}

extension GGUFModel: GGUFContents {
    public func value(_ key: String) -> JSONValue? { metadata[key].flatMap { GGUFModel.json($0) } }

    public func vector(_ tensor: String) throws -> [Double]? {
        self.tensor(tensor) == nil ? nil : try values(tensor).map(Double.init)
    }

    private static func json(_ value: GGUFValue) -> JSONValue? {
        if let flag = value.boolValue { return .bool(flag) }
        if let number = value.integerValue { return .integer(number) }
        if let number = value.numberValue { return .number(number) }
        if let text = value.stringValue { return .string(text) }
        guard let array = value.arrayValue else { return nil }
        return .array((0..<array.count).compactMap { json(array[$0]) })
    }
}
