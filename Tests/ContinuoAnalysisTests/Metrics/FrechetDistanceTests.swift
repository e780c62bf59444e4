import ContinuoAnalysis
import ContinuoTestSupport
import Testing

struct FrechetDistanceTests {
    private func features(_ count: Int, _ width: Int, seed: UInt64) -> [[Double]] {
        var generator = TestGenerator(seed: seed)
        return (0..<count).map { _ in (0..<width).map { _ in Double.random(in: -1...1, using: &generator) } }
    }

    @Test func momentsAreThoseOfTheRows() throws {
        let moments = try FeatureMoments([[1, 2], [3, 6], [5, 1]])
        #expect(moments.mean == [3, 3])
        #expect(moments.covariance == [4, -1, -1, 7])
    }

    /// Equal sets are at distance 0; a shift counts by its square; the distance is the same both ways.
    @Test(arguments: [1, 2, 7]) func lawsOfADistance(width: Int) throws {
        let rows = features(40, width, seed: 1)
        let a = try FeatureMoments(rows)
        let b = try FeatureMoments(features(30, width, seed: 2).map { $0.map { $0 * 3 } })
        let shifted = try FeatureMoments(rows.map { $0.map { $0 + 0.5 } })
        #expect(try abs(frechetDistance(a, a)) < 1e-12)
        #expect(try abs(frechetDistance(a, shifted) - 0.25 * Double(width)) < 1e-12)
        let (forth, back) = try (frechetDistance(a, b), frechetDistance(b, a))
        #expect(forth > 0.1 && abs(forth - back) < 1e-10)
    }

    /// Where all are multiples of one set, d = (s − 1)² tr Σ; along one axis it is the difference of deviations, squared.
    @Test func scaledSetsHaveAClosedForm() throws {
        let rows = features(50, 5, seed: 3)
        let a = try FeatureMoments(rows)
        let centred = rows.map { row in zip(row, a.mean).map { ($0 - $1) * 4 + $1 } }
        let trace = (0..<5).reduce(0) { $0 + a.covariance[$1 * 6] }
        #expect(try abs(frechetDistance(a, FeatureMoments(centred)) - 9 * trace) < 1e-10)
    }

    /// A pair of covariances that do not commute: [[2, 1], [1, 2]] and diag(1, 4), where tr √(Σ₁Σ₂) = √(tr + 2 √det).
    @Test func unlikeAxes() throws {
        // Rows ±u, ±v with covariance 2/3 (u uᵀ + v vᵀ).
        func moments(_ u: [Double], _ v: [Double]) throws -> FeatureMoments {
            let scale = 1.5.squareRoot()
            return try FeatureMoments([u, u.map { -$0 }, v, v.map { -$0 }].map { $0.map { $0 * scale } })
        }
        let (long, short) = (1.5.squareRoot(), 0.5.squareRoot())
        let a = try moments([long, long], [short, -short])
        let b = try moments([1, 0], [0, 2])
        let wanted = 4 + 5 - 2 * (10 + 2 * 12.0.squareRoot()).squareRoot()
        #expect(try abs(frechetDistance(a, b) - wanted) < 1e-10)
    }

    @Test func whatIsWrongIsSaid() throws {
        #expect(throws: FeatureError.tooFew(count: 1)) { try FeatureMoments([[1]]) }
        #expect(throws: FeatureError.unequalWidths(row: 1, width: 1, expected: 2)) {
            try FeatureMoments([[1, 2], [1]])
        }
        #expect(throws: FeatureError.notANumber(row: 1)) { try FeatureMoments([[1], [.infinity]]) }
        let narrow = try FeatureMoments([[1], [2]])
        let wide = try FeatureMoments([[1, 2], [2, 1]])
        #expect(throws: FeatureError.unequalWidths(row: 0, width: 2, expected: 1)) { try frechetDistance(narrow, wide) }
    }
}
