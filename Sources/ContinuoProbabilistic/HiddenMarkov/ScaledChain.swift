import Foundation

/// The forward–backward algorithm of a hidden Markov chain in probabilities that are scaled at each place (Rabiner 1989).
///
/// Rows of states are padded to whole vectors, and every inner loop adds a multiple of one row to another, so that no sum
/// along a row waits for the one before.
struct ScaledChain {
    typealias Vector = SIMD4<Double>

    let states: Int
    /// Vectors of a row.
    let width: Int
    private let initial: [Vector]
    /// Row-major, from a row's state.
    private let transition: [Vector]
    /// Row-major, to a row's state.
    private let transposed: [Vector]

    init(initial: [Double], transition: [[Double]]) {
        states = initial.count
        width = Self.width(states)
        self.initial = Self.padded([initial])
        self.transition = Self.padded(transition)
        let states = states
        transposed = Self.padded((0..<states).map { to in (0..<states).map { transition[$0][to] } })
    }

    static func width(_ states: Int) -> Int { (states + Vector.scalarCount - 1) / Vector.scalarCount }

    /// Rows behind one another, each filled up with zeros.
    static func padded(_ rows: [[Double]]) -> [Vector] {
        let width = width(rows.first?.count ?? 0)
        return rows.flatMap { row in
            (0..<width).map { place in
                var vector = Vector.zero
                for lane in 0..<Vector.scalarCount where place * Vector.scalarCount + lane < row.count {
                    vector[lane] = row[place * Vector.scalarCount + lane]
                }
                return vector
            }
        }
    }

    /// Expected counts of first states and of moves between states.
    struct Counts {
        var initial: [Vector]
        var moves: [Vector]

        init(_ chain: ScaledChain) {
            initial = Array(repeating: .zero, count: chain.width)
            moves = Array(repeating: .zero, count: chain.states * chain.width)
        }

        mutating func add(_ other: Counts) {
            for place in initial.indices { initial[place] += other.initial[place] }
            for place in moves.indices { moves[place] += other.moves[place] }
        }
    }

    /// Adds the expected counts of a sequence.
    ///
    /// Moves are counted as Σ_t α_t ⊗ (b β)_{t+1} without the factor of the transition, which `moves(_:)` brings in.
    /// - Parameters:
    ///   - length: at least 1.
    ///   - emission: rows of p(observation | state), padded, up to a factor for each row.
    ///   - row: which of the rows belongs to a place.
    ///   - visit: told the probability of the states at each place given all of them, from the last place to the first.
    /// - Returns: ln p, without those factors.
    func accumulate(
        length: Int,
        _ emission: UnsafePointer<Vector>,
        row: (Int) -> Int,
        into counts: inout Counts,
        visit: (Int, UnsafePointer<Vector>) -> Void
    ) -> Double {
        let (width, states) = (width, states)
        var total = 0.0
        withUnsafeTemporaryAllocation(of: Vector.self, capacity: (length + 3) * width) { memory in
            let alpha = memory.baseAddress!
            let (beta, ahead) = (alpha + length * width, alpha + (length + 1) * width)
            let share = alpha + (length + 2) * width
            transition.withUnsafeBufferPointer { transition in
                for place in 0..<length {
                    let (now, shown) = (alpha + place * width, emission + row(place) * width)
                    if place == 0 {
                        for k in 0..<width { now[k] = initial[k] }
                    } else {
                        Self.multiply(now - width, transition.baseAddress!, states, width, into: now)
                    }
                    var sums = Vector.zero
                    for k in 0..<width {
                        now[k] *= shown[k]
                        sums += now[k]
                    }
                    let scale = max(sums.sum(), .leastNormalMagnitude)
                    for k in 0..<width { now[k] *= Vector(repeating: 1 / scale) }
                    total += log(scale)
                }
            }
            for k in 0..<width { beta[k] = Vector(repeating: 1) }
            transposed.withUnsafeBufferPointer { transposed in
                counts.moves.withUnsafeMutableBufferPointer { moves in
                    for place in stride(from: length - 1, through: 0, by: -1) {
                        let now = alpha + place * width
                        var sums = Vector.zero
                        for k in 0..<width {
                            share[k] = now[k] * beta[k]
                            sums += share[k]
                        }
                        let scale = 1 / max(sums.sum(), .leastNormalMagnitude)
                        for k in 0..<width { share[k] *= Vector(repeating: scale) }
                        visit(place, share)
                        guard place > 0 else { break }
                        let shown = emission + row(place) * width
                        for k in 0..<width { ahead[k] = shown[k] * beta[k] }
                        Self.multiply(ahead, transposed.baseAddress!, states, width, into: beta)
                        // Scaled so that α and β are in proportion to probabilities that sum to 1.
                        var norm = Vector.zero
                        let before = now - width
                        for k in 0..<width { norm += before[k] * beta[k] }
                        let factor = Vector(repeating: 1 / max(norm.sum(), .leastNormalMagnitude))
                        for k in 0..<width {
                            beta[k] *= factor
                            ahead[k] *= factor
                        }
                        Self.addOuter(before, ahead, states, width, to: moves.baseAddress!)
                    }
                }
            }
            for k in 0..<width { counts.initial[k] += share[k] }
        }
        return total
    }

    /// Expected moves from their counts, `[states][states]`.
    func moves(_ counts: Counts) -> [[Double]] {
        (0..<states).map { from in
            let row = (0..<width).map { counts.moves[from * width + $0] * transition[from * width + $0] }
            return Self.scalars(row, states)
        }
    }

    /// The numbers of a padded row.
    static func scalars(_ row: some Collection<Vector>, _ count: Int) -> [Double] {
        Array(row.flatMap { vector in vector.indices.map { vector[$0] } }.prefix(count))
    }

    /// result_j = Σ_i x_i M_ij.
    @inline(__always)
    private static func multiply(
        _ x: UnsafePointer<Vector>,
        _ matrix: UnsafePointer<Vector>,
        _ states: Int,
        _ width: Int,
        into result: UnsafeMutablePointer<Vector>
    ) {
        let factors = UnsafeRawPointer(x).assumingMemoryBound(to: Double.self)
        for k in 0..<width {
            // Two sums, so that additions overlap.
            var (even, odd) = (Vector.zero, Vector.zero)
            var i = 0
            while i + 1 < states {
                even += matrix[i * width + k] * Vector(repeating: factors[i])
                odd += matrix[(i + 1) * width + k] * Vector(repeating: factors[i + 1])
                i += 2
            }
            if i < states { even += matrix[i * width + k] * Vector(repeating: factors[i]) }
            result[k] = even + odd
        }
    }

    /// M_ij += x_i y_j.
    @inline(__always)
    private static func addOuter(
        _ x: UnsafePointer<Vector>,
        _ y: UnsafePointer<Vector>,
        _ states: Int,
        _ width: Int,
        to matrix: UnsafeMutablePointer<Vector>
    ) {
        let factors = UnsafeRawPointer(x).assumingMemoryBound(to: Double.self)
        for i in 0..<states {
            let factor = Vector(repeating: factors[i])
            for k in 0..<width { matrix[i * width + k] += factor * y[k] }
        }
    }
}

extension ScaledChain {
    /// Groups of sequences that are worked on at once; they depend on their number alone.
    static func groups(_ sequences: Int) -> [Range<Int>] {
        let count = min(sequences, 16)
        return (0..<count).map { $0 * sequences / count..<($0 + 1) * sequences / count }
    }
}
