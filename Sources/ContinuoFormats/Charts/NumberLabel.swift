#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes the number at an axis's mark: as few digits as its step needs, thousands as `k`, millions as `M`, small ones as `1e−5`.
enum NumberLabel {
    /// - Parameters:
    ///   - step: the distance of the marks.
    ///   - largest: the largest magnitude on the axis, so that all marks have one unit.
    static func text(_ value: Double, step: Double, largest: Double) -> String {
        if value == 0 || abs(value) < step * 1e-6 { return "0" }
        if largest >= 1e12 || step < 1e-4 { return scientific(value, step: step) }
        for (unit, name) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where step >= unit / 1000 {
            if largest < unit * (unit == 1e3 ? 10 : 1) { continue }
            return decimal(value / unit, step: step / unit) + name
        }
        return decimal(value, step: step)
    }

    private static func scientific(_ value: Double, step: Double) -> String {
        var exponent = log10(abs(value)).rounded(.down)
        if abs(value) / pow(10, exponent) > 9.9999 { exponent += 1 }
        let power = pow(10, exponent)
        let sign = exponent < 0 ? "−" : ""
        return decimal(value / power, step: max(step / power, 1e-6)) + "e" + sign + String(Int(abs(exponent)))
    }

    private static func decimal(_ value: Double, step: Double) -> String {
        // Enough places that the step itself can be written.
        var places = 0
        var scaled = step
        while places < 8 && abs(scaled - scaled.rounded()) > 1e-6 * max(scaled, 1e-3) {
            scaled *= 10
            places += 1
        }
        let power = pow(10, Double(places))
        let digits = Int((abs(value) * power).rounded())
        let whole = String(digits / Int(power))
        let sign = value < 0 ? "−" : ""
        if places == 0 { return sign + whole }
        let rest = String(digits % Int(power))
        return sign + whole + "." + String(repeating: "0", count: places - rest.count) + rest
    }
}
