import Testing

@testable import ContinuoFormats

/// Written by Python's `safetensors` 0.8.0: `safetensors.numpy.save` of the arrays that `SafeTensorsTests.sources` describes, with
/// metadata `{"format": "pt", 'q"': "\n\u00e9"}`.
let referenceHeader = #"""
    {"__metadata__":{"format":"pt","q\"":"\né"},"a":{"dtype":"I64","shape":[2,2],"data_offsets":[0,32]},\#
    "scalar":{"dtype":"F64","shape":[],"data_offsets":[32,40]},"b":{"dtype":"F32","shape":[3],"data_offsets":[40,52]},\#
    "none":{"dtype":"I32","shape":[0,4],"data_offsets":[52,52]},"häß":{"dtype":"F16","shape":[2],"data_offsets":[52,56]},\#
    "u":{"dtype":"U8","shape":[2],"data_offsets":[56,58]},"flag":{"dtype":"BOOL","shape":[3],"data_offsets":[58,61]}} 
    """#
let referenceData: [UInt8] = [
    1, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0,
    0,
    0, 0, 0, 0, 0, 0, 0x1c, 0x40, 0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0x3e, 0, 0xb4, 255, 1, 1, 0, 1,
]

func safeTensors(header: String, data: [UInt8]) -> [UInt8] {
    let header = Array(header.utf8)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + data
}

@Suite struct SafeTensorsTests {
    static var sources: [SafeTensorsWriter.Source] {
        [
            .init(name: "b", type: .float32, shape: [3], elements: [0, 1, 2] as [Float]),
            .init(name: "a", type: .int64, shape: [2, 2], elements: [1, -2, 3, 4] as [Int64]),
            .init(name: "häß", type: .float16, shape: [2], elements: [0x3e00, 0xb400] as [UInt16]),
            .init(name: "flag", type: .bool, shape: [3], elements: [1, 0, 1] as [UInt8]),
            .init(name: "scalar", type: .float64, shape: [], elements: [7.0]),
            .init(name: "none", type: .int32, shape: [0, 4], elements: [] as [Int32]),
            .init(name: "u", type: .uint8, shape: [2], elements: [255, 1] as [UInt8]),
        ]
    }

    @Test func writesTheSameBytesAsTheReference() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("model.safetensors")
        try SafeTensorsWriter.write(to: path, tensors: Self.sources, metadata: ["format": "pt", "q\"": "\né"])
        #expect(try FileSystem.read(path) == safeTensors(header: referenceHeader, data: referenceData))
        #expect(try folder.names == ["model.safetensors"])
    }

    @Test func readsTheReference() throws {
        let folder = try TemporaryFolder()
        let file = try SafeTensorsFile(
            path: folder.file("m.safetensors", safeTensors(header: referenceHeader, data: referenceData))
        )
        #expect(file.names == ["a", "scalar", "b", "none", "häß", "u", "flag"])
        #expect(file.metadata == ["format": "pt", "q\"": "\né"])
        #expect(file.entry("a")?.shape == [2, 2])
        #expect(file.entry("häß")?.type == .float16)
        #expect(
            try (0..<3).map { try file.bytes("b").loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) } == [0, 1, 2]
        )
        #expect(try file.bytes("none").isEmpty)
        #expect(try file.bytes("scalar").loadUnaligned(as: Double.self) == 7)
        let error = failure { _ = try file.bytes("encoder.flag") }
        #expect(error?.kind == .missing)
    }

    @Test func everyTypeGoesRound() throws {
        let folder = try TemporaryFolder()
        let tensors = StoredElementType.allCases.map { type in
            SafeTensorsWriter.Source(
                name: type.rawValue,
                type: type,
                shape: [3, 8],
                elements: (0..<type.bitWidth * 3).map { UInt8(truncatingIfNeeded: $0 * 7) }
            )
        }
        let path = folder.file("all.safetensors")
        try SafeTensorsWriter.write(to: path, tensors: tensors)
        let file = try SafeTensorsFile(path: path)
        for type in StoredElementType.allCases {
            #expect(file.entry(type.rawValue)?.type == type)
            #expect(
                try Array(file.bytes(type.rawValue))
                    == (0..<type.bitWidth * 3).map { UInt8(truncatingIfNeeded: $0 * 7) }
            )
        }
    }

    @Test func aFileCutAnywhereIsATypedError() throws {
        let folder = try TemporaryFolder()
        let whole = safeTensors(header: referenceHeader, data: referenceData)
        for count in 0..<whole.count {
            let path = try folder.file("cut", Array(whole[..<count]))
            #expect(failure { _ = try SafeTensorsFile(path: path) }?.file == path, "cut at \(count)")
        }
        let longer = try folder.file("longer", whole + [0])
        #expect(failure { _ = try SafeTensorsFile(path: longer) }?.kind == .malformed)
    }

    @Test func everyChangedByteIsReadOrRefused() {
        let whole = safeTensors(header: referenceHeader, data: referenceData)
        for position in 0..<whole.count - referenceData.count {
            for value: UInt8 in [0, 0x22, 0x30, 0x39, 0x7d, 0xff] {
                var bytes = whole
                bytes[position] = value
                bytes.withUnsafeBytes { view in
                    var header: SafeTensorsHeader?
                    let error = failure { header = try SafeTensorsHeader(bytes: view, path: "fuzzed") }
                    #expect((header == nil) == (error?.file == "fuzzed"))
                    #expect(header?.entries.allSatisfy { $0.range.upperBound <= view.count } != false)
                }
            }
        }
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}"#, "tensor \"a\""),
        (
            #"{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,2],"data_offsets":[0,8]}}"#,
            "tensor \"a\""
        ),
        (#"{"a":{"dtype":"Q4_0","shape":[2],"data_offsets":[0,8]}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,8]}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[2]}}"#, "tensor \"a\""),
        (#"{"a":{"shape":[2],"data_offsets":[0,8]}}"#, "tensor \"a\""),
        (#"{"a":[]}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "tensor \"a\""),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "byte"),
        (
            #"{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
            "tensor \"b\""
        ),
        (
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            "header"
        ),
        (#"{"__metadata__":{"step":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "__metadata__ \"step\""),
        (#"{"__metadata__":[]}"#, "__metadata__"), ("[]", "header"), ("{", "header"), ("", "header"),
        ("{} x", "header"),
    ])
    func lyingHeadersAreRefused(header: String, place: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("lie", safeTensors(header: header, data: [UInt8](repeating: 0, count: 8)))
        let error = failure { _ = try SafeTensorsFile(path: path) }
        #expect(error?.file == path)
        #expect(error?.place.hasPrefix(place) == true, "\(error?.description ?? "no error")")
    }

    @Test(arguments: [UInt64.max, 1 << 63, 1 << 40, 100_000_001, 100_000_000, 9])
    func absurdHeaderLengthsAreRefused(length: UInt64) throws {
        let folder = try TemporaryFolder()
        let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array("{}      ".utf8)
        let path = try folder.file("lie", bytes)
        #expect(failure { _ = try SafeTensorsFile(path: path) }?.place == "byte 0")
    }

    @Test func namesThatAreNotUTF8AreRefused() throws {
        let folder = try TemporaryFolder()
        let bytes = safeTensors(header: referenceHeader, data: referenceData).map { $0 == 0xc3 ? 0xff : $0 }
        let path = try folder.file("lie", bytes)
        #expect(failure { _ = try SafeTensorsFile(path: path) }?.found.contains("UTF-8") == true)
    }

    @Test func aWriterThatSuppliesTheWrongSizeLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.safetensors")
        let wrong: SafeTensorsWriter.Source = .init(name: "a", type: .float32, shape: [3], elements: [1, 2] as [Float])
        #expect(failure { try SafeTensorsWriter.write(to: path, tensors: [wrong]) }?.place == "tensor \"a\"")
        let twice = Self.sources + [Self.sources[0]]
        #expect(failure { try SafeTensorsWriter.write(to: path, tensors: twice) }?.place == "tensor \"b\"")
        #expect(try folder.names == [])
    }
}
