import ContinuoTestSupport

@testable import ContinuoFormats

/// GGUF files byte by byte, lies included.
struct GGUFBuilder {
    var version: UInt32 = 3
    var entries: [(key: [UInt8], type: UInt32, value: [UInt8])] = []
    var tensors: [(name: String, sizes: [UInt64], type: UInt32, offset: UInt64)] = []
    var tensorCount: UInt64?
    var entryCount: UInt64?
    var data = [UInt8](repeating: 0, count: 256)

    static func bytes(_ numbers: UInt64...) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in numbers { GGUFEncoding.append(number, to: &bytes) }
        return bytes
    }

    static func bytes32(_ numbers: UInt32...) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in numbers { GGUFEncoding.append(number, to: &bytes) }
        return bytes
    }

    mutating func add(_ key: String, _ value: GGUFValue) {
        var bytes: [UInt8] = []
        GGUFEncoding.append(value, to: &bytes)
        entries.append((Array(key.utf8), value.type.rawValue, bytes))
    }

    var file: [UInt8] {
        var bytes = GGUFEncoding.magic + Self.bytes32(version)
        bytes += Self.bytes(tensorCount ?? UInt64(tensors.count), entryCount ?? UInt64(entries.count))
        for entry in entries {
            GGUFEncoding.append(entry.key, to: &bytes)
            bytes += Self.bytes32(entry.type) + entry.value
        }
        for tensor in tensors {
            GGUFEncoding.append(Array(tensor.name.utf8), to: &bytes)
            bytes += Self.bytes32(UInt32(tensor.sizes.count))
            for size in tensor.sizes { bytes += Self.bytes(size) }
            bytes += Self.bytes32(tensor.type) + Self.bytes(tensor.offset)
        }
        return bytes + [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32) + data
    }
}

/// Fixtures that Python's `gguf` wrote.
enum GGUFFixtures {
    static func path(_ name: String) -> String { Fixtures.path("GGUF/" + name) }
}

extension GGUFFile {
    /// Reads everything that there is; what is not within the file would be an access violation.
    func readAll() -> Int {
        var sum = 0
        func read(_ value: GGUFValue) {
            sum &+= (value.integerValue ?? 0) &+ (value.stringValue?.utf8.count ?? 0)
            if let array = value.arrayValue { for index in 0..<array.count { read(array[index]) } }
        }
        for (_, value) in metadata.entries { read(value) }
        for tensor in tensors { for byte in bytes(of: tensor) { sum &+= Int(byte) } }
        return sum
    }
}
