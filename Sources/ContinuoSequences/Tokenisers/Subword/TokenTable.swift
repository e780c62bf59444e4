/// The spellings of a vocabulary: one block of bytes, and a table that finds ids by bytes. There is no object for each token, so
/// that hundreds of thousands of them are read in milliseconds.
public struct TokenTable: Sendable {
    /// What an id stands for, numbered as in SentencePiece's model files.
    public enum Kind: UInt8, Sendable {
        case absent = 0
        case normal = 1
        case unknown = 2
        case control = 3
        case userDefined = 4
        case byte = 6
        case unused = 5
    }

    private var arena: [UInt8] = []
    private var starts: [UInt32] = []
    private var lengths: [UInt32] = []
    private(set) var kinds: [Kind] = []

    private var slots = TaggedSlots(capacity: 0)

    init() {}

    /// A table of the spellings given; `nil` for ids without one.
    public init(_ spellings: [[UInt8]?]) {
        reserve(tokens: spellings.count, bytes: spellings.reduce(0) { $0 + ($1?.count ?? 0) })
        for (id, bytes) in spellings.enumerated() {
            if let bytes { bytes.withUnsafeBufferPointer { set(Int32(id), to: $0) } } else { extend(to: id + 1) }
        }
        index()
    }

    /// Number of ids.
    public var count: Int { kinds.count }

    mutating func reserve(tokens: Int, bytes: Int) {
        arena.reserveCapacity(bytes)
        starts.reserveCapacity(tokens)
        lengths.reserveCapacity(tokens)
        kinds.reserveCapacity(tokens)
    }

    /// Makes ids without spellings up to a number.
    mutating func extend(to count: Int) {
        guard count > kinds.count else { return }
        let missing = count - kinds.count
        starts.append(contentsOf: repeatElement(0, count: missing))
        lengths.append(contentsOf: repeatElement(0, count: missing))
        kinds.append(contentsOf: repeatElement(.absent, count: missing))
    }

    /// Spells an id; the table has to be indexed afterwards.
    mutating func set(_ id: Int32, to bytes: UnsafeBufferPointer<UInt8>, kind: Kind = .normal) {
        extend(to: Int(id) + 1)
        starts[Int(id)] = UInt32(arena.count)
        lengths[Int(id)] = UInt32(bytes.count)
        kinds[Int(id)] = kind
        arena.append(contentsOf: bytes)
    }

    /// Changes what an id stands for; one that becomes absent is not found any more.
    mutating func setKind(_ id: Int32, _ kind: Kind) { kinds[Int(id)] = kind }

    /// Makes spellings findable. Of ids that are spelled alike the lowest is found.
    mutating func index(where isFound: (Int32) -> Bool = { _ in true }) {
        var slots = TaggedSlots(capacity: kinds.count)
        arena.withUnsafeBufferPointer { arena in
            for id in 0..<kinds.count where kinds[id] != .absent && isFound(Int32(id)) {
                let start = Int(starts[id])
                let count = Int(lengths[id])
                let bytes = UnsafeBufferPointer(rebasing: arena[start..<start + count])
                slots.insert(id, ByteHash.hash(bytes), replaces: false) { other in
                    Int(lengths[other]) == count
                        && arena[Int(starts[other])..<Int(starts[other]) + count].elementsEqual(bytes)
                }
            }
        }
        self.slots = slots
    }

    /// The id that is spelled so; -1 when there is none.
    @inline(__always)
    func id(of bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard let base = bytes.baseAddress else { return -1 }
        return id(base, bytes.count)
    }

    @inline(__always)
    func id(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
        let id = slots.find(ByteHash.hash(base, count)) { id in
            guard Int(lengths[id]) == count, kinds[id] != .absent else { return false }
            return arena.withUnsafeBufferPointer {
                ByteHash.areEqual($0.baseAddress! + Int(starts[id]), base, count)
            }
        }
        return Int32(truncatingIfNeeded: id)
    }

    func id(of bytes: [UInt8]) -> Int32? {
        let id = bytes.withUnsafeBufferPointer { self.id(of: $0) }
        return id < 0 ? nil : id
    }

    /// The bytes of an id's spelling; `nil` when it has none.
    public subscript(id: Int32) -> ArraySlice<UInt8>? {
        guard id >= 0, Int(id) < kinds.count, kinds[Int(id)] != .absent else { return nil }
        let start = Int(starts[Int(id)])
        return arena[start..<start + Int(lengths[Int(id)])]
    }

    /// Calls `body` with the bytes of every id that has a spelling.
    func forEach(_ body: (Int32, UnsafeBufferPointer<UInt8>) -> Void) {
        arena.withUnsafeBufferPointer { arena in
            for id in 0..<kinds.count where kinds[id] != .absent {
                let start = Int(starts[id])
                body(Int32(id), UnsafeBufferPointer(rebasing: arena[start..<start + Int(lengths[id])]))
            }
        }
    }

    /// The spellings of all ids of a kind.
    func spellings(of kind: Kind) -> [[UInt8]] {
        guard kinds.contains(kind) else { return [] }
        return (0..<Int32(count)).compactMap { id in kinds[Int(id)] == kind ? self[id].map { Array($0) } : nil }
    }
}
