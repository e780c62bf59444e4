extension JinjaFilters {
    static let upper: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "upper", [])
        return like(value, PythonText.uppercased(try soft(renderer, value)))
    }

    static let lower: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "lower", [])
        return like(value, PythonText.lowercased(try soft(renderer, value)))
    }

    static let capitalize: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "capitalize", [])
        return like(value, PythonText.capitalized(try soft(renderer, value)))
    }

    /// Words begin after white space and any of `-({[<`; each is its first scalar in upper case, the others in lower.
    static let title: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "title", [])
        var result = ""
        var word = String.UnicodeScalarView()
        func finish() {
            guard let first = word.first else { return }
            result += first.properties.uppercaseMapping + PythonText.lowercased(String(word.dropFirst()))
            word = String.UnicodeScalarView()
        }
        for scalar in try soft(renderer, value).unicodeScalars {
            if PythonSpace.contains(scalar) || "-({[<".unicodeScalars.contains(scalar) {
                finish()
                result.unicodeScalars.append(scalar)
            } else {
                word.append(scalar)
            }
        }
        finish()
        return .string(result)
    }

    static let trim: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let characters = try arguments.bind(renderer, "trim", ["chars"])[0]
        return like(value, try TextMethods.strip(renderer, try soft(renderer, value), characters, .both))
    }

    static let replace: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "replace", ["old", "new", "count"], required: 2)
        let old = try renderer.string(bound[0] ?? .none)
        let new = try renderer.string(bound[1] ?? .none)
        let limit = bound[2]?.isNone == false ? try integer(renderer, bound[2], default: -1, "count") : -1
        return .string(try TextMethods.replace(renderer, try soft(renderer, value), old, new, limit))
    }

    static let join: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "join", ["d", "attribute"])
        let separator = try renderer.string(bound[0] ?? .string(""))
        var text = ""
        for (index, item) in try renderer.iterated(value).enumerated() {
            if index > 0 { text += separator }
            text += try renderer.string(try look(renderer, up: bound[1], in: item))
            try renderer.checkLength(text.utf8.count)
        }
        return .string(text)
    }

    static let indent: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "indent", ["width", "first", "blank"])
        guard let text = value.text else {
            if case .undefined(let undefined) = value { throw renderer.failure(undefined) }
            throw renderer.failure(.type, "\"indent\" needs text, found a value of type \(value.typeName)")
        }
        let width = bound[0]?.text == nil ? try integer(renderer, bound[0], default: 4, "width") : 0
        try renderer.checkLength(width)
        let space = bound[0]?.text ?? String(repeating: " ", count: Swift.max(width, 0))
        let indentsBlank = bound[2]?.isTrue == true
        var result = bound[1]?.isTrue == true ? space : ""
        for (index, line) in TextMethods.lines(text + "\n", keepsEnds: false).enumerated() {
            if index > 0 { result += "\n" + (line.isEmpty && !indentsBlank ? "" : space) }
            result += line
            try renderer.checkLength(result.utf8.count)
        }
        return like(value, result)
    }

    static let center: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let width = try integer(renderer, try arguments.bind(renderer, "center", ["width"])[0], default: 80, "width")
        return like(value, try TextMethods.pad(renderer, try soft(renderer, value), width, " ", .both))
    }

    static let truncate: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "truncate", ["length", "killwords", "end", "leeway"])
        let length = try integer(renderer, bound[0], default: 255, "length")
        let end = Array((try renderer.string(bound[2] ?? .string("..."))).unicodeScalars)
        let leeway = try bound[3]?.isNone == false ? integer(renderer, bound[3], default: 5, "leeway") : 5
        guard let text = value.text else {
            throw renderer.failure(.type, "\"truncate\" needs text, found a value of type \(value.typeName)")
        }
        guard length >= end.count, leeway >= 0, length <= renderer.limits.textBytes,
            leeway <= renderer.limits.textBytes
        else {
            throw renderer.failure(.value, "\"truncate\" is given lengths that do not fit")
        }
        let scalars = Array(text.unicodeScalars)
        if scalars.count <= length + leeway { return value }
        var kept = Array(scalars.prefix(length - end.count))
        if bound[1]?.isTrue != true, let space = kept.lastIndex(of: " ") { kept = Array(kept[..<space]) }
        return like(value, PythonText.string(kept + end))
    }

    static let wordcount: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "wordcount", [])
        var count = 0
        var isInWord = false
        for scalar in try soft(renderer, value).unicodeScalars {
            let isWordPart = scalar == "_" || TextMethods.isAlphanumeric(scalar)
            if isWordPart && !isInWord { count += 1 }
            isInWord = isWordPart
        }
        return .integer(count)
    }

    static let format: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let text = try soft(renderer, value)
        guard arguments.positional.isEmpty || arguments.keywords.isEmpty else {
            throw renderer.failure(.type, "\"format\" takes either positional or named arguments")
        }
        if arguments.keywords.isEmpty {
            return .string(try renderer.percentFormatted(text, .tuple(arguments.positional)))
        }
        let keys = arguments.keywords.map { JinjaValue.string($0.name) }
        let values = JinjaDictionary(keys: keys, values: arguments.keywords.map(\.value))
        return .string(try renderer.percentFormatted(text, .dictionary(values)))
    }

    static let safe: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "safe", [])
        return .markup(try renderer.string(value))
    }

    static let escape: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "escape", [])
        if case .markup = value { return value }
        return .markup(PythonText.escapedForHTML(try renderer.string(value)))
    }

    static let forceescape: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "forceescape", [])
        return .markup(PythonText.escapedForHTML(try renderer.string(value)))
    }

    static let urlencode: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "urlencode", [])
        guard value.text == nil, !value.isUndefined else {
            return .string(percentEncoded(try renderer.string(value), keepsSlash: true))
        }
        var pairs: [JinjaValue]
        switch value {
        case .dictionary(let dictionary): pairs = dictionary.pairs
        case .list, .tuple, .iterator, .view: pairs = try renderer.iterated(value)
        default: return .string(percentEncoded(try renderer.string(value), keepsSlash: true))
        }
        var parts: [String] = []
        for pair in pairs {
            let items = try renderer.iterated(pair)
            guard items.count == 2 else { throw renderer.failure(.value, "\"urlencode\" needs pairs") }
            var sides: [String] = []
            for item in items {
                let bytes = percentEncoded(try renderer.string(item), keepsSlash: false)
                sides.append(bytes.split(separator: "%20", omittingEmptySubsequences: false).joined(separator: "+"))
            }
            parts.append(sides.joined(separator: "="))
        }
        return .string(parts.joined(separator: "&"))
    }

    private static func percentEncoded(_ text: String, keepsSlash: Bool) -> String {
        let unreserved = Array("-_.~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let isLetter = byte < 0x80 && byte != .underscore && byte.isNamePart
            if isLetter || byte.isDigit || unreserved.contains(byte) || (keepsSlash && byte == UInt8(ascii: "/")) {
                bytes.append(byte)
            } else {
                bytes += [.percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return PythonText.string(bytes)
    }
}
