/// Frequencies of symbols as a law in which nothing is impossible: (c + κ q) / (n + κ), with q the law that it falls back on.
struct SymbolLaw {
    /// p of every token.
    static func blended(_ counts: [Int32: Int], _ weight: Double, with fallback: [Double]) -> [Double] {
        let total = Double(counts.values.reduce(0, +))
        var law = fallback.map { $0 * weight / (total + weight) }
        for (token, count) in counts { law[Int(token)] += Double(count) / (total + weight) }
        return law
    }

    /// Frequencies of all tokens with half a count more for each.
    static func unigram(_ counts: [Int32: Int], vocabularySize: Int) -> [Double] {
        let total = Double(counts.values.reduce(0, +)) + 0.5 * Double(vocabularySize)
        return (0..<Int32(vocabularySize)).map { (Double(counts[$0] ?? 0) + 0.5) / total }
    }
}
