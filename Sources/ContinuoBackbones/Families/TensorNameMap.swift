import ContinuoTensor

/// What the tensors of a module are called in checkpoints of other programs.
///
/// A rule maps a path prefix to another, component by component; `*` stands for a block's number. What follows the prefix
/// (`.weight`, `.bias`) is kept. A fused parameter whose parts have rules is stored in its parts; a parameter that neither has
/// parts with rules nor a rule keeps our own path.
public struct TensorNameMap: Sendable {
    /// How a stored tensor relates to ours.
    public enum Layout: Sendable {
        /// The same shape.
        case same
        /// Matrices are stored transposed, as GPT-2's `Conv1D` does.
        case transposed
        /// The stored shape has an additional axis of size 1 at this place, as a depthwise convolution has.
        case extraAxis(Int)
        /// Stored numbers are ours plus this one, as Gemma stores a gain g as g − 1.
        case offset(Double)
        /// Stored numbers are −e^x of ours, as llama.cpp has the rates of state-space models; a vector is stored as a column.
        case negatedExponential
        /// A vector is stored as a matrix of so many rows.
        case inRows(Int)
        /// The rows of each head of this width are in another order: stored rows 2j and 2j + 1 are our rows j and
        /// width / 2 + j, since llama.cpp turns neighbouring elements of Llama's queries and keys.
        case interleavedHeads(Int)

        /// Place in ours of each stored row, for `count` rows; nil where the order is the same.
        public func rowOrder(_ count: Int) -> [Int]? {
            guard case .interleavedHeads(let width) = self else { return nil }
            return (0..<count).map { row in
                let place = row % width
                return row - place + place / 2 + place % 2 * (width / 2)
            }
        }
    }

    public struct Rule: Sendable {
        let ours: [String]
        let theirs: [String]
        let layout: Layout

        public init(_ ours: String, _ theirs: String, _ layout: Layout = .same) {
            self.ours = ours.split(separator: ".").map(String.init)
            self.theirs = theirs.split(separator: ".").map(String.init)
            self.layout = layout
        }

        /// The stored name of `path`, when the rule's prefix fits.
        func apply(_ path: [Substring]) -> String? {
            guard path.count >= ours.count else { return nil }
            var numbers: [Substring] = []
            for (part, pattern) in zip(path, ours) {
                if pattern == "*" { numbers.append(part) } else if part != pattern { return nil }
            }
            var result: [Substring] = []
            for part in theirs { result.append(part == "*" ? numbers.removeFirst() : part[...]) }
            return (result + path[ours.count...]).joined(separator: ".")
        }
    }

    /// A stored tensor, and which rows of our parameter it holds.
    public struct Piece: Sendable {
        public let name: String
        public let rows: Range<Int>
        /// The shape in the file.
        public let shape: [Int]
        public let layout: Layout
    }

    let rules: [Rule]
    /// Prefix that checkpoints of the bare network, without its output matrix, leave out.
    let optionalPrefix: String
    /// What stands in place of `optionalPrefix` where the network is a part of a larger one.
    let otherPrefixes: [String]
    /// Ends of names that are no parameters: constants that older checkpoints carry.
    let ignoredSuffixes: [String]
    /// Beginnings of names that belong to other parts of a larger network.
    let ignoredPrefixes: [String]

    public init(
        _ rules: [Rule],
        optionalPrefix: String = "",
        otherPrefixes: [String] = [],
        ignoredSuffixes: [String] = [],
        ignoredPrefixes: [String] = []
    ) {
        self.rules = rules
        self.optionalPrefix = optionalPrefix
        self.otherPrefixes = otherPrefixes
        self.ignoredSuffixes = ignoredSuffixes
        self.ignoredPrefixes = ignoredPrefixes
    }

    /// The same names, for checkpoints that also hold tensors of another part, whose names begin so.
    public func ignoring(_ prefixes: [String]) -> TensorNameMap {
        TensorNameMap(
            rules,
            optionalPrefix: optionalPrefix,
            otherPrefixes: otherPrefixes,
            ignoredSuffixes: ignoredSuffixes,
            ignoredPrefixes: ignoredPrefixes + prefixes
        )
    }

    /// The stored tensors of a parameter, in row order.
    public func pieces(of parameter: NamedParameter) -> [Piece] {
        let rows = 0..<(parameter.tensor.shape.first ?? 1)
        let whole = piece(parameter.name, rows, of: parameter.tensor)
        let components = parameter.components.map { piece($0.name, $0.rows, of: parameter.tensor) }
        let found = components.compactMap { $0 }
        // Where there are rules for both, the earlier one holds.
        let wholeRule = whole?.rule ?? .max
        if found.count == components.count, found.contains(where: { $0.rule < wholeRule }) || whole == nil {
            return found.map(\.piece)
        }
        if let whole { return [whole.piece] }
        return [Piece(name: parameter.name, rows: rows, shape: parameter.tensor.shape, layout: .same)]
    }

    /// The stored form of some rows by the first rule that fits, and the rule's place.
    private func piece(_ name: String, _ rows: Range<Int>, of tensor: Tensor) -> (piece: Piece, rule: Int)? {
        let path = name.split(separator: ".")
        for (index, rule) in rules.enumerated() {
            guard let stored = rule.apply(path) else { continue }
            var shape = tensor.shape
            if !shape.isEmpty { shape[0] = rows.count }
            var layout = rule.layout
            switch layout {
            case .same: break
            case .transposed:
                if shape.count == 2 { shape = [shape[1], shape[0]] } else { layout = .same }
            case .extraAxis(let axis):
                if axis < shape.count { shape.insert(1, at: axis) } else { layout = .same }
            case .negatedExponential: if shape.count == 1 { shape.append(1) }
            case .inRows(let rows): if shape.count == 1 { shape = [rows, shape[0] / rows] } else { layout = .same }
            case .offset, .interleavedHeads: break
            }
            return (Piece(name: stored, rows: rows, shape: shape, layout: layout), index)
        }
        return nil
    }

    /// The names under which a stored tensor may be found.
    func spellings(_ name: String) -> [String] {
        guard !optionalPrefix.isEmpty, name.hasPrefix(optionalPrefix) else { return [name] }
        let rest = name.dropFirst(optionalPrefix.count)
        return [name, String(rest)] + otherPrefixes.map { $0 + rest }
    }

    func ignores(_ name: String) -> Bool {
        ignoredSuffixes.contains { name.hasSuffix($0) } || ignoredPrefixes.contains { name.hasPrefix($0) }
    }
}
