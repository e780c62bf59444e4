/// Expands DEFLATE data (RFC 1951): blocks that are stored, or coded by fixed or own Huffman codes.
struct Inflate {
    /// The data are not DEFLATE, or end too early.
    enum Failure: Error, Equatable {
        case truncated
        /// A code, a length or a distance that the format does not allow.
        case malformed(byte: Int)
    }

    private let input: UnsafeRawBufferPointer
    private var position = 0
    private var bits: UInt64 = 0
    private var available = 0
    private var output: [UInt8] = []

    private init(_ input: UnsafeRawBufferPointer) { self.input = input }

    /// Expands what `input` begins with.
    /// - Returns: the bytes, and how many bytes of the input they took.
    static func expand(_ input: UnsafeRawBufferPointer) throws(Failure) -> (bytes: [UInt8], used: Int) {
        var state = Inflate(input)
        while try !state.block() {}
        // Whole bytes that were looked at and not needed are given back.
        return (state.output, state.position - state.available / 8)
    }

    /// Expands one block; true after the last one.
    private mutating func block() throws(Failure) -> Bool {
        let isLast = try take(1) == 1
        switch try take(2) {
        case 0: try stored()
        case 1: try coded(Self.fixedLiterals, Self.fixedDistances)
        case 2:
            let (literals, distances) = try ownCodes()
            try coded(literals, distances)
        default: throw malformed
        }
        return isLast
    }

    private mutating func stored() throws(Failure) {
        _ = try take(available % 8)
        let length = try take(16)
        guard try take(16) == length ^ 0xffff else { throw malformed }
        for _ in 0..<length { output.append(UInt8(try take(8))) }
    }

    private mutating func coded(_ literals: HuffmanCode, _ distances: HuffmanCode) throws(Failure) {
        while true {
            let symbol = try decode(literals)
            switch symbol {
            case 0..<256: output.append(UInt8(symbol))
            case 256: return
            case 257...285:
                let length = Self.lengthBase[symbol - 257] + (try take(Self.lengthExtra[symbol - 257]))
                let code = try decode(distances)
                guard code < Self.distanceBase.count else { throw malformed }
                let distance = Self.distanceBase[code] + (try take(Self.distanceExtra[code]))
                guard distance <= output.count else { throw malformed }
                for _ in 0..<length { output.append(output[output.count - distance]) }
            default: throw malformed
            }
        }
    }

    /// The codes that a block brings: their code lengths, themselves coded.
    private mutating func ownCodes() throws(Failure) -> (HuffmanCode, HuffmanCode) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let lengthCount = try take(4) + 4
        var own = [UInt8](repeating: 0, count: 19)
        for index in Self.lengthOrder.prefix(lengthCount) { own[index] = UInt8(try take(3)) }
        guard let code = HuffmanCode(lengths: own[...]) else { throw malformed }
        var lengths: [UInt8] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try decode(code)
            switch symbol {
            case 0..<16: lengths.append(UInt8(symbol))
            case 16:
                guard let last = lengths.last else { throw malformed }
                lengths += [UInt8](repeating: last, count: 3 + (try take(2)))
            case 17: lengths += [UInt8](repeating: 0, count: 3 + (try take(3)))
            default: lengths += [UInt8](repeating: 0, count: 11 + (try take(7)))
            }
        }
        guard lengths.count == literalCount + distanceCount,
            let literals = HuffmanCode(lengths: lengths[..<literalCount]),
            let distances = HuffmanCode(lengths: lengths[literalCount...])
        else { throw malformed }
        return (literals, distances)
    }

    private var malformed: Failure { .malformed(byte: position - available / 8) }

    /// The next bits as a number, the first of them lowest.
    private mutating func take(_ count: Int) throws(Failure) -> Int {
        while available < count {
            guard position < input.count else { throw .truncated }
            bits |= UInt64(input[position]) << UInt64(available)
            (position, available) = (position + 1, available + 8)
        }
        defer {
            bits >>= UInt64(count)
            available -= count
        }
        return Int(bits & ((1 << UInt64(count)) - 1))
    }

    private mutating func decode(_ code: HuffmanCode) throws(Failure) -> Int {
        var walk = HuffmanCode.Walk()
        while true {
            walk.add(try take(1))
            guard walk.length <= HuffmanCode.longest else { throw malformed }
            if let symbol = code.symbol(&walk) { return symbol }
        }
    }

    private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengthExtra = (0..<29).map { $0 < 8 || $0 == 28 ? 0 : ($0 - 4) / 4 }
    private static let distanceExtra = (0..<30).map { $0 < 4 ? 0 : ($0 - 2) / 2 }
    private static let distanceBase = bases(distanceExtra, from: 1)
    /// The last code has the greatest length, 258, for itself.
    private static let lengthBase = bases(Array(lengthExtra.dropLast()), from: 3) + [258]

    /// Where the ranges begin that follow each other with so many extra bits.
    private static func bases(_ extra: [Int], from first: Int) -> [Int] {
        var next = first
        return extra.map { bits in
            defer { next += 1 << bits }
            return next
        }
    }

    private static let fixedLiterals = HuffmanCode(
        lengths: (0..<288).map { symbol -> UInt8 in symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8 }[...]
    )!
    private static let fixedDistances = HuffmanCode(lengths: [UInt8](repeating: 5, count: 30)[...])!
}

/// A canonical Huffman code: symbols in the order of their code lengths.
struct HuffmanCode {
    static let longest = 15

    private var counts = [Int](repeating: 0, count: longest + 1)
    private var symbols: [Int] = []

    /// - Parameter lengths: of each symbol's code; 0 for none. Nil where they ask for more codes than there are.
    init?(lengths: ArraySlice<UInt8>) {
        for length in lengths { counts[Int(length)] += 1 }
        counts[0] = 0
        var free = 1
        for length in 1...Self.longest {
            free = 2 * free - counts[length]
            guard free >= 0 else { return nil }
        }
        let ordered = lengths.enumerated().filter { $0.element > 0 }
            .sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }
        symbols = ordered.map(\.offset)
    }

    /// A code that is read bit by bit.
    struct Walk {
        fileprivate(set) var length = 0
        fileprivate var code = 0
        /// First code of this length, and the index of its symbol.
        fileprivate var first = 0
        fileprivate var index = 0

        mutating func add(_ bit: Int) {
            code = code << 1 | bit
            length += 1
        }
    }

    /// The symbol of the bits so far, if they are a whole code.
    func symbol(_ walk: inout Walk) -> Int? {
        let count = counts[walk.length]
        if walk.code - walk.first < count { return symbols[walk.index + walk.code - walk.first] }
        walk.index += count
        walk.first = (walk.first + count) << 1
        return nil
    }
}
