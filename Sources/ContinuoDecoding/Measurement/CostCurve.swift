/// What a pass over n new tokens costs, t(n) in seconds: on a processor with few cores it rises with n, so that a draft must
/// earn its length.
public struct CostCurve: Sendable, Equatable {
    /// t(n)/t(1) − 1 for each token after the first, where nothing was measured: about what networks of many sizes show
    /// whose weights are read once for a few tokens.
    public static let usualSlope = 0.25

    /// Mean seconds of the numbers of tokens that were measured.
    public private(set) var measured: [Int: Double] = [:]
    private let slope: Double

    /// - Parameter slope: the shape where nothing was measured, t(n)/t(1) = 1 + slope · (n − 1).
    public init(slope: Double = CostCurve.usualSlope) { self.slope = slope }

    private func assumed(_ tokens: Int) -> Double { 1 + slope * Double(tokens - 1) }

    /// Takes a measurement in; earlier ones of the same number count for less and less.
    /// - Parameter share: of the new measurement in the mean.
    public mutating func note(tokens: Int, seconds: Double, share: Double = 0.25) {
        measured[tokens] = measured[tokens].map { $0 + share * (seconds - $0) } ?? seconds
    }

    /// t(n): interpolated between measurements, and beyond them by the assumed shape. Without any it is in units of t(1).
    public func seconds(tokens: Int) -> Double {
        if let seconds = measured[tokens] { return seconds }
        let below = measured.keys.filter { $0 < tokens }.max()
        let above = measured.keys.filter { $0 > tokens }.min()
        switch (below, above) {
        case (let low?, let high?):
            let share = Double(tokens - low) / Double(high - low)
            return measured[low]! + share * (measured[high]! - measured[low]!)
        case (let near?, nil), (nil, let near?): return measured[near]! * assumed(tokens) / assumed(near)
        case (nil, nil): return assumed(tokens)
        }
    }

    /// Measures a session, which is left as it was.
    ///
    /// - Parameters:
    ///   - token: what is read.
    ///   - most: t(1) … t(most) are measured.
    ///   - repeats: of each the median of so many passes is kept.
    public static func measure(
        _ session: any DecodingSession,
        token: Int32 = 0,
        upTo most: Int = 8,
        repeats: Int = 3
    ) throws -> CostCurve {
        let clock = ContinuousClock()
        var curve = CostCurve()
        for count in stride(from: 1, through: most, by: 1) {
            let tokens = Array(repeating: [Int32](repeating: token, count: count), count: session.rows)
            var times: [Double] = []
            for _ in 0..<max(1, repeats) {
                let start = session.length
                let reader = session.supportsRollBack ? session : try session.fork()
                times.append(try clock.measure { _ = try reader.extendWithAllLogits(tokens) }.seconds)
                if session.supportsRollBack { try session.rollBack(to: start) }
            }
            curve.note(tokens: count, seconds: times.sorted()[times.count / 2])
        }
        return curve
    }
}
