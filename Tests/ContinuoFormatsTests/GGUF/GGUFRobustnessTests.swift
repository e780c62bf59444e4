import Foundation
import Testing

@testable import ContinuoFormats

@Suite struct GGUFRobustnessTests {
    private static func fixture() throws -> [UInt8] { try FileSystem.read(GGUFFixtures.path("metadata.gguf")) }

    @Test func aFileCutAnywhereIsATypedError() throws {
        let folder = try TemporaryFolder()
        let whole = try Self.fixture()
        let end = try #require(GGUFFile(path: GGUFFixtures.path("metadata.gguf")).tensors.map(\.range.upperBound).max())
        for count in 0..<whole.count {
            let path = try folder.file("cut", Array(whole[..<count]))
            let error = failure { _ = try GGUFFile(path: path) }
            // Only the filling after the last tensor may be missing.
            #expect((error == nil) == (count >= end), "cut at \(count)")
            #expect(
                error.map { $0.file == path && [.truncated, .empty].contains($0.kind) } != false,
                "cut at \(count)"
            )
        }
    }

    @Test(arguments: [0, 1, 9, 0x7f, 0xff] as [UInt8])
    func everyChangedByteIsReadOrRefused(value: UInt8) throws {
        try Self.replacingEverywhere([value])
    }

    @Test(arguments: [UInt64.max, 1 << 63, UInt64(Int.max), 1 << 61, 1 << 40, 1 << 32, 0x1_0000_0001])
    func hugeNumbersAnywhereAreReadOrRefused(number: UInt64) throws {
        try Self.replacingEverywhere(GGUFBuilder.bytes(number))
    }

    /// Opens the fixture with `patch` at every place, in turn, within one file that is changed and restored.
    private static func replacingEverywhere(_ patch: [UInt8]) throws {
        let folder = try TemporaryFolder()
        let whole = try fixture()
        let path = try folder.file("fuzzed", whole)
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        func write(_ bytes: some Sequence<UInt8>, at position: Int) throws {
            try handle.seek(toOffset: UInt64(position))
            try handle.write(contentsOf: Data(bytes))
        }
        for position in 0...whole.count - patch.count {
            try write(patch, at: position)
            checkOpening(path, "\(patch) at \(position)", byteCount: whole.count)
            try write(whole[position..<position + patch.count], at: position)
        }
    }

    private static func checkOpening(_ path: String, _ what: String, byteCount: Int) {
        var file: GGUFFile?
        let error = failure { file = try GGUFFile(path: path) }
        if (file == nil) != (error?.file == path) { Issue.record("\(what): neither read nor refused") }
        _ = file?.readAll()
        for tensor in file?.tensors ?? [] {
            let isWithin = tensor.range.lowerBound >= 0 && tensor.range.upperBound <= byteCount
            if !isWithin || tensor.format.byteCount(shape: tensor.shape) != tensor.range.count {
                Issue.record("\(what): \(tensor)")
            }
        }
    }

    /// What a lying file is refused for: the change, then the kind of the error, its place and a part of the text.
    private static let lies:
        [(lie: @Sendable (inout GGUFBuilder) -> Void, kind: DataFileError.Kind, place: String, text: String)] = [
            ({ $0.version = 1 }, .unsupported, "byte 4", "version 1"),
            ({ $0.version = 4 }, .unsupported, "byte 4", "version 4"),
            ({ $0.version = 0x0300_0000 }, .unsupported, "byte 4", "big-endian"),
            ({ $0.tensorCount = .max }, .truncated, "byte 8", "tensors"),
            ({ $0.entryCount = 1 << 40 }, .truncated, "byte 16", "metadata entries"),
            ({ $0.add("a", .uint8(2)) }, .malformed, "byte", "\"a\" twice"),
            ({ $0.entries[0].key = [0xff] }, .malformed, "byte", "UTF-8"),
            ({ $0.entries[0].type = 13 }, .malformed, "byte", "key \"a\""),
            ({ $0.entries[0] = (Array("a".utf8), 8, GGUFBuilder.bytes(1 << 50)) }, .truncated, "byte", "key \"a\""),
            (
                { $0.entries[0] = (Array("a".utf8), 9, GGUFBuilder.bytes32(10) + GGUFBuilder.bytes(1 << 60)) },
                .truncated, "byte", "elements of key \"a\""
            ),
            (
                { $0.entries[0] = (Array("a".utf8), 9, GGUFBuilder.bytes32(8) + GGUFBuilder.bytes(2, 1, .max)) },
                .truncated, "byte", "a text in key \"a\""
            ),
            (
                { builder in
                    let level = GGUFBuilder.bytes32(9) + GGUFBuilder.bytes(1)
                    builder.entries[0] = (Array("a".utf8), 9, (0..<40).flatMap { _ in level })
                },
                .malformed, "byte", "nested"
            ),
            ({ $0.add("general.alignment", .uint32(0)) }, .malformed, "key \"general.alignment\"", "power of two"),
            ({ $0.add("general.alignment", .uint32(48)) }, .malformed, "key \"general.alignment\"", "48"),
            ({ $0.add("general.alignment", .string("x")) }, .malformed, "key \"general.alignment\"", "an integer"),
            ({ $0.add("general.alignment", .uint64(1 << 62)) }, .truncated, "tensor \"t\"", "0 bytes of data"),
            ({ $0.tensors[1].name = "t" }, .malformed, "tensor \"t\"", "twice"),
            ({ $0.tensors[1].offset = 0 }, .malformed, "tensor \"u\"", "shared with tensor \"t\""),
            ({ $0.tensors[1].offset = 33 }, .malformed, "tensor \"u\"", "33"),
            ({ $0.tensors[1].offset = 1 << 63 }, .truncated, "tensor \"u\"", "256 bytes of data"),
            ({ $0.tensors[1].offset = .max - 31 }, .truncated, "tensor \"u\"", "256 bytes of data"),
            ({ $0.tensors[1].offset = 256 }, .truncated, "tensor \"u\"", "256 bytes of data"),
            ({ $0.tensors[1].type = 99 }, .unsupported, "tensor \"u\"", "type 99"),
            ({ $0.tensors[1].type = .max }, .unsupported, "tensor \"u\"", "type 4294967295"),
            ({ $0.tensors[1].type = 16 }, .unsupported, "tensor \"u\"", "IQ2_XXS (type 16)"),
            ({ $0.tensors[1].type = 12 }, .malformed, "tensor \"u\"", "blocks of 256 for Q4_K"),
            ({ $0.tensors[1].sizes = [1, 1, 1, 1, 1] }, .malformed, "tensor \"u\"", "at most 4 dimensions"),
            ({ $0.tensors[1].sizes = [1 << 63] }, .malformed, "tensor \"u\"", "below 2^63"),
            ({ $0.tensors[1].sizes = [1 << 32, 1 << 32] }, .malformed, "tensor \"u\"", "2^63 bytes"),
            ({ $0.tensors[1].sizes = [1 << 40] }, .truncated, "tensor \"u\"", "256 bytes of data"),
            ({ $0.data = [] }, .truncated, "tensor \"t\"", "0 bytes of data"),
        ]

    private static var truth: GGUFBuilder {
        var builder = GGUFBuilder()
        builder.add("a", .uint8(1))
        builder.tensors = [("t", [8, 2], 0, 0), ("u", [8, 2], 0, 64)]
        return builder
    }

    @Test func theTruthIsRead() throws {
        let folder = try TemporaryFolder()
        let file = try GGUFFile(path: folder.file("truth", Self.truth.file))
        #expect(file.tensors.map(\.shape) == [[2, 8], [2, 8]])
        var empty = GGUFBuilder()
        empty.data = []
        #expect(try GGUFFile(path: folder.file("empty", empty.file)).tensors.isEmpty)
        empty.tensors = [("none", [0, 3], 0, 0)]
        #expect(try GGUFFile(path: folder.file("none", empty.file)).tensors.map(\.shape) == [[3, 0]])
    }

    @Test(arguments: lies.indices)
    func liesAreRefused(index: Int) throws {
        let (lie, kind, place, text) = Self.lies[index]
        let folder = try TemporaryFolder()
        var builder = Self.truth
        lie(&builder)
        let path = try folder.file("lie", builder.file)
        let error = failure { _ = try GGUFFile(path: path) }
        #expect(error?.kind == kind && error?.file == path, "lie \(index): \(error?.description ?? "no error")")
        #expect(error?.place.hasPrefix(place) == true, "lie \(index): \(error?.description ?? "no error")")
        #expect(error?.description.contains(text) == true, "lie \(index): \(error?.description ?? "no error")")
    }

    @Test func otherFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        let text = try folder.file("text", "GGML is something else, and long enough")
        #expect(failure { _ = try GGUFFile(path: text) }?.kind == .malformed)
        let reversed = try folder.file("reversed", "FUGG" + String(repeating: " ", count: 40))
        #expect(failure { _ = try GGUFFile(path: reversed) }?.found == "a big-endian file")
        #expect(failure { _ = try GGUFFile(path: folder.file("none")) }?.kind == .missing)
        #expect(failure { _ = try GGUFFile(path: folder.path) }?.kind == .wrongKind)
    }
}
