import ContinuoFormats
import ContinuoTensor
import Testing

/// The block formats against their reference implementations.
@Suite struct BlockFormatTests {
    private static let referenceFormats = WeightFormat.all.filter { $0 != .float32 }

    @Test(arguments: referenceFormats)
    func valuesAreThoseOfTheReferenceToTheBit(format: WeightFormat) throws {
        let model = try GGUFModel(path: GGUFFixtures.path("blocks.gguf"))
        #expect(model.tensor(format.name)?.format == format)
        let decoded = try model.values(format.name).map(\.bitPattern)
        let expected = try model.values("values." + format.name).map(\.bitPattern)
        #expect(decoded.count == expected.count)
        let wrong = zip(decoded, expected).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
        #expect(
            wrong.isEmpty,
            "\(format): \(wrong.count) of \(expected.count) values differ, the first at \(wrong.first ?? 0)"
        )
    }

    /// Formats that round by a rule are encoded to the same bytes as the reference; those that search for scales leave
    /// hardly more error than the reference's search in each of several kinds of rows.
    @Test(arguments: referenceFormats)
    func encodingIsAsGoodAsTheReference(format: WeightFormat) throws {
        let model = try GGUFModel(path: GGUFFixtures.path("quantised.gguf"))
        let values = try model.values("values")
        let rows = try #require(model.tensor("values")?.shape.first)
        let columns = values.count / rows
        let ours = format.encode(values)
        if try model.metadata.array("made_by.ggml").strings?.contains(format.name) == false {
            #expect(try ours.elementsEqual(model.bytes(format.name)), "\(format)")
            return
        }
        let reference = try model.values(format.name)
        let decoded = format.decode(ours)
        for row in 0..<rows {
            func error(_ other: [Float]) -> Double {
                (row * columns..<(row + 1) * columns).reduce(0) {
                    $0 + Double((other[$1] - values[$1]) * (other[$1] - values[$1]))
                }
                .squareRoot()
            }
            let (mine, theirs) = (error(decoded), error(reference))
            #expect(mine <= 1.02 * theirs, "\(format), row \(row): \(mine) against \(theirs)")
        }
    }
}
