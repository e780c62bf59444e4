/// The decompositions, compositions and combining classes of Unicode, read when they are first needed.
final class DecompositionTables: Sendable {
    static let shared = DecompositionTables()

    /// Decompositions and combining classes lie below this.
    private static let limit = 0x30000

    /// Where the parts of a scalar begin, in ``parts``: 0 for none.
    private let canonical: [UInt16]
    private let compatible: [UInt16]
    /// Number of parts, then the parts.
    private let parts: [UInt32]
    private let classes: [UInt8]
    private let compositions: PairTable

    private init() {
        var canonical = [UInt16](repeating: 0, count: Self.limit)
        var parts: [UInt32] = [0]
        UnicodeTables.forEachMapping(UnicodeDecompositions.canonical) { scalar, results in
            canonical[Int(scalar)] = UInt16(parts.count)
            parts.append(UInt32(results.count))
            parts += results
        }
        var compatible = canonical
        UnicodeTables.forEachMapping(UnicodeCompatibility.compatible) { scalar, results in
            compatible[Int(scalar)] = UInt16(parts.count)
            parts.append(UInt32(results.count))
            parts += results
        }
        var classes = [UInt8](repeating: 0, count: Self.limit)
        UnicodeTables.forEachMapping(UnicodeDecompositions.combiningClasses) { classes[Int($0)] = UInt8($1[0]) }
        var compositions = PairTable(capacity: 1024)
        UnicodeTables.forEachMapping(UnicodeDecompositions.compositions) { scalar, pair in
            compositions.set(PairTable.key(Int32(pair[0]), Int32(pair[1])), Int32(scalar))
        }
        self.canonical = canonical
        self.compatible = compatible
        self.parts = parts
        self.classes = classes
        self.compositions = compositions
    }

    /// The full decomposition of a scalar; `nil` when it is its own.
    @inline(__always)
    func parts(of scalar: UInt32, isCompatible: Bool) -> ArraySlice<UInt32>? {
        guard scalar < Self.limit else { return nil }
        let start = Int(isCompatible ? compatible[Int(scalar)] : canonical[Int(scalar)])
        return start == 0 ? nil : parts[start + 1..<start + 1 + Int(parts[start])]
    }

    @inline(__always)
    func combiningClass(_ scalar: UInt32) -> UInt8 { scalar < Self.limit ? classes[Int(scalar)] : 0 }

    func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
        guard first < 0x110000, second < 0x110000 else { return nil }
        return compositions.value(of: PairTable.key(Int32(first), Int32(second))).map { UInt32($0) }
    }
}
