/// The positions of the `count` greatest values, greatest first, the lower position first among equals. Entries of −∞
/// and NaN are passed over.
///
/// A heap of `count` entries with the worst on top: most values are refused by one comparison.
/// - Complexity: O(n + count·log(count)·log(n / count)) on values in random order.
@inlinable
public func topIndices<Value: BinaryFloatingPoint>(of values: [Value], count: Int) -> [Int] {
    guard count > 0 else { return [] }
    return values.withUnsafeBufferPointer { values in
        func isWorse(_ a: Int, _ b: Int) -> Bool { values[a] < values[b] || (values[a] == values[b] && a > b) }
        var heap: [Int] = []
        heap.reserveCapacity(min(count, values.count))
        func sink(from start: Int) {
            var parent = start
            while true {
                var child = 2 * parent + 1
                guard child < heap.count else { return }
                if child + 1 < heap.count, isWorse(heap[child + 1], heap[child]) { child += 1 }
                guard isWorse(heap[child], heap[parent]) else { return }
                heap.swapAt(child, parent)
                parent = child
            }
        }
        var threshold = -Value.infinity
        for index in 0..<values.count where values[index] > threshold {
            if heap.count < count {
                heap.append(index)
                guard heap.count == count else { continue }
                for parent in stride(from: count / 2 - 1, through: 0, by: -1) { sink(from: parent) }
            } else {
                heap[0] = index
                sink(from: 0)
            }
            threshold = values[heap[0]]
        }
        return heap.sorted { isWorse($1, $0) }
    }
}
