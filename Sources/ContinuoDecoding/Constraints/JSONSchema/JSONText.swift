import ContinuoFormats

/// The parts that JSON texts are made of (RFC 8259), as grammar nodes.
enum JSONText {
    /// The characters that stand for themselves inside of quotes.
    static let plain = ScalarSet.all.subtracting(ScalarSet([0...0x1F, 0x22...0x22, 0x5C...0x5C]))

    private static let hexadecimal = scalars("0123456789abcdefABCDEF")

    static func scalars(_ text: String) -> GrammarNode { .scalars(ScalarSet(text)) }

    static func times(_ count: Int, _ node: GrammarNode) -> GrammarNode {
        .repetition(node, minimum: count, maximum: count)
    }

    /// One character of a text, in any of its spellings; a surrogate pair is one.
    static let character: GrammarNode = .choice([
        .scalars(plain),
        .sequence([.text("\\"), scalars("\"\\/bfnrt")]),
        .sequence([
            .text("\\u"),
            .choice([
                .sequence([scalars("0123456789abcefABCEF"), times(3, hexadecimal)]),
                .sequence([scalars("dD"), scalars("01234567"), times(2, hexadecimal)]),
                .sequence([
                    scalars("dD"), scalars("89abAB"), times(2, hexadecimal), .text("\\u"), scalars("dD"),
                    scalars("cdefCDEF"), times(2, hexadecimal),
                ]),
            ]),
        ]),
    ])

    /// One character of a set: as itself where JSON lets it, otherwise in its shortest escape.
    static func character(of set: ScalarSet) -> GrammarNode {
        let escaped = set.subtracting(plain)
        guard !escaped.isEmpty else { return .scalars(set) }
        let escapes = escaped.ranges.joined().compactMap { UnicodeScalar($0) }.map { scalar in
            GrammarNode.bytes(Array(JSONWriter.bytes(.string(String(scalar))).dropFirst().dropLast()))
        }
        return .choice([.scalars(set.intersection(plain))] + escapes)
    }

    static func quoted(_ contents: GrammarNode) -> GrammarNode { .sequence([.text("\""), contents, .text("\"")]) }

    /// A value as it is.
    static func literal(_ value: JSONValue) -> GrammarNode { .bytes(JSONWriter.bytes(value)) }

    /// Any text between quotes but some. Those that differ from one of them only further on are spelled without escapes up
    /// to there.
    static func key(except names: [String]) -> GrammarNode {
        names.isEmpty
            ? quoted(.many(character))
            : quoted(other(than: names.map { Array($0.unicodeScalars.map(\.value)) }[...], at: 0))
    }

    private static func other(than names: ArraySlice<[UInt32]>, at place: Int) -> GrammarNode {
        var alternatives: [GrammarNode] = []
        let children = Dictionary(grouping: names.filter { $0.count > place }) { $0[place] }
        let anything = GrammarNode.many(character)
        if !names.contains(where: { $0.count == place }) { alternatives.append(.empty) }
        let next = ScalarSet(children.keys.map { $0...$0 })
        alternatives.append(.sequence([.scalars(plain.subtracting(next)), anything]))
        for (scalar, rest) in children.sorted(by: { $0.key < $1.key }) {
            let set = ScalarSet([scalar...scalar])
            alternatives.append(.sequence([character(of: set), other(than: rest[...], at: place + 1)]))
        }
        return .choice(alternatives)
    }
}
