import ContinuoFormats
import ContinuoTensor
import Testing

@Suite struct GGUFModelTests {
    private static let parts = (1...3).map { "split-0000\($0)-of-00003.gguf" }

    private static func copy(_ names: [String], to folder: TemporaryFolder) throws {
        for name in names { _ = try folder.file(name, FileSystem.read(GGUFFixtures.path(name))) }
    }

    @Test(arguments: parts)
    func aSplitModelIsOneFromAnyPart(part: String) throws {
        let model = try GGUFModel(path: GGUFFixtures.path(part))
        #expect(model.files.count == 3)
        #expect(model.names == ["t0", "t1", "t2", "t3", "t4"])
        #expect(try model.metadata.integer("answer") == 42)
        for index in 0..<5 {
            #expect(model.tensor("t\(index)")?.shape == [2, index + 1])
            #expect(try model.values("t\(index)") == [Float](repeating: Float(index), count: 2 * index + 2))
            try model.willNeed("t\(index)")
            model.willNotNeed("t\(index)", 0..<(8 * index + 8))
            #expect(try model.bytes("t\(index)").count == 8 * index + 8)
        }
        #expect(failure { _ = try model.bytes("t5") }?.kind == .missing)
        #expect(model.tensor("t5") == nil)
    }

    @Test func aFolderWithOneModelIsThatModel() throws {
        let folder = try TemporaryFolder()
        #expect(failure { _ = try GGUFModel(path: folder.path) }?.found == "none")
        try Self.copy(Self.parts, to: folder)
        #expect(try GGUFModel(path: folder.path).tensors.count == 5)
        try Self.copy(["metadata.gguf"], to: folder)
        #expect(failure { _ = try GGUFModel(path: folder.path) }?.found.contains("metadata.gguf") == true)
        #expect(try GGUFModel(path: folder.file("metadata.gguf")).names == ["matrix", "cube", "vector"])
    }

    @Test func missingPartsAreNamed() throws {
        let folder = try TemporaryFolder()
        try Self.copy([Self.parts[1]], to: folder)
        let error = failure { _ = try GGUFModel(path: folder.file(Self.parts[1])) }
        #expect(error?.kind == .missing)
        #expect(error?.found == "no \(Self.parts[0]), \(Self.parts[2])")
    }

    @Test func partsUnderOtherNamesAreRefused() throws {
        let folder = try TemporaryFolder()
        let first = try FileSystem.read(GGUFFixtures.path(Self.parts[0]))
        let renamed = try folder.file("model.gguf", first)
        #expect(failure { _ = try GGUFModel(path: renamed) }?.expected.contains("-00001-of-00003.gguf") == true)
        try Self.copy(Self.parts, to: folder)
        let swapped = try folder.file(Self.parts[2], FileSystem.read(GGUFFixtures.path(Self.parts[1])))
        let error = failure { _ = try GGUFModel(path: folder.file(Self.parts[0])) }
        #expect(error?.kind == .malformed && error?.file == swapped)
    }

    private static func write(_ name: String, _ metadata: GGUFMetadata, _ tensors: [String], in folder: TemporaryFolder)
        throws
    {
        try GGUFWriter.write(
            to: folder.file(name),
            metadata: metadata,
            tensors: tensors.map { .init(name: $0, shape: [1], format: .float32, values: [1]) }
        )
    }

    @Test func partsThatDisagreeAreRefused() throws {
        let folder = try TemporaryFolder()
        let names = ["m-00001-of-00002.gguf", "m-00002-of-00002.gguf"]
        func open(_ promised: Int32, _ first: [String], _ second: [String]) throws -> DataFileError? {
            let count: GGUFValue = .uint16(2)
            let total: GGUFValue = .int32(promised)
            let metadata: GGUFMetadata = ["split.no": .uint16(0), "split.count": count, "split.tensors.count": total]
            try Self.write(names[0], metadata, first, in: folder)
            try Self.write(names[1], ["split.no": .uint16(1), "split.count": count], second, in: folder)
            return failure { _ = try GGUFModel(path: folder.file(names[1])) }
        }
        #expect(try open(2, ["a"], ["b"]) == nil)
        #expect(try open(3, ["a"], ["b"])?.expected == "3 tensors in all parts")
        #expect(try open(2, ["a"], ["a"])?.place == "tensor \"a\"")
        for (number, count) in [(2, 2), (70_000, 2), (1, 100_000)] as [(UInt32, UInt32)] {
            try Self.write(names[0], ["split.no": .uint32(number), "split.count": .uint32(count)], ["a"], in: folder)
            #expect(failure { _ = try GGUFModel(path: folder.file(names[0])) }?.place == "key \"split.no\"")
        }
        try Self.write("one.gguf", ["split.no": .uint16(0), "split.count": .uint16(1)], ["a"], in: folder)
        #expect(try GGUFModel(path: folder.file("one.gguf")).names == ["a"])
    }
}
