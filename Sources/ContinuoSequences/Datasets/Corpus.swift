/// Documents that are shared out between training, validation and test.
public protocol Corpus: Sendable {
    /// What to call the corpus in messages.
    var name: String { get }

    /// Calls `body` with each document and its part, in the same order each time.
    func forEach(_ body: (DatasetPart, Document) throws -> Void) throws
}

extension Corpus {
    /// Calls `body` with the documents of one part: what a tokeniser is trained on is the training part only.
    public func forEachDocument(of part: DatasetPart, _ body: (Document) throws -> Void) throws {
        try forEach { if $0 == part { try body($1) } }
    }

    /// The documents of one part.
    public func documents(of part: DatasetPart) throws -> [Document] {
        var result: [Document] = []
        try forEachDocument(of: part) { result.append($0) }
        return result
    }
}

/// The documents of a source, shared out by a rule.
public struct SplitCorpus: Corpus {
    public let source: any DocumentSource
    public let rule: SplitRule

    public var name: String { source.name }

    /// - Throws: ``DatasetError/badSetting(_:)`` when the rule makes no sense.
    public init(_ source: any DocumentSource, rule: SplitRule) throws(DatasetError) {
        try rule.validate()
        self.source = source
        self.rule = rule
    }

    public func forEach(_ body: (DatasetPart, Document) throws -> Void) throws {
        let totals = rule.needsTotals ? try measure() : Totals()
        var index = 0
        var offset = 0
        try source.forEachDocument { document in
            switch rule {
            case .none:
                try body(.train, document)
            case .documentHash(let validation, let test, let seed):
                let position = Double(stableHash(document.bytes, seed: seed) >> 11) * 0x1p-53
                try body(position < test ? .test : position < test + validation ? .validation : .train, document)
            case .lastDocuments(let validation, let test):
                let testStart = totals.documents - heldOut(test, of: totals.documents)
                let validationStart = testStart - heldOut(validation, of: totals.documents)
                try body(index >= testStart ? .test : index >= validationStart ? .validation : .train, document)
            case .lastBytes(let validation, let test):
                let testStart = totals.bytes - heldOut(test, of: totals.bytes)
                let validationStart = testStart - heldOut(validation, of: totals.bytes)
                let first = cut(document.bytes, at: validationStart - offset)
                let second = max(first, cut(document.bytes, at: testStart - offset))
                for (part, range) in [
                    (DatasetPart.train, 0..<first), (.validation, first..<second),
                    (.test, second..<document.bytes.count),
                ] where !range.isEmpty {
                    try body(part, Document(name: document.name, bytes: Array(document.bytes[range])))
                }
            case .everyNth(let count, let validation):
                let place = index % count
                let isValidation = validation && place == count - 2
                try body(place == count - 1 ? .test : isValidation ? .validation : .train, document)
            }
            index += 1
            offset += document.bytes.count
        }
    }

    private struct Totals {
        var documents = 0
        var bytes = 0
    }

    private func measure() throws -> Totals {
        var totals = Totals()
        try source.forEachDocument {
            totals.documents += 1
            totals.bytes += $0.bytes.count
        }
        return totals
    }

    /// A fraction of a count, rounded to the nearest whole number.
    private func heldOut(_ fraction: Double, of count: Int) -> Int {
        Int((fraction * Double(count)).rounded())
    }

    /// Where to cut a document so that the cut is at `target` or soon after it: after the next line end, otherwise before
    /// the next byte that begins a UTF-8 character.
    private func cut(_ bytes: [UInt8], at target: Int) -> Int {
        guard target > 0 else { return 0 }
        guard target < bytes.count else { return bytes.count }
        if let newline = bytes[(target - 1)...].firstIndex(of: UInt8(ascii: "\n")), newline + 1 < bytes.count {
            return newline + 1
        }
        return bytes[target...].firstIndex { $0 & 0xC0 != 0x80 } ?? bytes.count
    }
}
