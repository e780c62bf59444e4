import ContinuoDecoding
import ContinuoTestSupport
import Testing

struct ChiSquareTests {
    /// Values of printed tables: the 5 % and 0.1 % points.
    @Test(arguments: [
        (3.841, 1, 0.05), (18.307, 10, 0.05), (124.342, 100, 0.05), (10.828, 1, 0.001), (29.588, 10, 0.001),
    ])
    func tailsAreThoseOfTables(statistic: Double, degrees: Int, tail: Double) {
        #expect(abs(chiSquareTail(statistic, degrees: degrees) / tail - 1) < 1e-3)
    }

    @Test func testsTellLawsApart() {
        let law = ["a": 0.5, "b": 0.3, "c": 0.2]
        #expect(chiSquareTest(counts: ["a": 500, "b": 300, "c": 200], probabilities: law) == 1)
        #expect(chiSquareTest(counts: ["a": 560, "b": 240, "c": 200], probabilities: law) < 0.001)
        #expect(chiSquareTest(counts: ["a": 500, "d": 1], probabilities: law) == 0)
    }
}
