import ContinuoFormats
import ContinuoTensor
import Testing

@Suite struct GGUFWriterTests {
    /// Read and written again, a file of Python's `gguf` is the same byte for byte.
    @Test(arguments: ["metadata.gguf", "blocks.gguf", "quantised.gguf", "split-00001-of-00003.gguf"])
    func referenceFilesAreRewrittenByteForByte(name: String) throws {
        let folder = try TemporaryFolder()
        let file = try GGUFFile(path: GGUFFixtures.path(name))
        let tensors = file.tensors.map { tensor in
            GGUFWriter.Source(name: tensor.name, shape: tensor.shape, format: tensor.format) { write in
                let bytes = file.bytes(of: tensor)
                try write(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 3)]))
                try write(UnsafeRawBufferPointer(rebasing: bytes[(bytes.count / 3)...]))
            }
        }
        let path = folder.file("copy.gguf")
        try GGUFWriter.write(to: path, metadata: file.metadata, tensors: tensors)
        #expect(try FileSystem.read(path) == FileSystem.read(GGUFFixtures.path(name)))
        #expect(try folder.names == ["copy.gguf"])
    }

    @Test func everyTypeGoesRound() throws {
        let folder = try TemporaryFolder()
        let metadata: GGUFMetadata = [
            "u8": .uint8(.max), "i8": .int8(.min), "u16": .uint16(.max), "i16": .int16(.min), "u32": .uint32(.max),
            "i32": .int32(.min), "u64": .uint64(.max), "i64": .int64(.min), "f32": .float32(.pi), "f64": .float64(.pi),
            "yes": .bool(true), "no": .bool(false), "text": .string("▁é"), "bytes": .string([0xff, 0]),
            "u8s": .array(GGUFArray([1, 2] as [UInt8])), "i64s": .array(GGUFArray([-1, 2] as [Int64])),
            "f64s": .array(GGUFArray([0.5, -0.0])), "flags": .array(GGUFArray([true, false])),
            "texts": .array(GGUFArray(["", "a", "▁é"])), "none": .array(GGUFArray([] as [String])),
            "tokens": .array(GGUFArray(byteStrings: [[0xe2], [], [0x96, 0x81]])),
            "nested": .array(GGUFArray([GGUFArray(["a"]), GGUFArray([GGUFArray([1.5 as Float])])])),
        ]
        let values: [Float] = (0..<1024).map { Float($0 % 37) / 16 - 1 }
        let tensors = WeightFormat.all.map { format in
            GGUFWriter.Source(name: format.name, shape: [2, 2, 256], format: format, values: values)
        }
        let scalar = GGUFWriter.Source(name: "scalar", shape: [], format: .float32, values: [3])
        let none = GGUFWriter.Source(name: "none", shape: [0, 4], format: .float32, values: [])
        let path = folder.file("all.gguf")
        try GGUFWriter.write(to: path, metadata: metadata, tensors: tensors + [scalar, none])
        let model = try GGUFModel(path: path)
        #expect(model.metadata.keys == metadata.keys)
        for (key, value) in metadata.entries { #expect(model.metadata[key] == value, "\(key)") }
        for format in WeightFormat.all {
            #expect(model.tensor(format.name)?.shape == [2, 2, 256])
            #expect(try Array(model.bytes(format.name)) == format.encode(values))
            #expect(try model.values(format.name) == format.decode(format.encode(values)))
        }
        #expect(try model.values("scalar") == [3])
        #expect(try model.values("none") == [])
        #expect(model.files[0].version == 3 && model.files[0].alignment == 32)
    }

    @Test(arguments: [1, 8, 256, 4096])
    func tensorsAreAligned(alignment: UInt32) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.gguf")
        let tensors = (0..<3).map { index in
            GGUFWriter.Source(
                name: "t\(index)",
                shape: [index + 1],
                format: .float16,
                bytes: [UInt8](repeating: 1, count: 2 * index + 2)
            )
        }
        try GGUFWriter.write(to: path, metadata: ["general.alignment": .uint32(alignment)], tensors: tensors)
        let file = try GGUFFile(path: path)
        #expect(file.dataOffset % Int(alignment) == 0)
        for tensor in file.tensors {
            #expect((tensor.range.lowerBound - file.dataOffset) % Int(alignment) == 0)
            #expect(file.bytes(of: tensor).allSatisfy { $0 == 1 })
        }
    }

    @Test func whatCannotBeWrittenLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.gguf")
        func source(_ name: String, _ shape: [Int], _ format: WeightFormat, _ count: Int) -> GGUFWriter.Source {
            .init(name: name, shape: shape, format: format, values: [Float](repeating: 1, count: count))
        }
        for tensors in [
            [source("a", [3], .float32, 2)], [source("a", [3], .float32, 4)], [source("a", [32], .q8_0, 33)],
            [source("a", [1], .float32, 1), source("a", [1], .float32, 1)],
            [source("a", [2, 48], .q8_0, 96)], [source("a", [1, 1, 1, 1, 1], .float32, 1)],
            [source("a", [-1], .float32, 0)], [source("a", [1 << 62, 1 << 62], .float32, 0)],
            [source(String(repeating: "a", count: 64), [1], .float32, 1)],
        ] {
            let error = failure { try GGUFWriter.write(to: path, metadata: [:], tensors: tensors) }
            #expect(error?.kind == .malformed && error?.file == path)
            #expect(error?.place == "tensor \"\(tensors[0].name)\"")
        }
        let odd: GGUFMetadata = ["general.alignment": .uint32(24)]
        #expect(failure { try GGUFWriter.write(to: path, metadata: odd, tensors: []) }?.file == path)
        struct Interruption: Error {}
        let stopped = GGUFWriter.Source(name: "a", shape: [1], format: .float32) { _ in throw Interruption() }
        #expect(throws: Interruption.self) { try GGUFWriter.write(to: path, metadata: [:], tensors: [stopped]) }
        #expect(try folder.names == [])
    }
}
