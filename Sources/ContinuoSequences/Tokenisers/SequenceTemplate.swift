import ContinuoFormats

/// The special ids that go around a text, or around and between two, as the post-processor of `tokenizer.json` says. `encode` does
/// not add them: who builds a model's input does.
public struct SequenceTemplate: Sendable, Equatable {
    /// A part of the result.
    public enum Piece: Sendable, Equatable {
        case special([Int32])
        case first
        case second
    }

    /// The parts around one text.
    public internal(set) var single: [Piece] = [.first]

    /// The parts around two texts.
    public internal(set) var pair: [Piece] = [.first, .second]

    /// The post-processor as the file has it; kept for writing.
    var source: JSONValue

    /// Nothing before and nothing after.
    public init() { source = .null }

    init(source: JSONValue) { self.source = source }

    /// Special ids before and after each text.
    init(prefix: [Int32], suffix: [Int32], source: JSONValue) {
        self.source = source
        func around(_ text: Piece) -> [Piece] {
            [.special(prefix), text, .special(suffix)].filter { $0 != .special([]) }
        }
        single = around(.first)
        pair = around(.first) + around(.second)
    }

    /// The special ids before one text.
    public var prefix: [Int32] { ids(single.prefix { $0 != .first }) }

    /// The special ids after one text.
    public var suffix: [Int32] { ids(single.drop { $0 != .first }) }

    private func ids(_ pieces: ArraySlice<Piece>) -> [Int32] {
        pieces.flatMap { piece in if case .special(let ids) = piece { ids } else { [] as [Int32] } }
    }

    /// The ids of one text with what goes around them.
    public func wrap(_ ids: [Int32]) -> [Int32] { prefix + ids + suffix }

    /// The ids of two texts with what goes around and between them.
    public func wrap(_ first: [Int32], _ second: [Int32]) -> [Int32] {
        pair.flatMap { piece in
            switch piece {
            case .special(let ids): ids
            case .first: first
            case .second: second
            }
        }
    }
}
