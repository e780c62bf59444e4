/// Number of different n-grams in a set of sequences (Li et al. 2016 divide it by the number of tokens).
/// - Parameter size: n, at least 1. Sequences shorter than n have none.
public func distinctNGrams<Element: Hashable>(_ sequences: [[Element]], size: Int) -> Int {
    precondition(size >= 1, "n-grams of \(size) elements")
    var seen = Set<[Element]>()
    for sequence in sequences where sequence.count >= size {
        for start in 0...(sequence.count - size) { seen.insert(Array(sequence[start..<(start + size)])) }
    }
    return seen.count
}
