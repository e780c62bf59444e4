import ContinuoFormats
import Foundation
import Testing

/// The packed texts were made by Python 3.11's `zlib.compressobj(level, DEFLATED, 31, 9, strategy)`: level 0, `Z_FIXED` at
/// level 9, and the default strategy at level 9.
@Suite struct GzipTests {
    private static let sentence = "In the beginning was the Word, and the Word was with God. "

    struct Case: Sendable {
        var name: String
        var packed: String
        var bytes: [UInt8]
    }

    private static let numbers: [UInt8] = (0..<400).map { index in
        let square = index * index * 7 + index / 3
        return UInt8(square % 61 + (index % 5) * 13)
    }

    private static let ownCodes = """
        H4sIAAAAAAACAwXBaVPaQAAAUBwGrG2RgqDWKIaQCbuQmxBCLmCXkIs0KYKAB1KirdNB7f//1PcyFbX1qp4h2ycnNr7tQajNM320RooW8g8EwOIf\
        3mE3O7mChlOm5MbPR4YV7S/OGmZK1Lur8AuhpVs4aj8994ggXCvUVWpT51dCnDF98PPzCYxw7lRNf3GuzP47bF9vPopGf/x4aKKl2ebMtZct\
        MFP8iTCFff87tr0a1u1ErJO8L7FK8NFgtKWbK7Xn0QmcDnFZJO9eDgDZNC6//Xi0AS24bzQ0N0mxpje3YADun6QKQjE8jRb78thbG4CRI43r\
        BuKu0ZmN7CPKRx5hSzKq+ZPkteQEGyRKg3s/69P+IFvtNlPhuCfpxQ5krUvfnb+fl2/5WW68UHfXLcynwKJmc2rAt5SvMhQQVZ1th5Dmnb8k\
        rS69fEVY3VyIiyCqWRyrlfSOnsgM7C/zwxDE+UId9xRMx2GVuwkTaqyqDlmYxL+PR87KAKCbWP8B4JKvPJABAAA=
        """

    static let cases = [
        Case(
            name: "stored",
            packed:
                "H4sIAAAAAAAEAwE8AMP/SW4gdGhlIGJlZ2lubmluZyB3YXMgdGhlIFdvcmQsIGFuZCB0aGUgV29yZCB3YXMgd2l0aCBHb2QuIEluSpTtVjwAAAA=",
            bytes: Array("\(sentence)In".utf8)
        ),
        Case(
            name: "fixed codes",
            packed: "H4sIAAAAAAACA/PMUyjJSFVISk3PzMvLzEtXKE8sBouE5xel6Cgk5qXAeWCp8sySDAX3/BQ9Bc9RnQR0AgALIQzoXAEAAA==",
            bytes: Array(String(repeating: sentence, count: 6).utf8)
        ),
        Case(name: "own codes", packed: ownCodes, bytes: numbers),
    ]

    private func packed(_ text: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: text))) }

    @Test(arguments: cases.indices) func expandsWhatZlibPacked(index: Int) throws {
        let test = Self.cases[index]
        #expect(try GzipFile.expand(packed(test.packed), file: test.name) == test.bytes)
    }

    @Test func membersFollowEachOther() throws {
        let (first, second) = (Self.cases[1], Self.cases[2])
        let both = try packed(first.packed) + packed(second.packed)
        #expect(try GzipFile.expand(both, file: "both") == first.bytes + second.bytes)
    }

    @Test(arguments: cases.indices) func everyCutIsAnError(index: Int) throws {
        let whole = try packed(Self.cases[index].packed)
        for length in 0..<whole.count {
            let error = failure { _ = try GzipFile.expand(Array(whole.prefix(length)), file: "cut.gz") }
            #expect(error?.kind == .truncated, "\(length) bytes")
        }
    }

    /// A changed bit gives an error or, where it lies in a part of the header that says nothing of the data, the same bytes.
    @Test(arguments: cases.indices) func noChangedBitPasses(index: Int) throws {
        let test = Self.cases[index]
        let whole = try packed(test.packed)
        for bit in 0..<(whole.count * 8) {
            var changed = whole
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            var found: [UInt8]?
            let error = failure { found = try GzipFile.expand(changed, file: "changed.gz") }
            #expect(error != nil || found == test.bytes, "bit \(bit)")
        }
    }
}
