/// e^x of complex numbers `[…, 2]`.
public func complexExp(_ x: Tensor) -> Tensor {
    x.requireComplex("complexExp")
    let (size, angle) = (exp(x.realPart), x.imaginaryPart)
    return (size * cos(angle)).asComplex(imaginary: size * sin(angle))
}

/// e^x − 1 of complex numbers `[…, 2]`, exact near 0: `(e^a − 1) cos b − 2 sin²(b/2) + i e^a sin b`.
public func complexExpMinusOne(_ x: Tensor) -> Tensor {
    x.requireComplex("complexExpMinusOne")
    let (decay, angle) = (x.realPart, x.imaginaryPart)
    let real = expm1(decay) * cos(angle) - sin(angle * 0.5).squared() * 2
    return real.asComplex(imaginary: exp(decay) * sin(angle))
}

/// 1 / x of complex numbers `[…, 2]`.
public func complexReciprocal(_ x: Tensor) -> Tensor {
    x.requireComplex("complexReciprocal")
    return complexConjugate(x) / x.squared().sum(axis: -1, keepingAxis: true)
}

/// x / y of complex numbers of one shape, `[…, 2]`.
public func complexQuotient(_ x: Tensor, _ y: Tensor) -> Tensor { complexProduct(x, complexReciprocal(y)) }
