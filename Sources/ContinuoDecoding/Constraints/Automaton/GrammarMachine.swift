/// Follows a grammar byte by byte, with all derivations at once.
///
/// A state is what Earley's algorithm (1970) knows after a prefix: items of a network state and a *frame*, which says where
/// the item's rule returns to — the machine state in which it was called, and the items that wait there. Three things keep
/// the states few: items name the calling *state*, not a position in the text, so that prefixes with equal items share one
/// state; a call that ends its rule returns to the caller's caller, so right recursion leaves no trace; and edges, once
/// followed, are remembered in a table. A state that was met before therefore costs one look-up.
struct GrammarMachine {
    /// The state before any byte.
    static let start: Int32 = 0
    /// No text continues this way.
    static let dead: Int32 = -1
    private static let unknown: Int32 = -2

    /// An item that reads bytes of the classes `low ... high`.
    private struct Scan {
        var low: UInt8
        var high: UInt8
        var target: UInt64
    }

    /// Items beyond this are refused: about 600 MB.
    static let itemLimit = 1 << 25

    let network: GrammarNetwork
    private var states: [[UInt64]: Int32] = [:]
    private var scans: [Scan] = []
    private var scanStarts: [Int] = [0]
    private var accepting: [Bool] = []
    private var transitions: [Int32] = []
    /// The calling state of each frame; frame 0 is that of the whole text, which nothing called.
    private var origins: [Int32] = [dead]
    /// The items that go on when the rule of a frame has been read.
    private var returns: [[UInt64]] = [[]]
    private var seen: Set<UInt64> = []
    private var worklist: [UInt64] = []
    /// Items kept so far, a measure of the memory in use.
    private(set) var itemCount = 0

    init(_ network: GrammarNetwork) throws(GrammarError) {
        self.network = network
        _ = try state(of: [item(network.starts[Int(network.root)], frame: 0)])
    }

    var stateCount: Int { accepting.count }

    /// The state after one more byte.
    mutating func advance(_ state: Int32, _ byte: UInt8) throws(GrammarError) -> Int32 {
        try advance(state, ofClass: network.classOfByte[Int(byte)])
    }

    /// The state after a byte of a class of the network.
    @inline(__always)
    mutating func advance(_ state: Int32, ofClass byteClass: UInt8) throws(GrammarError) -> Int32 {
        let known = transitions[Int(state) * network.classCount + Int(byteClass)]
        return known == GrammarMachine.unknown ? try follow(state, byteClass) : known
    }

    /// Whether the text may end here.
    func isAccepting(_ state: Int32) -> Bool { accepting[Int(state)] }

    /// Whether no byte can follow.
    func isFinal(_ state: Int32) -> Bool { scanStarts[Int(state)] == scanStarts[Int(state) + 1] }

    /// The bytes that can follow.
    func nextBytes(_ state: Int32) -> [UInt8] {
        let entries = scans[scanStarts[Int(state)]..<scanStarts[Int(state) + 1]]
        return (0...255).filter { byte in
            let byteClass = network.classOfByte[Int(byte)]
            return entries.contains { $0.low <= byteClass && byteClass <= $0.high }
        }
    }

    private func item(_ state: Int32, frame: Int) -> UInt64 { UInt64(UInt32(bitPattern: state)) << 32 | UInt64(frame) }

    @inline(never)
    private mutating func follow(_ state: Int32, _ byteClass: UInt8) throws(GrammarError) -> Int32 {
        var kernel: [UInt64] = []
        for entry in scans[scanStarts[Int(state)]..<scanStarts[Int(state) + 1]]
        where entry.low <= byteClass && byteClass <= entry.high {
            kernel.append(entry.target)
        }
        let next = kernel.isEmpty ? GrammarMachine.dead : try self.state(of: kernel)
        transitions[Int(state) * network.classCount + Int(byteClass)] = next
        return next
    }

    /// The state with these items and all that follow from them without reading a byte.
    private mutating func state(of kernel: [UInt64]) throws(GrammarError) -> Int32 {
        var key = kernel
        if key.count > 1 {
            key.sort()
            var count = 1
            for item in key where item != key[count - 1] {
                key[count] = item
                count += 1
            }
            key.removeLast(key.count - count)
        }
        if let known = states[key] { return known }
        guard itemCount < GrammarMachine.itemLimit else {
            throw .tooLarge(what: "items of unfinished derivations", limit: GrammarMachine.itemLimit)
        }
        let state = Int32(accepting.count)
        states[key] = state
        let isAccepting = close(key, state)
        accepting.append(isAccepting)
        scanStarts.append(scans.count)
        transitions.append(contentsOf: repeatElement(GrammarMachine.unknown, count: network.classCount))
        itemCount += key.count + scans.count - scanStarts[Int(state)] + network.classCount / 4
        return state
    }

    private mutating func close(_ kernel: [UInt64], _ state: Int32) -> Bool {
        seen.removeAll(keepingCapacity: true)
        worklist.removeAll(keepingCapacity: true)
        var frames: [Int32: Int] = [:]
        var isAccepting = false
        for item in kernel { visit(item) }
        while let current = worklist.popLast() {
            let place = Int(current >> 32)
            let frame = Int(current & 0xFFFF_FFFF)
            for edge in network.byteEdges[Int(network.byteStarts[place])..<Int(network.byteStarts[place + 1])] {
                scans.append(Scan(low: edge.low, high: edge.high, target: item(edge.target, frame: frame)))
            }
            for edge in network.ruleEdges[Int(network.ruleStarts[place])..<Int(network.ruleStarts[place + 1])] {
                let start = network.starts[Int(edge.rule)]
                if edge.isTail {
                    visit(item(start, frame: frame))
                    continue
                }
                let called: Int
                if let known = frames[edge.rule] {
                    called = known
                } else {
                    called = origins.count
                    frames[edge.rule] = called
                    origins.append(state)
                    returns.append([])
                    visit(item(start, frame: called))
                }
                returns[called].append(item(edge.target, frame: frame))
                itemCount += 1
            }
            // A rule called in this very state has read nothing yet; that it may be left out, the edges say already.
            guard network.isFinal[place], origins[frame] != state else { continue }
            if frame == 0 { isAccepting = true } else { for item in returns[frame] { visit(item) } }
        }
        return isAccepting
    }

    private mutating func visit(_ item: UInt64) {
        if seen.insert(item).inserted { worklist.append(item) }
    }
}
