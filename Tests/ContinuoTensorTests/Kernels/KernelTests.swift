import CKernels
import Testing

/// Tests of the C kernels run one after the other, because some of them force a dispatch level or a number of threads.
@Suite(.serialized) enum KernelTests {
    /// The dispatch levels that this processor runs.
    static let levels = [CK_SCALAR, CK_AVX2, CK_AVX512, CK_NEON].filter { level in
        let before = ck_current_level()
        defer { ck_set_level(before) }
        return ck_set_level(level) == level
    }

    /// Runs `body` at `level`, then goes back to the best one.
    static func at<Result>(_ level: ck_level, _ body: () throws -> Result) rethrows -> Result {
        ck_set_level(level)
        defer { ck_set_level(ck_best_level()) }
        return try body()
    }

    /// The results of `body` at 1, 2 and 3 threads.
    static func atThreadCounts<Result>(_ body: () throws -> Result) rethrows -> [Result] {
        let before = ck_thread_count()
        defer { ck_set_thread_count(before) }
        return try (1...3).map { count in
            ck_set_thread_count(Int32(count))
            return try body()
        }
    }
}

/// Memory handed to a kernel: filled with NaN unless given contents.
final class KernelBuffer<Element: BinaryFloatingPoint> {
    let pointer: UnsafeMutablePointer<Element>
    let count: Int

    init(_ count: Int) {
        self.count = count
        pointer = .allocate(capacity: max(count, 1))
        pointer.initialize(repeating: .nan, count: max(count, 1))
    }

    convenience init(_ values: [Double]) {
        self.init(values.count)
        for (index, value) in values.enumerated() { pointer[index] = Element(value) }
    }

    deinit { pointer.deallocate() }

    var values: [Double] { (0..<count).map { Double(pointer[$0]) } }
}

/// Largest difference relative to the largest reference magnitude; infinite when a value is NaN or the counts differ.
func relativeError(_ values: [Double], _ reference: [Double]) -> Double {
    guard values.count == reference.count else { return .infinity }
    let scale = max(reference.map(abs).max() ?? 0, 1e-3)
    var worst = 0.0
    for (value, expected) in zip(values, reference) {
        guard value.isFinite else { return .infinity }
        worst = max(worst, abs(value - expected) / scale)
    }
    return worst
}

/// Uniform numbers in a range, reproducible.
func uniform(_ count: Int, _ range: ClosedRange<Double>, seed: UInt64) -> [Double] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var bits = state ^ (state >> 33)
        bits = bits &* 0xFF51_AFD7_ED55_8CCD
        bits ^= bits >> 33
        return range.lowerBound + (range.upperBound - range.lowerBound) * Double(bits >> 11) * 0x1p-53
    }
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// Derivative of `loss` at `point` along `direction`, by central differences.
func directionalDerivative(at point: [Double], along direction: [Double], of loss: ([Double]) -> Double) -> Double {
    let step = 1e-5
    let ahead = zip(point, direction).map { $0 + step * $1 }
    let behind = zip(point, direction).map { $0 - step * $1 }
    return (loss(ahead) - loss(behind)) / (2 * step)
}
