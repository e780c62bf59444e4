import ContinuoFormats
import Foundation

/// The manual pages of a Debian package as plain text: `manpages` brings those of section 7 and others.
public struct ManualPages: Sendable {
    /// One page.
    public struct Page: Sendable, Equatable {
        /// Such as `signal.7`.
        public let name: String
        public let text: String
    }

    /// In the order of their names.
    public let pages: [Page]

    /// Where Debian notes what a package installed.
    private static let lists = "/var/lib/dpkg/info"

    /// Reads the pages of one section that a package brings.
    /// - Parameters:
    ///   - section: such as 7.
    ///   - minimumCharacters: shorter sources are left out.
    /// - Throws: ``DatasetError/missingPackage(name:package:path:)`` where it, or its documentation, is not installed;
    ///   `DataFileError` for a damaged page.
    public init(package: String = "manpages", section: Int = 7, minimumCharacters: Int = 0) throws {
        let list = FileSystem.join(Self.lists, "\(package).list")
        guard FileSystem.exists(list) else {
            throw DatasetError.missingPackage(name: "manual pages", package: package, path: list)
        }
        let paths = try FileSystem.readText(list).split(separator: "\n").map(String.init)
            .filter { $0.contains("/man/man\(section)/") && $0.hasSuffix(".gz") && !FileSystem.isLink($0) }
            .filter { FileSystem.exists($0) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !paths.isEmpty else {
            throw DatasetError.missingPackage(
                name: "manual pages",
                package: package,
                path: "/usr/share/man/man\(section)"
            )
        }
        pages = try paths.compactMap { path in
            let source = String(decoding: try GzipFile.read(path), as: UTF8.self)
            guard source.utf8.count >= minimumCharacters else { return nil }
            return Page(name: String(FileSystem.name(of: path).dropLast(3)), text: RoffText.plain(source))
        }
    }
}

/// Takes the typesetting out of a manual page's source (man macros): what remains is its words, line by line.
enum RoffText {
    /// Macros whose arguments are text.
    private static let textMacros: Set<String> = [
        "B", "I", "R", "BR", "RB", "BI", "IB", "IR", "RI", "SM", "SB", "SH", "SS", "TP", "IP", "Nm", "Nd",
    ]
    /// Macros whose arguments are joined without spaces.
    private static let joining: Set<String> = ["BR", "RB", "BI", "IB", "IR", "RI"]
    private static let specials: [String: String] = [
        "aq": "'", "dq": "\"", "em": "—", "en": "–", "rs": "\\", "lq": "“", "rq": "”", "bu": "•", "ti": "~", "ha": "^",
        "co": "©", "mu": "×", "+-": "±", "->": "→", "<=": "≤", ">=": "≥", "oq": "‘", "cq": "’", "hy": "-", "ga": "`",
    ]

    static func plain(_ source: String) -> String {
        var lines: [String] = []
        var skipsTable = false
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let first = line.first else { continue }
            guard first == "." || first == "'" else {
                if !skipsTable { lines.append(unescaped(line)) }
                continue
            }
            let parts = arguments(line.dropFirst())
            guard let macro = parts.first else { continue }
            if macro == "TS" || macro == "TE" { skipsTable = macro == "TS" }
            guard textMacros.contains(macro), parts.count > 1 else { continue }
            // The second argument of an indented paragraph is a measure.
            let words = macro == "IP" ? Array(parts[1...1]) : Array(parts[1...])
            lines.append(words.map { unescaped($0[...]) }.joined(separator: joining.contains(macro) ? "" : " "))
        }
        return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    /// Words of a macro line; quotation marks hold several together.
    private static func arguments(_ line: Substring) -> [String] {
        var words: [String] = []
        var current: String?
        var isQuoted = false
        var isEscaped = false
        for character in line.unicodeScalars {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                if isQuoted {
                    words.append(current ?? "")
                    current = nil
                } else {
                    current = current ?? ""
                }
                isQuoted.toggle()
                continue
            } else if character == " " || character == "\t", !isQuoted {
                if let word = current { words.append(word) }
                current = nil
                continue
            }
            current = (current ?? "") + String(character)
        }
        if let current { words.append(current) }
        if words.first == "\\\"" || words.first?.hasPrefix("\\\"") == true { return [] }
        return words
    }

    /// Escape sequences as what they stand for; fonts, sizes and zero-width marks as nothing.
    private static func unescaped(_ text: Substring) -> String {
        var result = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        var index = 0
        func name(after start: Int) -> (name: String, end: Int) {
            guard start < scalars.count else { return ("", start) }
            switch scalars[start] {
            case "(":
                let end = min(start + 3, scalars.count)
                return (String(String.UnicodeScalarView(scalars[(start + 1)..<end])), end)
            case "[":
                let end = scalars[start...].firstIndex(of: "]") ?? scalars.count
                return (String(String.UnicodeScalarView(scalars[(start + 1)..<end])), min(end + 1, scalars.count))
            default: return (String(scalars[start]), start + 1)
            }
        }
        while index < scalars.count {
            guard scalars[index] == "\\", index + 1 < scalars.count else {
                result.append(scalars[index])
                index += 1
                continue
            }
            let escape = scalars[index + 1]
            index += 2
            switch escape {
            case "\"": return String(result)  // a comment
            case "-": result.append("-")
            case "e", "\\": result.append("\\")
            case " ", "~", "0": result.append(" ")
            case "'", "`", ".": result.append(escape)
            case "f", "m", "F", "*", "n": index = name(after: index).end
            case "s":
                while index < scalars.count, "+-0123456789".unicodeScalars.contains(scalars[index]) { index += 1 }
            case "(", "[":
                let (name, end) = name(after: index - 1)
                result.append(contentsOf: (specials[name] ?? "").unicodeScalars)
                index = end
            default: break
            }
        }
        return String(result)
    }
}
