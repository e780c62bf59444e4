import ContinuoFormats
import Foundation

extension NGramModel {
    /// Writes the form that `MappedNGramModel` maps; a file of that name is replaced when the new one is complete.
    public func writeMapped(to path: String) throws {
        let probabilities = ownProbabilities(parents: trie.parents()).map { log($0) }
        let inner = 1..<trie.levelStarts[order]
        let layout = NGramLayout(
            order: order,
            vocabularySize: vocabularySize,
            endToken: endToken,
            counts: (1...order).map { trie.level($0).count },
            NGramLayout.Scale(of: probabilities),
            NGramLayout.Scale(of: inner.lazy.map { log(self.backOffs[$0]) })
        )
        let file = try AtomicFile(path: path)
        try file.write(Self.head(layout))
        for (index, level) in layout.levels.enumerated() {
            var bits = BitWriter(capacity: level.byteCount)
            let nodes = trie.level(index + 1)
            let isLast = index == order - 1
            let firstBelow = isLast ? 0 : trie.levelStarts[index + 2]
            for node in nodes {
                bits.append(Int(trie.tokens[node]), level.tokenBits)
                bits.append(layout.probabilities.code(probabilities[node]), NGramLayout.numberBits)
                if !isLast {
                    bits.append(layout.backOffs.code(log(backOffs[node])), level.backOffBits)
                    bits.append(Int(trie.firstChild[node]) - firstBelow, level.childBits)
                }
                bits.append(index == 0 ? 0 : Int(trie.suffixes[node]) - 1, level.suffixBits)
            }
            bits.append(0, level.tokenBits + NGramLayout.numberBits)
            if !isLast {
                bits.append(0, level.backOffBits)
                bits.append(trie.level(index + 2).count, level.childBits)
            }
            bits.append(0, level.suffixBits)
            try file.write(bits.finished(level.byteCount))
        }
        try file.write([UInt8](repeating: 0, count: 8))
        try file.commit()
    }

    private static func head(_ layout: NGramLayout) -> [UInt8] {
        let numbers =
            [layout.order, layout.vocabularySize, layout.endToken.map { Int($0) + 1 } ?? 0] + layout.levels.map(\.count)
        let scales = [
            layout.probabilities.least, layout.probabilities.step, layout.backOffs.least, layout.backOffs.step,
        ]
        let words = numbers.map { UInt64($0) } + scales.map(\.bitPattern)
        return NGramLayout.magic + words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
    }
}

/// Bits behind bits, low ones first.
private struct BitWriter {
    private var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingBits = 0

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// - Parameter width: at most 48.
    mutating func append(_ value: Int, _ width: Int) {
        pending |= UInt64(value) << UInt64(pendingBits)
        pendingBits += width
        while pendingBits >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingBits -= 8
        }
    }

    mutating func finished(_ count: Int) -> [UInt8] {
        append(0, (8 - pendingBits) & 7)
        bytes += [UInt8](repeating: 0, count: count - bytes.count)
        return bytes
    }
}
