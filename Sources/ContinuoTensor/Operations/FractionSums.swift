import CKernels

/// Sums of conjugate pairs of simple fractions (Cauchy matrices times vectors) at points of the unit circle: what the
/// generating function of a state space with a bilinear step is made of.
///
/// For a pair μ, μ* with numerators v, v* and the point e^{−iθ}, with s = sin(θ/2) and c = cos(θ/2):
///
///     v / (2is − cμ) + v* / (2is − cμ*) = (4is Re v − 2c Re vμ*) / (c² |μ|² − 4s² − 4isc Re μ)
///
/// which is e^{−iθ/2}/Δ times v/((1 − ω) − (1 + ω) Δλ/2) with μ = Δλ, and finite where ω = −1. One operation, one adjoint: the
/// matrix of points times terms is never stored.
///
/// - Parameters:
///   - numerators: v, complex `[channels, 4, terms, 2]`: four sums share their poles.
///   - poles: μ, complex `[channels, terms, 2]`, with negative real parts.
///   - length: L; the points are θ = 2πf/L with f in 0 … L/2.
/// - Returns: complex `[channels, 4, L/2 + 1, 2]`.
/// - Complexity: O(channels · terms · length) time, no memory beyond the result.
/// - Source: Gu, Goel, Ré 2022, "Efficiently Modeling Long Sequences with Structured State Spaces", appendix C.3.
public func fractionSums(numerators: Tensor, poles: Tensor, length: Int) -> Tensor {
    numerators.requireComplex("fractionSums")
    poles.requireComplex("fractionSums")
    numerators.requireSameType(poles, "fractionSums")
    let sums = Int(CK_FRACTION_SUMS)
    precondition(
        poles.rank == 3 && length >= 1
            && numerators.shape == [poles.shape[0], sums, poles.shape[1], 2],
        "fractionSums: numerators \(numerators.shape) do not fit poles \(poles.shape)"
    )
    // The kernel works on the real coefficients of the formula above.
    let parts = [
        numerators.realPart,
        complexProduct(numerators, poles.expanded(at: 1).broadcast(to: numerators.shape), conjugated: true).realPart,
        poles.squared().sum(axis: 2), poles.realPart,
    ]
    return realFractionSums(parts, length: length)
}

private func realFractionSums(_ parts: [Tensor], length: Int) -> Tensor {
    let (channels, sums, terms) = (parts[0].shape[0], parts[0].shape[1], parts[0].shape[2])
    let points = length / 2 + 1
    let type = parts[0].elementType
    let halfAngles = Tensor((0..<points).map { Double.pi * Double($0) / Double(length) })
    let (c, s) = (cos(halfAngles).cast(to: type), sin(halfAngles).cast(to: type))
    let result = Tensor(uninitialised: [channels, sums, points, 2], type)
    switch type {
    case .float32:
        let p = parts.map(\.float)
        ck_fraction_sums_f32(channels, terms, points, c.float, s.float, p[0], p[1], p[2], p[3], result.float)
    default:
        let p = parts.map(\.double)
        ck_fraction_sums_f64(channels, terms, points, c.double, s.double, p[0], p[1], p[2], p[3], result.double)
    }
    guard Tensor.isRecording(parts) else { return result }
    let inputs = parts.map(\.detached)
    return Tensor.record([result], inputs: parts) { gradients in
        let found = inputs.map { Tensor(uninitialised: $0.shape, type) }
        let gradient = gradients[0]!
        switch type {
        case .float32:
            let (p, d) = (inputs.map(\.float), found.map(\.float))
            ck_fraction_sums_adjoint_f32(
                channels,
                terms,
                points,
                c.float,
                s.float,
                p[0],
                p[1],
                p[2],
                p[3],
                gradient.float,
                d[0],
                d[1],
                d[2],
                d[3]
            )
        default:
            let (p, d) = (inputs.map(\.double), found.map(\.double))
            ck_fraction_sums_adjoint_f64(
                channels,
                terms,
                points,
                c.double,
                s.double,
                p[0],
                p[1],
                p[2],
                p[3],
                gradient.double,
                d[0],
                d[1],
                d[2],
                d[3]
            )
        }
        return found
    }[0]
}
