import Yams

/// Turns what Yams reads into a `JSONValue` and remembers the lines of the keys.
struct YAMLConverter {
    let source: String
    private(set) var lines: [[String]: Int] = [:]

    private static let depthLimit = 64
    /// Aliases make a small text mean a large value; a recipe never needs this many.
    private static let nodeLimit = 100_000
    private var nodeCount = 0

    init(source: String) { self.source = source }

    mutating func convert(_ text: String) throws(DataFileError) -> JSONValue {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw failure(error)
        }
        guard let node else { return .null }
        return try convert(node, path: [])
    }

    private mutating func convert(_ node: Node, path: [String]) throws(DataFileError) -> JSONValue {
        nodeCount += 1
        guard path.count <= Self.depthLimit, nodeCount <= Self.nodeLimit else {
            throw malformed(
                node,
                expected: "at most \(Self.depthLimit) levels and \(Self.nodeLimit) values",
                found: "more"
            )
        }
        switch node {
        case .scalar(let scalar): return scalarValue(scalar, node)
        case .sequence(let sequence):
            var values: [JSONValue] = []
            for (index, element) in sequence.enumerated() {
                lines[path + [String(index)]] = element.mark?.line
                values.append(try convert(element, path: path + [String(index)]))
            }
            return .array(values)
        case .mapping(let mapping):
            var object = JSONObject()
            for (key, element) in mapping {
                guard let name = key.scalar?.string else {
                    throw malformed(key, expected: "a key that is text", found: "a list or a mapping")
                }
                guard !object.contains(name) else {
                    throw malformed(key, expected: "every key once", found: "\"\(name)\" again")
                }
                lines[path + [name]] = key.mark?.line
                object[name] = try convert(element, path: path + [name])
            }
            return .object(object)
        case .alias: throw malformed(node, expected: "an anchor for every alias", found: "an alias without one")
        }
    }

    private func scalarValue(_ scalar: Node.Scalar, _ node: Node) -> JSONValue {
        switch scalar.style {
        case .singleQuoted, .doubleQuoted, .literal, .folded: return .string(scalar.string)
        default: break
        }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".inf", "+.inf", ".Inf", "+.Inf": return .number(.infinity)
        case "-.inf", "-.Inf": return .number(-.infinity)
        case ".nan", ".NaN": return .number(.nan)
        default: return number(scalar.string) ?? .string(scalar.string)
        }
    }

    /// A number of the core schema: `-12`, `0x1F`, `1.5`, `1e-4`, `.5`.
    private func number(_ text: String) -> JSONValue? {
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).map { .integer($0) } }
        let allowed = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard allowed, text.utf8.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
        if let integer = Int(text) { return .integer(integer) }
        guard let value = Double(text), value.isFinite else { return nil }
        return .number(value)
    }

    private func malformed(_ node: Node, expected: String, found: String) -> DataFileError {
        let place = node.mark.map { "line \($0.line), column \($0.column)" } ?? ""
        return DataFileError(.malformed, file: source, place: place, expected: expected, found: found)
    }

    private func failure(_ error: any Error) -> DataFileError {
        var place = ""
        var problem = "\(error)"
        switch error as? YamlError {
        case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _), .composer(_, let text, let mark, _):
            place = "line \(mark.line), column \(mark.column)"
            problem = text
        case .duplicatedKeysInMapping(let duplicates, let context):
            place = "line \(context.mark.line)"
            problem = "keys given twice: \(duplicates.joined(separator: ", "))"
        default: break
        }
        return DataFileError(.malformed, file: source, place: place, expected: "YAML", found: problem)
    }
}
