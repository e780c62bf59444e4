import Continuo

/// Rows of numbers with the one that is told, from a file or from a formula.
struct NumberTable {
    let source: String
    let target: String
    /// Names of the columns that it is told from.
    let features: [String]
    let rows: [[Double]]
    let targets: [Double]

    /// Rows of a generated table.
    private static let generatedRows = 1000

    /// - Throws: `CommandError` for a column or a generated table that is not there; `DataFileError` for a file that is no table of
    ///   numbers.
    init(_ source: String, target: String, features: String?, seed: UInt64) throws {
        (self.source, self.target) = (source, target)
        let wanted = features?.split(separator: ",").map { String($0) }
        guard !source.hasPrefix("@") else {
            guard let task = RegressionTask(rawValue: String(source.dropFirst())) else {
                let known = RegressionTask.allCases.map { "@" + $0.rawValue }.joined(separator: ", ")
                throw CommandError.usage("There is no generated table \(source); expected one of \(known).")
            }
            guard target == "y" else {
                throw CommandError.usage("--target \(target): the number of a generated table is y.")
            }
            let names = (1...task.features).map { "x\($0)" }
            let places = try (wanted ?? names).map { name in
                guard let place = names.firstIndex(of: name) else {
                    throw CommandError.usage(
                        "--features: \(source) has no column \(name), only \(names.joined(separator: ", "))."
                    )
                }
                return place
            }
            var random = RandomStream(seed: seed).split(task.rawValue)
            let examples = (0..<Self.generatedRows).map { _ in task.example(using: &random) }
            self.features = places.map { names[$0] }
            rows = examples.map { example in places.map { example.x[$0] } }
            targets = examples.map(\.y)
            return
        }
        let table = try CSVReader.read(source, header: .present)
        let names = wanted ?? table.columns.filter { $0 != target }
        guard !names.isEmpty else { throw CommandError(.badData, "\(source): has no column beside \(target).") }
        targets = try Self.numbers(table, target)
        rows = try Self.rows(table, names)
        self.features = names
    }

    private static func rows(_ table: CSVTable, _ names: [String]) throws -> [[Double]] {
        let columns = try names.map { try numbers(table, $0) }
        return table.rows.indices.map { row in columns.map { $0[row] } }
    }

    /// A column without gaps.
    private static func numbers(_ table: CSVTable, _ column: String) throws -> [Double] {
        let found = try table.numbers(column)
        return try found.enumerated().map { row, number in
            guard let number, number.isFinite else {
                throw DataFileError(
                    .malformed,
                    file: table.source,
                    place: "\(table.place(ofRow: row)), column \(column)",
                    expected: "a number",
                    found: number.map { "\($0)" } ?? "nothing",
                    advice: "Leave the row or the column out."
                )
            }
            return number
        }
    }

    /// The features of new rows.
    func rows(ofFile path: String) throws -> [[Double]] {
        try Self.rows(CSVReader.read(path, header: .present), features)
    }

    /// Some rows at random for training, the others for measuring.
    typealias Part = (rows: [[Double]], targets: [Double])
    func split(heldOut: Double, seed: UInt64) throws -> (training: Part, test: Part) {
        let count = Int((Double(rows.count) * heldOut).rounded())
        guard count > 0, rows.count - count > 1 else {
            throw CommandError(.badData, "\(source): has \(rows.count) rows, too few to learn from and to measure on.")
        }
        var random = RandomStream(seed: seed).split("held out")
        let order = random.permutation(rows.count)
        func part(_ places: ArraySlice<Int>) -> Part { (places.map { rows[$0] }, places.map { targets[$0] }) }
        return (part(order[count...]), part(order[..<count]))
    }

    /// - Throws: `CommandError` where the target is no class 0, 1, 2, … of the tree.
    func requireClasses(for kind: NumberHeadKind, _ tree: OrdinalTree?) throws {
        let limit = Double(tree?.classes ?? 1000)
        guard let wrong = targets.first(where: { $0 < 0 || $0 != $0.rounded() || $0 >= limit }) else { return }
        throw CommandError(
            .badData,
            "\(source): --head \(kind.rawValue) tells classes 0, 1, 2 … below \(Int(limit)), but \(target) is \(wrong) somewhere."
        )
    }
}
