/// Sorts keys of at most `bits` bits ascending and carries a value along with each; equal keys keep their order.
/// - Complexity: O(n · bits / 11), on the thread pool; one more copy of both arrays meanwhile.
func radixSort(_ keys: inout [UInt64], carrying values: inout [UInt32], bits: Int) {
    let count = keys.count
    guard count > 1 else { return }
    let other = (
        UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count),
        UnsafeMutableBufferPointer<UInt32>.allocate(capacity: count)
    )
    defer {
        other.0.deallocate()
        other.1.deallocate()
    }
    keys.withUnsafeMutableBufferPointer { keys in
        values.withUnsafeMutableBufferPointer { values in
            var (from, to) = ((keys, values), other)
            for shift in stride(from: 0, to: bits, by: RadixPass.digitBits) {
                RadixPass(shift: shift, count: count).run(from, to)
                swap(&from, &to)
            }
            guard from.0.baseAddress != keys.baseAddress else { return }
            _ = keys.update(fromContentsOf: from.0)
            _ = values.update(fromContentsOf: from.1)
        }
    }
}

/// One digit of the sort: chunks are counted in parallel, each is given its places for each digit, and then moved in parallel.
private struct RadixPass {
    typealias Pairs = (UnsafeMutableBufferPointer<UInt64>, UnsafeMutableBufferPointer<UInt32>)

    static let digitBits = 11
    private static let digits = 1 << digitBits

    let shift: Int
    let count: Int
    private let chunk: Int
    private let chunks: Int

    init(shift: Int, count: Int) {
        self.shift = shift
        self.count = count
        chunk = max(1 << 16, (count + 63) / 64)
        chunks = (count + chunk - 1) / chunk
    }

    func run(_ from: Pairs, _ to: Pairs) {
        let (mask, shift) = (UInt64(Self.digits - 1), UInt64(shift))
        var places = [Int](repeating: 0, count: chunks * Self.digits)
        places.withUnsafeMutableBufferPointer { places in
            parallelTasks(chunks) { index in
                let own = places.baseAddress! + index * Self.digits
                for place in (index * chunk)..<min((index + 1) * chunk, count) {
                    own[Int((from.0[place] >> shift) & mask)] += 1
                }
            }
            var sum = 0
            for digit in 0..<Self.digits {
                for index in 0..<chunks {
                    let amount = places[index * Self.digits + digit]
                    places[index * Self.digits + digit] = sum
                    sum += amount
                }
            }
            parallelTasks(chunks) { index in
                let own = places.baseAddress! + index * Self.digits
                for place in (index * chunk)..<min((index + 1) * chunk, count) {
                    let key = from.0[place]
                    let digit = Int((key >> shift) & mask)
                    let target = own[digit]
                    own[digit] = target + 1
                    to.0[target] = key
                    to.1[target] = from.1[place]
                }
            }
        }
    }
}

/// The number of bits that the numbers 0...`greatest` need.
func bitWidth(_ greatest: Int) -> Int { Int.bitWidth - greatest.leadingZeroBitCount }
