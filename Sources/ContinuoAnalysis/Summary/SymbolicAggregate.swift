import ContinuoProbabilistic

/// Windows as words: the means of their pieces, put into classes that are equally probable under a normal law (SAX: Lin et al.
/// 2007). A plain rival of symbols by warping.
public struct SymbolicAggregate: Sendable, Equatable {
    /// Pieces of a window, and letters for the mean of one.
    public var pieces: Int
    public var letters: Int

    public init(pieces: Int = 4, letters: Int = 6) { (self.pieces, self.letters) = (pieces, letters) }

    /// The word of a window of mean 0 and deviation 1, as a number.
    public func symbol(of window: [Float]) -> Int {
        let borders = (1..<letters).map { Float(NormalLaw.quantile(Double($0) / Double(letters))) }
        return (0..<pieces).reduce(0) { word, piece in
            let (start, end) = (piece * window.count / pieces, (piece + 1) * window.count / pieces)
            let values = window[start..<end]
            let mean = values.reduce(0, +) / Float(max(values.count, 1))
            return word * letters + (borders.firstIndex { mean <= $0 } ?? letters - 1)
        }
    }
}

extension WindowSymbols {
    /// The same windows with the words of SAX for symbols, numbered in the order in which they come; the first of each stands
    /// for its word.
    public func aggregated(_ words: SymbolicAggregate) -> WindowSymbols {
        var (numbers, first): ([Int: Int], [[Float]]) = ([:], [])
        let symbols = windows.map { row in
            row.map { window in
                let word = words.symbol(of: window)
                if let known = numbers[word] { return known }
                numbers[word] = first.count
                first.append(window)
                return first.count - 1
            }
        }
        return WindowSymbols(window: window, symbols: symbols, representatives: first, windows: windows)
    }
}
