/// The header of a `.npy` file: the Python dictionary `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
struct NPYHeader {
    var type = ""
    var isFortranOrder = false
    var shape: [Int] = []
    /// The number of elements.
    var count = 1

    /// The size of an element in bytes, by type.
    static let widths = ["<f4": 4, "<f8": 8, "<i4": 4, "<i8": 8, "|u1": 1]

    private var rest: ArraySlice<UInt8>
    private let path: String

    init(_ bytes: [UInt8], path: String) throws(DataFileError) {
        rest = bytes[...]
        self.path = path
        var seen: Set<String> = []
        try expect("{")
        while !skip("}") {
            let key = try quoted()
            try expect(":")
            guard seen.insert(key).inserted else { throw malformed("every key once", "'\(key)' again") }
            switch key {
            case "descr": type = try quoted()
            case "fortran_order": isFortranOrder = try boolean()
            case "shape": shape = try tuple()
            default: throw malformed("the keys descr, fortran_order and shape", "'\(key)'")
            }
            if !skip(",") {
                try expect("}")
                break
            }
        }
        guard seen.count == 3 else { throw malformed("the keys descr, fortran_order and shape", "\(seen.sorted())") }
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { throw malformed("a shape of fewer than 2^63 elements", "\(shape)") }
            count = product
        }
    }

    private mutating func quoted() throws(DataFileError) -> String {
        skipSpace()
        guard let quote = rest.first, quote == 0x27 || quote == 0x22, let end = rest.dropFirst().firstIndex(of: quote)
        else {
            throw malformed("text in quotes", found)
        }
        let text = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        return text
    }

    private mutating func boolean() throws(DataFileError) -> Bool {
        if skip("True") { return true }
        try expect("False")
        return false
    }

    private mutating func tuple() throws(DataFileError) -> [Int] {
        try expect("(")
        var sizes: [Int] = []
        while !skip(")") {
            skipSpace()
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard let size = Int(String(decoding: digits, as: UTF8.self)) else { throw malformed("a size", found) }
            rest = rest.dropFirst(digits.count)
            sizes.append(size)
            if !skip(",") {
                try expect(")")
                break
            }
        }
        return sizes
    }

    private mutating func expect(_ word: String) throws(DataFileError) {
        if !skip(word) { throw malformed("\"\(word)\"", found) }
    }

    private mutating func skip(_ word: String) -> Bool {
        skipSpace()
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        return true
    }

    private mutating func skipSpace() { rest = rest.drop { $0 == 32 || $0 == 10 } }

    private var found: String {
        rest.isEmpty ? "the end of the header" : "\"\(String(decoding: rest.prefix(12), as: UTF8.self))\""
    }

    private func malformed(_ expected: String, _ found: String) -> DataFileError {
        NPYArray.malformed(path, expected: expected, found: found)
    }
}
