/// Least number of insertions, deletions and substitutions that turn one sequence into the other (Levenshtein 1966).
/// - Complexity: O(n · m) time, O(m) memory.
public func editDistance<Element: Equatable>(_ first: [Element], _ second: [Element]) -> Int {
    var row = Array(0...second.count)
    for (i, left) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, right) in second.enumerated() {
            let substituted = diagonal + (left == right ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
        }
    }
    return row[second.count]
}

/// Mean edit distance over all pairs of sequences; 0 for fewer than two.
public func meanPairwiseEditDistance<Element: Equatable>(_ sequences: [[Element]]) -> Double {
    var sum = 0
    var pairs = 0
    for i in sequences.indices {
        for j in sequences.indices.dropFirst(i + 1) {
            sum += editDistance(sequences[i], sequences[j])
            pairs += 1
        }
    }
    return pairs == 0 ? 0 : Double(sum) / Double(pairs)
}
