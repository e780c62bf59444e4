/// Cuts a template into tokens as Jinja 3 does with `trim_blocks` and `lstrip_blocks`: the line end after a block is dropped,
/// and so is the space between a line's beginning and a block, unless `+` keeps it; `-` drops all space on its side.
struct JinjaLexer {
    let source: [UInt8]
    var position = 0
    var line = 1
    var tokens: [JinjaToken] = []

    /// Whether the last token ended a line, so that space before a block is that line's indentation.
    private var isAtLineStart = true

    /// All tokens of a template; the last is `end`.
    /// - Throws: `JinjaError` of kind `syntax`, or `arithmetic` for an integer beyond 64 bits.
    static func tokens(_ template: String) throws(JinjaError) -> [JinjaToken] {
        var lexer = JinjaLexer(template)
        try lexer.run()
        return lexer.tokens
    }

    private init(_ template: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(template.utf8.count)
        var previous: UInt8 = 0
        for byte in template.utf8 {
            if byte == .carriageReturn {
                bytes.append(.lineFeed)
            } else if !(byte == .lineFeed && previous == .carriageReturn) {
                bytes.append(byte)
            }
            previous = byte
        }
        if bytes.last == .lineFeed { bytes.removeLast() }
        source = bytes
    }

    func failure(_ message: String) -> JinjaError { JinjaError(.syntax, line: line, message) }

    mutating func append(_ kind: JinjaToken.Kind) { tokens.append(JinjaToken(kind: kind, line: line)) }

    func byte(at offset: Int) -> UInt8 { offset < source.count ? source[offset] : 0 }

    func matches(_ text: StaticString, at offset: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard offset + length <= source.count else { return false }
        return text.withUTF8Buffer { source[offset..<offset + length].elementsEqual($0) }
    }

    private mutating func run() throws(JinjaError) {
        while position < source.count {
            let start = position
            guard let opening = nextOpening(from: start) else {
                appendData(start..<source.count)
                position = source.count
                break
            }
            let kind = source[opening + 1]
            position = opening + 2
            let sign = takeSign()
            appendData(start..<dataEnd(start..<opening, sign: sign, isBlock: kind != .openBrace))
            line += source[start..<opening].count { $0 == .lineFeed } - countedInData
            isAtLineStart = false
            switch kind {
            case .hash: try comment()
            case .openBrace: try tag(isBlock: false)
            default: if try !rawBlock() { try tag(isBlock: true) }
            }
            isAtLineStart = source[position - 1] == .lineFeed
        }
        append(.end)
    }

    /// Line ends that `appendData` has counted already.
    private var countedInData = 0

    private mutating func appendData(_ range: Range<Int>) {
        countedInData = 0
        guard !range.isEmpty else { return }
        append(.data(String(decoding: source[range], as: UTF8.self)))
        countedInData = source[range].count { $0 == .lineFeed }
        line += countedInData
    }

    private func nextOpening(from start: Int) -> Int? {
        var offset = start
        while offset + 1 < source.count {
            if source[offset] == .openBrace {
                let next = source[offset + 1]
                if next == .openBrace || next == .percent || next == .hash { return offset }
            }
            offset += 1
        }
        return nil
    }

    private mutating func takeSign() -> UInt8 {
        let sign = byte(at: position)
        guard sign == .minus || sign == .plus else { return 0 }
        position += 1
        return sign
    }

    /// Where the text before a tag ends, once the space that the tag drops is gone.
    private func dataEnd(_ range: Range<Int>, sign: UInt8, isBlock: Bool) -> Int {
        if sign == .minus { return PythonSpace.trimmedEnd(source, range) }
        guard sign != .plus && isBlock else { return range.upperBound }
        let lineStart = source[range].lastIndex(of: .lineFeed).map { $0 + 1 } ?? range.lowerBound
        guard lineStart > range.lowerBound || isAtLineStart else { return range.upperBound }
        return PythonSpace.trimmedEnd(source, lineStart..<range.upperBound) == lineStart ? lineStart : range.upperBound
    }

    /// Passes `%}` or `#}` with its sign and the space it drops; false when there is none here.
    mutating func takeBlockEnd(_ first: UInt8) -> Bool {
        var offset = position
        let sign = byte(at: offset)
        if sign == .minus || sign == .plus { offset += 1 }
        guard byte(at: offset) == first, byte(at: offset + 1) == .closeBrace else { return false }
        advance(to: offset + 2)
        if sign == .minus {
            advance(to: PythonSpace.end(source, from: position))
        } else if sign != .plus, byte(at: position) == .lineFeed {
            advance(to: position + 1)
        }
        return true
    }

    mutating func advance(to offset: Int) {
        line += source[position..<offset].count { $0 == .lineFeed }
        position = offset
    }

    private mutating func comment() throws(JinjaError) {
        let opened = line
        // Jinja passes over a comment that begins with the template's last two characters.
        if position == source.count { return }
        while position < source.count {
            if takeBlockEnd(.hash) { return }
            advance(to: position + 1)
        }
        throw JinjaError(.syntax, line: opened, "the comment that begins here has no end")
    }

    /// Passes `raw %}…{% endraw %}` as text; false when the block is another one.
    private mutating func rawBlock() throws(JinjaError) -> Bool {
        var offset = PythonSpace.end(source, from: position)
        guard matches("raw", at: offset) else { return false }
        offset = PythonSpace.end(source, from: offset + 3)
        let dropsSpace = byte(at: offset) == .minus
        if dropsSpace { offset += 1 }
        guard matches("%}", at: offset) else { return false }
        offset += 2
        if dropsSpace { offset = PythonSpace.end(source, from: offset) }
        let opened = line
        advance(to: offset)
        isAtLineStart = source[position - 1] == .lineFeed
        let start = position
        while position < source.count {
            let opening = position
            if matches("{%", at: opening) {
                let lineThere = line
                position += 2
                let sign = takeSign()
                position = PythonSpace.end(source, from: position)
                if matches("endraw", at: position) {
                    position = PythonSpace.end(source, from: position + 6)
                    if takeBlockEnd(.percent) {
                        let end = dataEnd(start..<opening, sign: sign, isBlock: true)
                        if end > start {
                            let text = String(decoding: source[start..<end], as: UTF8.self)
                            tokens.append(JinjaToken(kind: .data(text), line: opened))
                        }
                        return true
                    }
                }
                position = opening
                line = lineThere
            }
            advance(to: opening + 1)
        }
        throw JinjaError(.syntax, line: opened, "the raw block that begins here has no end")
    }
}
