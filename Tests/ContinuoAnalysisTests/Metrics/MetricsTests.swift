import ContinuoAnalysis
import ContinuoTensor
import Testing

@Suite("Metrics")
struct MetricsTests {
    /// The definition, by recursion.
    private func naive(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> Int {
        guard let x = a.last else { return b.count }
        guard let y = b.last else { return a.count }
        let substituted = naive(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1)
        return min(substituted, naive(a.dropLast(), b) + 1, naive(a, b.dropLast()) + 1)
    }

    @Test("Edit distance is that of its definition, symmetric, and 0 only for equals")
    func editDistances() {
        var random = RandomStream(seed: 5)
        for _ in 0..<60 {
            let a = (0..<random.integer(below: 6)).map { _ in random.integer(below: 3) }
            let b = (0..<random.integer(below: 6)).map { _ in random.integer(below: 3) }
            #expect(editDistance(a, b) == naive(a[...], b[...]))
            #expect(editDistance(a, b) == editDistance(b, a))
            #expect((editDistance(a, b) == 0) == (a == b))
        }
        let mean: Double = 5.0 / 3
        #expect(meanPairwiseEditDistance([[1, 2], [1, 3], [4, 5]]) == mean)
        #expect(meanPairwiseEditDistance([[1, 2]]) == 0)
    }

    @Test("Distinct n-grams count each once over all sequences")
    func distinct() {
        #expect(distinctNGrams([[1, 2, 1, 2], [1, 2, 3]], size: 2) == 3)
        #expect(distinctNGrams([[1, 2]], size: 3) == 0)
        #expect(distinctNGrams([[Int]](), size: 1) == 0)
    }

    @Test("Mean and deviation of a sample")
    func sample() {
        #expect(Sample([1, 2, 3, 4]).mean == 2.5)
        let expected: Double = (5.0 / 3).squareRoot()
        let error = abs(Sample([1, 2, 3, 4]).standardDeviation - expected)
        #expect(error < 1e-15)
        #expect(Sample([7]).standardDeviation == 0)
    }

    @Test("The bootstrap sees a real difference, doubts a chance one, and repeats itself")
    func bootstrap() {
        var random = RandomStream(seed: 9)
        let base = (0..<200).map { _ in random.normal() }
        let better = base.map { $0 + 0.3 + 0.2 * random.normal() }
        let noise = base.map { $0 + 0.2 * random.normal() }
        let real = PairedBootstrap(better, base)
        #expect(real.pValue < 0.001)
        #expect(real.interval.contains(0.3))
        #expect(real.interval.contains(real.difference))
        #expect(PairedBootstrap(noise, base).interval.contains(0))
        #expect(PairedBootstrap(better, base) == real)
        #expect(PairedBootstrap(base, base).pValue == 1)
    }
}
