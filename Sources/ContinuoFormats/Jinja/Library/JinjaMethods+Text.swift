extension JinjaRenderer {
    /// Calls a method of text; nil for one that is not implemented here.
    func call(
        _ name: String,
        ofText text: String,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue? {
        if let holds = TextMethods.classes[name] {
            _ = try arguments.bind(self, name, [])
            return .bool(!text.isEmpty && text.unicodeScalars.allSatisfy(holds))
        }
        switch name {
        case "strip", "lstrip", "rstrip":
            let side: TextMethods.Side = name == "strip" ? .both : name == "lstrip" ? .left : .right
            return .string(try TextMethods.strip(self, text, try arguments.bind(self, name, ["chars"])[0], side))
        case "split", "rsplit": return try split(text, name, arguments)
        case "splitlines":
            let keepsEnds = try arguments.bind(self, name, ["keepends"])[0]?.isTrue == true
            return .list(TextMethods.lines(text, keepsEnds: keepsEnds).map(JinjaValue.string))
        case "startswith", "endswith": return .bool(try begins(text, name, arguments))
        case "find", "rfind", "index", "rindex", "count": return try find(text, name, arguments)
        case "replace":
            let bound = try arguments.bind(self, name, ["old", "new", "count"], required: 2)
            let limit = try JinjaFilters.integer(self, bound[2], default: -1, "count")
            let (old, new) = (try needText(bound[0], name), try needText(bound[1], name))
            return .string(try TextMethods.replace(self, text, old, new, limit))
        case "join":
            var parts: [String] = []
            for item in try iterated(try arguments.bind(self, name, ["iterable"], required: 1)[0] ?? .none) {
                parts.append(try needText(item, name))
            }
            return .string(try checked(parts.joined(separator: text)))
        case "removeprefix", "removesuffix":
            let part = try needText(try arguments.bind(self, name, ["part"], required: 1)[0], name)
            if name == "removeprefix" {
                return .string(
                    text.utf8.starts(with: part.utf8) ? PythonText.string(text.utf8.dropFirst(part.utf8.count)) : text
                )
            }
            return .string(
                text.utf8.reversed().starts(with: part.utf8.reversed())
                    ? PythonText.string(text.utf8.dropLast(part.utf8.count)) : text
            )
        case "partition", "rpartition": return try partition(text, name, arguments)
        case "center", "ljust", "rjust", "zfill": return try pad(text, name, arguments)
        case "format": return .string(try braceFormatted(text, arguments))
        default: break
        }
        return try plainMethod(name, text, arguments)
    }

    private func plainMethod(
        _ name: String,
        _ text: String,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue? {
        let result: JinjaValue
        switch name {
        case "upper": result = .string(PythonText.uppercased(text))
        case "lower": result = .string(PythonText.lowercased(text))
        case "capitalize": result = .string(PythonText.capitalized(text))
        case "title": result = .string(PythonText.titled(text))
        case "swapcase":
            var swapped = ""
            for scalar in text.unicodeScalars {
                let properties = scalar.properties
                swapped += properties.isUppercase ? properties.lowercaseMapping : properties.uppercaseMapping
            }
            result = .string(swapped)
        case "islower": result = .bool(PythonCase.isLower(text))
        case "isupper": result = .bool(PythonCase.isUpper(text))
        case "istitle": result = .bool(TextMethods.isTitled(text))
        case "isascii": result = .bool(text.utf8.allSatisfy { $0 < 0x80 })
        case "isprintable": result = .bool(text.unicodeScalars.allSatisfy(\.isPrintable))
        default: return nil
        }
        _ = try arguments.bind(self, name, [])
        return result
    }

    private func needText(_ value: JinjaValue?, _ name: String) throws(JinjaError) -> String {
        if let text = value?.text { return text }
        throw failure(.type, "\"\(name)\" needs text, found a value of type \((value ?? .none).typeName)")
    }

    private func split(_ text: String, _ name: String, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        let bound = try arguments.bind(self, name, ["sep", "maxsplit"])
        let limit = try JinjaFilters.integer(self, bound[1], default: -1, "maxsplit")
        try step(text.utf8.count / 8)
        let parts: [String]
        if let separator = bound[0], !separator.isNone {
            let separator = try needText(separator, name)
            guard !separator.isEmpty else { throw failure(.value, "the separator is empty") }
            parts = TextMethods.split(text, by: separator, limit: limit, fromRight: name == "rsplit")
        } else {
            parts = TextMethods.words(text, limit: limit, fromRight: name == "rsplit")
        }
        return .list(parts.map(JinjaValue.string))
    }

    /// The part of a text between two places as Python counts them, and the first place; nil when
    /// the first place is behind the end.
    private func part(
        _ text: String,
        _ start: JinjaValue?,
        _ end: JinjaValue?
    ) throws(JinjaError) -> (bytes: [UInt8], offset: Int)? {
        let start = start?.isNone == false ? try JinjaFilters.integer(self, start, default: 0, "start") : 0
        let end = end?.isNone == false ? try JinjaFilters.integer(self, end, default: 0, "end") : nil
        if start == 0 && end == nil { return (Array(text.utf8), 0) }
        let scalars = Array(text.unicodeScalars)
        guard start <= scalars.count else { return nil }
        let lower = start < 0 ? max(start + scalars.count, 0) : start
        let upper = end.map { $0 < 0 ? max($0 + scalars.count, 0) : min($0, scalars.count) } ?? scalars.count
        guard lower <= upper else { return nil }
        return (Array(PythonText.string(scalars[lower..<upper]).utf8), lower)
    }

    private func begins(_ text: String, _ name: String, _ arguments: JinjaArguments) throws(JinjaError) -> Bool {
        let bound = try arguments.bind(self, name, ["prefix", "start", "end"], required: 1)
        var candidates = [bound[0] ?? .none]
        if case .tuple(let sequence) = candidates[0] { candidates = sequence.items }
        let bytes = try part(text, bound[1], bound[2])?.bytes
        for candidate in candidates {
            let candidate = Array((try needText(candidate, name)).utf8)
            guard let bytes else { continue }
            let holds =
                name == "startswith" ? bytes.starts(with: candidate) : bytes.suffix(candidate.count) == candidate[...]
            if holds { return true }
        }
        return false
    }

    private func find(_ text: String, _ name: String, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        let bound = try arguments.bind(self, name, ["sub", "start", "end"], required: 1)
        let wanted = Array((try needText(bound[0], name)).utf8)
        let isLast = name.utf8.first == UInt8(ascii: "r")
        guard let (bytes, offset) = try part(text, bound[1], bound[2]) else {
            if name == "count" { return .integer(0) }
            return try missing(name)
        }
        if name == "count" {
            if wanted.isEmpty { return .integer(PythonText.string(bytes).unicodeScalars.count + 1) }
            var count = 0
            var place = 0
            while let found = PythonText.find(wanted, in: bytes, from: place) {
                count += 1
                place = found + wanted.count
            }
            return .integer(count)
        }
        let found =
            isLast
            ? PythonText.findLast(wanted, in: bytes, before: bytes.count) : PythonText.find(wanted, in: bytes)
        guard let found else { return try missing(name) }
        return .integer(offset + PythonText.string(bytes[..<found]).unicodeScalars.count)
    }

    private func missing(_ name: String) throws(JinjaError) -> JinjaValue {
        if name.utf8.reversed().starts(with: "find".utf8.reversed()) { return .integer(-1) }
        throw failure(.value, "the text to find is not there")
    }

    private func partition(
        _ text: String,
        _ name: String,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue {
        let separator = try needText(try arguments.bind(self, name, ["sep"], required: 1)[0], name)
        guard !separator.isEmpty else { throw failure(.value, "the separator is empty") }
        let isLast = name == "rpartition"
        let parts = TextMethods.split(text, by: separator, limit: 1, fromRight: isLast)
        guard parts.count == 2 else {
            return .tuple((isLast ? ["", "", text] : [text, "", ""]).map(JinjaValue.string))
        }
        return .tuple([parts[0], separator, parts[1]].map(JinjaValue.string))
    }

    private func pad(_ text: String, _ name: String, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        if name == "zfill" {
            let bound = try arguments.bind(self, name, ["width"], required: 1)
            let width = try JinjaFilters.integer(self, bound[0], default: 0, "width")
            let first = text.utf8.first
            let isSigned = first == .minus || first == .plus
            let digits = isSigned ? PythonText.string(text.utf8.dropFirst()) : text
            let sign = isSigned ? PythonText.string(text.utf8.prefix(1)) : ""
            return .string(sign + (try TextMethods.pad(self, digits, width - sign.utf8.count, "0", .left)))
        }
        let bound = try arguments.bind(self, name, ["width", "fillchar"], required: 1)
        let width = try JinjaFilters.integer(self, bound[0], default: 0, "width")
        let filling = try needText(bound[1] ?? .string(" "), name)
        guard filling.unicodeScalars.count == 1 else {
            throw failure(.type, "the text to fill with must be one character")
        }
        let side: TextMethods.Side = name == "center" ? .both : name == "rjust" ? .left : .right
        return .string(try TextMethods.pad(self, text, width, filling, side))
    }
}
