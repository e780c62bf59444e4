import Foundation
import Testing

@testable import ContinuoFormats

@Suite struct TensorBoardTests {
    /// The examples of RFC 3720, appendix B.4, and the check value of the CRC catalogue.
    @Test func checksAreThoseOfTheStandard() {
        #expect(CRC32C.check([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.check([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.check(0..<32) == 0x46DD_794E)
        #expect(CRC32C.check((0..<32).reversed()) == 0x113F_DB5C)
        #expect(CRC32C.check("123456789".utf8) == 0xE306_9283)
        #expect(CRC32C.masked([]) == 0xA282_EAD8)
    }

    /// The examples of the Protocol Buffers encoding guide.
    @Test func fieldsAreEncodedAsTheGuideDoes() {
        var message = ProtocolBuffer()
        message.integer(1, 150)
        message.text(2, "testing")
        message.message(3) { $0.integer(1, 150) }
        message.integer(4, -2)
        #expect(
            message.bytes == [0x08, 0x96, 0x01, 0x12, 0x07] + Array("testing".utf8) + [0x1a, 0x03, 0x08, 0x96, 0x01]
                + [0x20, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
        )
    }

    @Test func recordsAreFramedAndHoldTheEvents() throws {
        let folder = try TemporaryFolder()
        let writer = try TensorBoardWriter(folder: folder.file("runs/one"))
        try writer.add(["loss": 1.5, "rate/β": 0.25], step: 300, time: 1.0)
        try writer.flush()
        let name = FileSystem.name(of: writer.path)
        #expect(name.hasPrefix("events.out.tfevents."))
        #expect(name.hasSuffix(".\(getpid())"))

        var records: [[UInt8]] = []
        let file = try MappedFile(path: writer.path)
        var position = 0
        while position < file.count {
            let length = Int(try file.integer(at: position, as: UInt64.self))
            #expect(
                try file.integer(at: position + 8, as: UInt32.self)
                    == CRC32C.masked(file.bytes(position..<position + 8))
            )
            let data = Array(try file.bytes(position + 12..<position + 12 + length))
            #expect(try file.integer(at: position + 12 + length, as: UInt32.self) == CRC32C.masked(data))
            records.append(data)
            position += 16 + length
        }
        #expect(records.count == 2)
        #expect(Array(records[0].dropFirst(9)) == [0x1a, 13] + Array("brain.Event:2".utf8))
        let loss: [UInt8] = [0x0a, 11, 0x0a, 4] + Array("loss".utf8) + [0x15, 0, 0, 0xc0, 0x3f]
        let rate: [UInt8] = [0x0a, 14, 0x0a, 7] + Array("rate/β".utf8) + [0x15, 0, 0, 0x80, 0x3e]
        #expect(
            records[1] == [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x10, 0xac, 0x02, 0x2a, UInt8(loss.count + rate.count)]
                + loss + rate
        )
    }

    @Test func everyWriterHasItsFile() throws {
        let folder = try TemporaryFolder()
        let writers = try (0..<3).map { _ in try TensorBoardWriter(folder: folder.path) }
        #expect(Set(writers.map(\.path)).count == 3)
        let file = try folder.file("file", "x")
        #expect(failure { _ = try TensorBoardWriter(folder: file) }?.kind == .wrongKind)
    }
}
