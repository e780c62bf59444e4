import ContinuoFormats
import ContinuoTensor
import Testing

@Suite struct GGUFFileTests {
    @Test(arguments: [("metadata.gguf", 3), ("metadata-v2.gguf", 2)])
    func everyTypeIsRead(name: String, version: Int) throws {
        let file = try GGUFFile(path: GGUFFixtures.path(name))
        let metadata = file.metadata
        #expect(file.version == version)
        #expect(metadata["uint8"] == .uint8(200))
        #expect(metadata["int8"] == .int8(-100))
        #expect(metadata["uint16"] == .uint16(60_000))
        #expect(metadata["int16"] == .int16(-30_000))
        #expect(metadata["uint32"] == .uint32(4_000_000_000))
        #expect(metadata["int32"] == .int32(-2_000_000_000))
        #expect(metadata["uint64"] == .uint64(.max))
        #expect(metadata["int64"] == .int64(-(1 << 62)))
        #expect(metadata["float32"] == .float32(0.1))
        #expect(metadata["float64"] == .float64(0.1))
        #expect(metadata["bool"] == .bool(true))
        #expect(metadata["string"] == .string("häß\n\0日本"))
        #expect(metadata["integers"]?.arrayValue?.integers == [1, -2, 3])
        #expect(metadata["integers"]?.arrayValue?.values(as: Int32.self) == [1, -2, 3])
        #expect(metadata["floats"]?.arrayValue?.floats == [0.5, -1.5])
        #expect(metadata["bools"]?.arrayValue?.bools == [true, false, true])
        #expect(metadata["strings"]?.arrayValue?.strings == ["", "a", "▁über", "日本"])
        #expect(metadata["strings"]?.arrayValue?.byteStrings?[2] == Array("▁über".utf8))
        #expect(metadata["strings"]?.arrayValue?[3] == .string("日本"))
        #expect(metadata["bytes"]?.arrayValue?.values(as: UInt8.self) == [1, 2, 255])
        #expect(metadata["nested"]?.arrayValue?.arrays?.map(\.integers) == [[1, 2], [3], [4, 5, 6]])
        #expect(metadata["nested.strings"]?.arrayValue?.arrays?.map(\.strings) == [["a", "bc"], ["d"]])
        #expect(metadata["other"] == nil)
        #expect(metadata.keys.prefix(3) == ["general.architecture", "general.alignment", "uint8"])
    }

    @Test func tensorsAreFoundWithTheirShapes() throws {
        let file = try GGUFFile(path: GGUFFixtures.path("metadata.gguf"))
        #expect(file.alignment == 64)
        #expect(file.tensors.map(\.name) == ["matrix", "cube", "vector"])
        #expect(file.tensors.map(\.shape) == [[2, 3], [2, 3, 4], [1]])
        #expect(file.tensors.map(\.format) == [.float32, .float16, .float32])
        #expect(file.tensors.allSatisfy { ($0.range.lowerBound - file.dataOffset) % 64 == 0 })
        let matrix = try #require(file.tensor("matrix"))
        #expect(matrix.format.decode(file.bytes(of: matrix)) == [0, 1, 2, 3, 4, 5])
        file.willNotNeed(matrix)
        #expect(matrix.format.decode(file.bytes(of: matrix)) == [0, 1, 2, 3, 4, 5])
        #expect(file.tensor("other") == nil)
    }

    @Test func accessorsSayWhatIsWrong() throws {
        let path = GGUFFixtures.path("metadata.gguf")
        let metadata = try GGUFFile(path: path).metadata
        #expect(try metadata.integer("int16") == -30_000)
        #expect(try metadata.number("float32") == Double(Float(0.1)))
        #expect(try metadata.number("uint64") == Double(UInt64.max))
        #expect(try metadata.bool("bool"))
        #expect(try metadata.string("string") == "häß\n\0日本")
        #expect(try metadata.integers("bytes") == [1, 2, 255])
        #expect(try metadata.floats("integers") == [1, -2, 3])
        #expect(try metadata.byteStrings("strings").count == 4)
        #expect(try metadata.array("nested").count == 3)
        #expect(try metadata.optional("other", GGUFMetadata.integer) == nil)
        #expect(try metadata.optional("uint8", GGUFMetadata.integer) == 200)
        let missing = failure { _ = try metadata.integer("other") }
        #expect(missing?.kind == .missing && missing?.file == path && missing?.place == "key \"other\"")
        for refused in [
            failure { _ = try metadata.integer("uint64") }, failure { _ = try metadata.integer("float32") },
            failure { _ = try metadata.number("string") }, failure { _ = try metadata.bool("uint8") },
            failure { _ = try metadata.string("strings") }, failure { _ = try metadata.integers("floats") },
            failure { _ = try metadata.floats("strings") }, failure { _ = try metadata.byteStrings("nested") },
            failure { _ = try metadata.optional("string", GGUFMetadata.integer) },
        ] {
            #expect(refused?.kind == .malformed && refused?.file == path)
        }
    }

    @Test func metadataKeepsItsOrder() {
        var metadata: GGUFMetadata = ["a": .uint8(1), "b": .bool(false), "a": .uint8(2)]
        metadata["c"] = .string("x")
        metadata["a"] = .uint8(3)
        #expect(metadata.keys == ["a", "b", "c"])
        #expect(metadata["a"] == .uint8(3))
        metadata["a"] = nil
        metadata["none"] = nil
        #expect(metadata.keys == ["b", "c"])
        #expect(metadata["c"] == .string("x"))
    }

    @Test func forgottenPagesAreReadAgain() throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<3 * 65_536 + 5).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let file = try MappedFile(path: folder.file("pages", bytes))
        for range in [0..<bytes.count, 5..<70_000, 65_536..<131_072, 3..<4, 100_000..<bytes.count + 99_999] {
            file.willNotNeed(range)
            #expect(file.bytes.elementsEqual(bytes), "\(range)")
        }
    }
}
