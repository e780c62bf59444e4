/// How many entities are found exactly: span and kind, in sequences of labels `B-KIND`, `I-KIND` and `O` (Ramshaw and Marcus
/// 1995; scored as at CoNLL-2003, Tjong Kim Sang and De Meulder).
public struct EntityScore: Sendable, Codable, Equatable {
    /// Entities that were given, that are true, and that are both.
    public var found: Int
    public var wanted: Int
    public var right: Int

    public var precision: Double { found == 0 ? 0 : Double(right) / Double(found) }
    public var recall: Double { wanted == 0 ? 0 : Double(right) / Double(wanted) }
    /// The harmonic mean of both; 0 where there is neither.
    public var f1: Double { found + wanted == 0 ? 0 : 2 * Double(right) / Double(found + wanted) }

    /// Counts the entities of sequences.
    /// - Parameters:
    ///   - found: the labels that were given, for each sequence; `wanted`: the true ones, as many.
    public init(found: [[String]], wanted: [[String]]) {
        (self.found, self.wanted, right) = (0, 0, 0)
        for (found, wanted) in zip(found, wanted) {
            let (given, real) = (EntityScore.entities(found), EntityScore.entities(wanted))
            self.found += given.count
            self.wanted += real.count
            right += given.intersection(real).count
        }
    }

    /// Whether all labels are of this form, and some entity begins.
    public static func applies(to labels: some Sequence<String>) -> Bool {
        var begins = false
        for label in labels where label != "O" {
            guard label.count > 2, label.hasPrefix("B-") || label.hasPrefix("I-") else { return false }
            begins = begins || label.hasPrefix("B-")
        }
        return begins
    }

    /// A run of positions of one kind.
    struct Entity: Hashable {
        var kind: Substring
        var range: Range<Int>
    }

    /// The entities of a sequence. An `I` after nothing, or after another kind, begins one as a `B` does.
    static func entities(_ labels: [String]) -> Set<Entity> {
        var entities: Set<Entity> = []
        var open: Entity?
        for (place, label) in labels.enumerated() {
            let kind = label.dropFirst(2)
            if label.hasPrefix("I-"), let last = open, last.kind == kind {
                open?.range = last.range.lowerBound..<(place + 1)
                continue
            }
            if let last = open { entities.insert(last) }
            open = label == "O" ? nil : Entity(kind: kind, range: place..<(place + 1))
        }
        if let open { entities.insert(open) }
        return entities
    }
}
