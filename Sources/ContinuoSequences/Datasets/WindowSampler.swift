/// Windows of one batch, row after row: each row is `length + 1` tokens, inputs and targets shifted by one.
public struct TokenBatch: Sendable, Equatable {
    /// `[batch, length + 1]`, row-major.
    public let tokens: [Int32]

    /// Number of rows.
    public let batch: Int

    /// Number of predicted positions a row.
    public let length: Int

    /// The tokens of a row, `length + 1` of them.
    public func row(_ index: Int) -> ArraySlice<Int32> {
        tokens[index * (length + 1)..<(index + 1) * (length + 1)]
    }
}

/// Which windows follow each other.
public enum WindowOrder: String, Sendable, CaseIterable {
    /// Epoch after epoch, each a new permutation of all windows that do not overlap.
    case shuffled

    /// Windows at random places, drawn independently.
    case random

    /// All windows that do not overlap, from the first to the last, again and again.
    case sequential
}

/// Batches of windows of a token store. A batch is a function of the seed and of its number alone, so a run that is taken
/// up again at step `n` sees exactly what it would have seen: the whole state is that one number.
public struct WindowSampler: Sendable {
    public let store: TokenStore

    /// Number of predicted positions a window; a window is one token longer.
    public let length: Int
    public let batchSize: Int
    public let order: WindowOrder
    public let seed: UInt64

    /// Number of windows that do not overlap. The last token of a window is the first of the next one: it is a target
    /// there and an input here, so that each token but the first is predicted once in an epoch.
    public var windowCount: Int { (store.count - 1) / length }

    /// - Throws: ``DatasetError/shorterThanContext(name:tokens:needed:)`` when the store holds no whole window.
    public init(
        _ store: TokenStore,
        length: Int,
        batchSize: Int,
        order: WindowOrder = .shuffled,
        seed: UInt64 = 0
    ) throws(DatasetError) {
        guard length > 0, batchSize > 0 else {
            throw .badSetting("The context (\(length)) and the batch size (\(batchSize)) must be at least 1.")
        }
        guard store.count > length else {
            throw .shorterThanContext(name: store.name, tokens: store.count, needed: length + 1)
        }
        self.store = store
        self.length = length
        self.batchSize = batchSize
        self.order = order
        self.seed = seed
    }

    /// The batch of a step, counted from 0.
    public func batch(at step: Int) -> TokenBatch {
        let width = length + 1
        let tokens = [Int32](unsafeUninitializedCapacity: batchSize * width) { buffer, initialised in
            for row in 0..<batchSize {
                let start = start(ofSample: step * batchSize + row)
                let target = UnsafeMutableBufferPointer(rebasing: buffer[row * width..<(row + 1) * width])
                store.copy(start..<start + width, to: target)
            }
            initialised = batchSize * width
        }
        return TokenBatch(tokens: tokens, batch: batchSize, length: length)
    }

    /// Lengths of the parts that the beginnings of documents cut each row of a batch into; each row's add up to `length + 1`.
    public func documentParts(at step: Int) -> [[Int]] {
        (0..<batchSize).map { row in
            let window = start(ofSample: step * batchSize + row)
            let end = window + length + 1
            let cuts = [window] + store.documentStarts(in: (window + 1)..<end) + [end]
            return zip(cuts.dropFirst(), cuts).map { $0 - $1 }.filter { $0 > 0 }
        }
    }

    /// Where the window of a sample begins; samples are counted over all batches.
    public func start(ofSample sample: Int) -> Int {
        switch order {
        case .sequential:
            return sample % windowCount * length
        case .random:
            let places = UInt64(store.count - length)
            return Int(mix64(mix64(seed) &+ UInt64(sample)).multipliedFullWidth(by: places).high)
        case .shuffled:
            let (epoch, place) = sample.quotientAndRemainder(dividingBy: windowCount)
            let key = mix64(mix64(seed) &+ UInt64(epoch))
            // The windows of each epoch begin at another place, so that the tokens left over at the end take turns.
            let slack = UInt64(store.count - 1 - windowCount * length)
            let phase = Int(mix64(key).multipliedFullWidth(by: slack + 1).high)
            return phase + Permutation(count: windowCount, key: key)[place] * length
        }
    }
}

/// A pseudo-random permutation of `0 ..< count` that needs no memory: a Feistel network over the next even number of bits,
/// walked until it lands inside (Black and Rogaway 2002).
struct Permutation {
    let count: Int
    private let halfBits: UInt64
    private let keys: [UInt64]

    init(count: Int, key: UInt64) {
        self.count = count
        let bits = Int.bitWidth - max(count - 1, 1).leadingZeroBitCount
        halfBits = UInt64((bits + 1) / 2)
        keys = (0..<6).map { mix64(key &+ $0 &* 0x9e37_79b9_7f4a_7c15) }
    }

    /// Where the permutation sends `index`.
    subscript(index: Int) -> Int {
        precondition(index >= 0 && index < count, "index \(index) of \(count)")
        let mask = (UInt64(1) << halfBits) - 1
        var value = UInt64(index)
        repeat {
            var (left, right) = (value >> halfBits, value & mask)
            for key in keys { (left, right) = (right, left ^ (mix64(right ^ key) & mask)) }
            value = left << halfBits | right
        } while value >= UInt64(count)
        return Int(value)
    }
}
