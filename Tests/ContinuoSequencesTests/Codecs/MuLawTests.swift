import ContinuoSequences
import Foundation
import Testing

@Suite struct MuLawTests {
    /// Classes are their own samples' classes; they rise with the sample; hostile samples have one too.
    @Test(arguments: [2, 16, 256], [true, false]) func classesRoundTrip(levels: Int, isLinear: Bool) {
        let codec = MuLaw(levels: levels, isLinear: isLinear)
        let samples = (0..<levels).map(codec.decode)
        #expect(samples.map(codec.encode) == Array(0..<levels))
        #expect(zip(samples, samples.dropFirst()).allSatisfy { $0 < $1 })
        for sample in [-1, 1, -2, 2, 0, -0.0, .infinity, -.infinity, .nan, 1e-300] {
            #expect((0..<levels).contains(codec.encode(sample)))
        }
        #expect(codec.encode(-9) == 0 && codec.encode(9) == levels - 1)
    }

    /// What is quiet is kept more finely than with even classes.
    @Test func quietSoundsAreKeptFinely() {
        func error(_ codec: MuLaw) -> Double {
            (0..<1000).map { index in
                let sample = 0.01 * sin(Double(index) * 0.1)
                let difference = codec.decode(codec.encode(sample)) - sample
                return difference * difference
            }.reduce(0, +)
        }
        #expect(error(MuLaw()) * 50 < error(MuLaw(isLinear: true)))
    }
}
