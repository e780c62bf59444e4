import ContinuoFormats

/// Numbers as symbols: intervals that hold equally many of the numbers that they were made from.
public struct ValueClasses: Sendable, Equatable {
    /// The greatest value of each class but the last, rising.
    public let borders: [Double]
    /// One symbol for each class: its interval.
    public let names: [String]

    /// - Parameter count: classes at most; equal values are never parted, so there may be fewer.
    /// - Throws: `DataFileError` for values that are all equal, or none.
    public init(_ values: [Double], count: Int, file: String) throws(DataFileError) {
        let sorted = values.filter(\.isFinite).sorted()
        guard let least = sorted.first, let most = sorted.last, least < most, count >= 2 else {
            throw DataFileError(
                .malformed,
                file: file,
                expected: "a series of different values",
                found: sorted.isEmpty ? "no value" : "a constant",
                advice: "Nothing can be learnt from it."
            )
        }
        var found: [Double] = []
        for index in 1..<count {
            let border = sorted[index * sorted.count / count]
            if border < most, found.last.map({ border > $0 }) ?? true { found.append(border) }
        }
        borders = found
        let edges = found.map { "\(Float($0))" }
        names = (0...found.count).map { index in
            (index == 0 ? "" : edges[index - 1]) + "…" + (index == found.count ? "" : edges[index])
        }
    }

    /// The class of a value.
    public func index(of value: Double) -> Int { borders.firstIndex { value <= $0 } ?? borders.count }
}
