import ContinuoTensor

/// `count` numbers, each evenly from [0, 1), one in each of `count` equal parts: uᵢ = (u + i/count) mod 1.
///
/// Averages over them vary far less than over independent numbers (Kingma et al. 2021, appendix I.1).
public func stratifiedUniforms(_ count: Int, using random: inout RandomStream) -> [Double] {
    let start = random.uniform()
    return (0..<count).map { index in
        let value = start + Double(index) / Double(count)
        return value < 1 ? value : value - 1
    }
}
