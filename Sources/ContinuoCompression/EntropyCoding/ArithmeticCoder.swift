/// Writes symbols in about −log₂ of their probabilities: arithmetic coding with whole numbers (Witten, Neal and Cleary 1987),
/// with 62-bit borders, so that totals may go up to 2³².
struct ArithmeticEncoder {
    private(set) var bytes: [UInt8] = []
    private var low: UInt64 = 0
    private var high = ArithmeticCode.top
    /// Bits that are the opposite of the next settled one.
    private var pending = 0
    private var bits: UInt8 = 0
    private var bitCount = 0

    /// Codes a symbol that takes `range` of `0 ..< total`.
    mutating func encode(_ range: Range<UInt64>, of total: UInt64) {
        ArithmeticCode.narrow(&low, &high, to: range, of: total)
        while true {
            if high < ArithmeticCode.half {
                emit(0)
            } else if low >= ArithmeticCode.half {
                emit(1)
                low -= ArithmeticCode.half
                high -= ArithmeticCode.half
            } else if low >= ArithmeticCode.quarter, high < 3 * ArithmeticCode.quarter {
                pending += 1
                low -= ArithmeticCode.quarter
                high -= ArithmeticCode.quarter
            } else {
                return
            }
            low <<= 1
            high = high << 1 | 1
        }
    }

    /// The bytes of all symbols.
    mutating func finish() -> [UInt8] {
        pending += 1
        emit(low < ArithmeticCode.quarter ? 0 : 1)
        if bitCount > 0 { bytes.append(bits << (8 - bitCount)) }
        (bits, bitCount) = (0, 0)
        return bytes
    }

    private mutating func emit(_ bit: UInt8) {
        append(bit)
        for _ in 0..<pending { append(1 - bit) }
        pending = 0
    }

    private mutating func append(_ bit: UInt8) {
        bits = bits << 1 | bit
        bitCount += 1
        if bitCount == 8 {
            bytes.append(bits)
            (bits, bitCount) = (0, 0)
        }
    }
}

/// Reads what `ArithmeticEncoder` wrote, given the same ranges.
struct ArithmeticDecoder {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private var bit = 0
    private var low: UInt64 = 0
    private var high = ArithmeticCode.top
    private var code: UInt64 = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
        for _ in 0..<62 { code = code << 1 | next() }
    }

    /// The place in `0 ..< total` that the next symbol's range holds.
    func place(of total: UInt64) -> UInt64 {
        // ((code − low + 1) · total − 1) / (high − low + 1), of 128 bits.
        let product = (code - low + 1).multipliedFullWidth(by: total)
        let (part, borrow) = product.low.subtractingReportingOverflow(1)
        let upper = product.high - (borrow ? 1 : 0)
        return min((high - low + 1).dividingFullWidth((upper, part)).quotient, total - 1)
    }

    /// Goes on behind the symbol of this range.
    mutating func consume(_ range: Range<UInt64>, of total: UInt64) {
        ArithmeticCode.narrow(&low, &high, to: range, of: total)
        while true {
            let offset: UInt64
            if high < ArithmeticCode.half {
                offset = 0
            } else if low >= ArithmeticCode.half {
                offset = ArithmeticCode.half
            } else if low >= ArithmeticCode.quarter, high < 3 * ArithmeticCode.quarter {
                offset = ArithmeticCode.quarter
            } else {
                return
            }
            low = (low - offset) << 1
            high = (high - offset) << 1 | 1
            code = (code - offset) << 1 | next()
        }
    }

    /// The next bit; zeros behind the end.
    private mutating func next() -> UInt64 {
        guard position < bytes.endIndex else { return 0 }
        let value = UInt64(bytes[position] >> (7 - bit) & 1)
        bit += 1
        if bit == 8 { (bit, position) = (0, position + 1) }
        return value
    }
}

/// What both directions share.
private enum ArithmeticCode {
    static let top: UInt64 = 1 << 62 - 1
    static let half: UInt64 = 1 << 61
    static let quarter: UInt64 = 1 << 60

    static func narrow(_ low: inout UInt64, _ high: inout UInt64, to range: Range<UInt64>, of total: UInt64) {
        let width = high - low + 1
        func share(_ part: UInt64) -> UInt64 {
            total.dividingFullWidth(width.multipliedFullWidth(by: part)).quotient
        }
        high = low + share(range.upperBound) - 1
        low += share(range.lowerBound)
    }
}
