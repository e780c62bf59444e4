import ContinuoFormats

/// Numbers as symbols: intervals that hold equally many of the numbers that they were made from.
public struct ValueClasses: Sendable, Equatable {
    /// The greatest value of each class but the last, rising.
    public let borders: [Double]
    /// The least and the greatest of the numbers that they were made from.
    public let range: ClosedRange<Double>
    /// One symbol for each class: its interval.
    public var names: [String] {
        let edges = borders.map { "\(Float($0))" }
        return (0...borders.count).map { index in
            (index == 0 ? "" : edges[index - 1]) + "…" + (index == borders.count ? "" : edges[index])
        }
    }

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
        (borders, range) = (found, least...most)
    }

    /// Reads `{"borders": […], "range": […, …]}`.
    /// - Throws: `DataFileError` that names the file.
    public init(file path: String) throws(DataFileError) {
        let value = try JSONParser.parse(file: path)
        func numbers(_ key: String) -> [Double] { (value[key]?.arrayValue ?? []).compactMap(\.doubleValue) }
        let (borders, range) = (numbers("borders"), numbers("range"))
        guard range.count == 2, range[0] < range[1], !borders.isEmpty,
            zip([range[0]] + borders, borders + [range[1]]).allSatisfy({ $0 <= $1 })
        else {
            throw DataFileError(
                .malformed,
                file: path,
                expected: "rising borders of classes within a range",
                found: "\(borders.count) borders and a range of \(range.count) numbers"
            )
        }
        (self.borders, self.range) = (borders, range[0]...range[1])
    }

    /// The form that `init(file:)` reads.
    public var json: JSONValue {
        [
            "borders": .array(borders.map { .number($0) }),
            "range": .array([.number(range.lowerBound), .number(range.upperBound)]),
        ]
    }

    /// The values of a class.
    public func interval(_ index: Int) -> ClosedRange<Double> {
        let lower = index == 0 ? range.lowerBound : borders[index - 1]
        return lower...max(lower, index == borders.count ? range.upperBound : borders[index])
    }

    /// The class of a value.
    public func index(of value: Double) -> Int { borders.firstIndex { value <= $0 } ?? borders.count }
}
