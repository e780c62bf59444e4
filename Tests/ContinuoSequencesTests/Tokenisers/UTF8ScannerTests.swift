import ContinuoSequences
import ContinuoTestSupport
import Testing

struct UTF8ScannerTests {
    @Test func everyScalarIsReadBack() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(UTF8.encode(scalar)!)
            let read = bytes.withUnsafeBufferPointer { UTF8Scanner.scalar(in: $0, at: 0) }
            guard read == (value, bytes.count) else {
                Issue.record("U+\(String(value, radix: 16)) is read as \(read)")
                return
            }
        }
    }

    /// The standard library's own validation is the oracle.
    @Test func validityAgreesWithTheStandardLibrary() {
        for bytes in HostileText.byteStrings + HostileText.random(count: 3000, longest: 6, seed: 7) {
            var isValid = true
            bytes.withUnsafeBufferPointer {
                UTF8Scanner.forEachScalar(in: $0) { scalar, _ in isValid = isValid && scalar != nil }
            }
            #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
        }
    }

    @Test func theScannedLengthsCoverTheInput() {
        for bytes in HostileText.byteStrings {
            var total = 0
            bytes.withUnsafeBufferPointer { UTF8Scanner.forEachScalar(in: $0) { _, length in total += length } }
            #expect(total == bytes.count)
        }
    }
}
