/// Searches for the least value of a function without gradients (Nelder and Mead 1965), with coefficients that suit many
/// dimensions (Gao and Han 2012).
struct NelderMead {
    /// Rounds of reflection at most.
    var iterations = 2000
    /// Ends when the values of the simplex differ by less than this, relative to their size.
    var tolerance = 1e-10

    /// - Parameters:
    ///   - start: where the search begins; its value must be finite.
    ///   - steps: distance of the simplex's other corners along each axis.
    ///   - function: not finite where a point is not allowed.
    /// - Returns: the best point and its value.
    func minimum(
        from start: [Double],
        steps: [Double],
        _ function: ([Double]) -> Double
    ) -> (point: [Double], value: Double) {
        let count = start.count
        func value(_ point: [Double]) -> Double {
            let value = function(point)
            return value.isNaN ? .infinity : value
        }
        guard count > 0 else { return (start, value(start)) }
        let size = Double(count)
        let (expansion, contraction, shrinking) =
            count > 2 ? (1 + 2 / size, 0.75 - 1 / (2 * size), 1 - 1 / size) : (2, 0.5, 0.5)
        var corners = [(point: start, value: value(start))]
        for axis in 0..<count {
            var point = start
            point[axis] += steps[axis]
            if !function(point).isFinite { point[axis] = start[axis] - steps[axis] }
            corners.append((point, value(point)))
        }
        corners.sort { $0.value < $1.value }
        for _ in 0..<iterations {
            let (best, worst) = (corners[0].value, corners[count].value)
            if worst.isFinite, worst - best <= tolerance * (abs(best) + tolerance) { break }
            var centre = [Double](repeating: 0, count: count)
            for corner in corners.dropLast() {
                for axis in 0..<count { centre[axis] += corner.point[axis] / size }
            }
            func along(_ factor: Double) -> (point: [Double], value: Double) {
                let point = zip(centre, corners[count].point).map { $0 + factor * ($1 - $0) }
                return (point, value(point))
            }
            let reflected = along(-1)
            var replacement: (point: [Double], value: Double)?
            if reflected.value < best {
                let expanded = along(-expansion)
                replacement = expanded.value < reflected.value ? expanded : reflected
            } else if reflected.value < corners[count - 1].value {
                replacement = reflected
            } else {
                let inside = reflected.value >= worst
                let contracted = along(inside ? contraction : -contraction)
                if contracted.value < min(reflected.value, worst) { replacement = contracted }
            }
            if let replacement {
                corners.removeLast()
                let place = corners.firstIndex { $0.value > replacement.value } ?? count
                corners.insert(replacement, at: place)
            } else {
                let lowest = corners[0].point
                for index in 1...count {
                    let point = zip(lowest, corners[index].point).map { $0 + shrinking * ($1 - $0) }
                    corners[index] = (point, value(point))
                }
                corners.sort { $0.value < $1.value }
            }
        }
        return corners[0]
    }
}
