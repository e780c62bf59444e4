import ContinuoFormats
import Foundation

/// Pairs of a key and a value in the order of the keys, equal keys in the order in which they came.
///
/// Up to a number of pairs everything stays in memory; beyond it, sorted runs go to files in a temporary folder and are merged when
/// the pairs are read. The order is the same either way.
final class PairSorter {
    /// Bytes of memory that sorting takes for each pair: both arrays and their copies.
    static let bytesPerPair = 24

    private let limit: Int
    private let bits: Int
    private var keys: [UInt64] = []
    private var values: [UInt32] = []
    private var runs: [Run] = []
    private var folder: String?

    /// - Parameters:
    ///   - bits: that the greatest key needs.
    ///   - limit: of pairs in memory.
    init(bits: Int, limit: Int, expecting count: Int) {
        self.bits = bits
        self.limit = max(limit, 1)
        keys.reserveCapacity(min(count, self.limit))
        values.reserveCapacity(min(count, self.limit))
    }

    deinit {
        runs = []
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
    }

    func append(_ key: UInt64, _ value: UInt32) throws {
        if keys.count == limit { try writeRun() }
        keys.append(key)
        values.append(value)
    }

    /// Calls `body` with all pairs; afterwards there are none.
    func drain(_ body: (UInt64, UInt32) -> Void) throws {
        radixSort(&keys, carrying: &values, bits: bits)
        if runs.isEmpty {
            for index in keys.indices { body(keys[index], values[index]) }
        } else {
            try merge(body)
        }
        (keys, values, runs) = ([], [], [])
    }

    private func writeRun() throws {
        radixSort(&keys, carrying: &values, bits: bits)
        let folder = try self.folder ?? Self.makeFolder()
        self.folder = folder
        let path = FileSystem.join(folder, "\(runs.count).run")
        let file = try AtomicFile(path: path)
        try keys.withUnsafeBytes { try file.write($0) }
        try values.withUnsafeBytes { try file.write($0) }
        try file.commit()
        runs.append(try Run(path: path, count: keys.count))
        keys.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }

    private static func makeFolder() throws -> String {
        let path = FileSystem.join(NSTemporaryDirectory(), "continuo-\(UUID().uuidString)")
        try FileSystem.createDirectory(path)
        return path
    }

    /// Takes the least key of all runs again and again; the earlier run comes first where keys are equal.
    private func merge(_ body: (UInt64, UInt32) -> Void) throws {
        // A binary heap of the next key of each run; the pairs in memory are the last run.
        var heap: [(key: UInt64, run: Int)] = []
        var next = [Int](repeating: 0, count: runs.count + 1)
        func key(_ run: Int) -> UInt64? {
            let place = next[run]
            if run == runs.count { return place < keys.count ? keys[place] : nil }
            return place < runs[run].count ? runs[run].key(place) : nil
        }
        func value(_ run: Int) -> UInt32 { run == runs.count ? values[next[run]] : runs[run].value(next[run]) }
        func sink(_ start: Int) {
            var place = start
            while true {
                var least = place
                for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                    if (heap[child].key, heap[child].run) < (heap[least].key, heap[least].run) { least = child }
                }
                guard least != place else { return }
                heap.swapAt(place, least)
                place = least
            }
        }
        for run in next.indices {
            if let first = key(run) { heap.append((first, run)) }
        }
        for place in stride(from: heap.count / 2, through: 0, by: -1) { sink(place) }
        while let first = heap.first {
            body(first.key, value(first.run))
            next[first.run] += 1
            if let following = key(first.run) {
                heap[0].key = following
            } else {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            sink(0)
        }
    }

    /// A sorted run in a file: the keys, then the values.
    private struct Run {
        let file: MappedFile
        let count: Int

        init(path: String, count: Int) throws {
            file = try MappedFile(path: path)
            self.count = count
        }

        func key(_ place: Int) -> UInt64 { file.bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self) }
        func value(_ place: Int) -> UInt32 {
            file.bytes.loadUnaligned(fromByteOffset: 8 * count + 4 * place, as: UInt32.self)
        }
    }
}
