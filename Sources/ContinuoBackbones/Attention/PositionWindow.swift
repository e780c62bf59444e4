import ContinuoTensor

extension AttentionOptions {
    /// Turns the window, which counts places, into a mask that counts positions: nodes of a token tree lie side by side in
    /// places that say nothing of their distance.
    ///
    /// - Parameters:
    ///   - queries: position ids `[batch][queries]`.
    ///   - keys: position ids of each row's keys.
    ///   - held: keys of each row that lie before its first query.
    mutating func restrict(queries: [[Int32]], keys: [[Int32]], held: [Int]) {
        let (count, reach) = (queries.first?.count ?? 0, Int32(window))
        let width = (held.max() ?? 0) + count
        var bytes = [UInt8](repeating: 0, count: queries.count * count * width)
        for row in queries.indices {
            for query in 0..<count {
                let position = queries[row][query]
                let base = (row * count + query) * width
                let given = mask.map { ($0.batch == 1 ? query : row * count + query) * width }
                for (key, other) in keys[row].enumerated() {
                    let isSeen = given.map { mask!.bytes[$0 + key] != 0 } ?? (!isCausal || key <= held[row] + query)
                    let isNear = position - other < reach && (isCausal || other - position < reach)
                    bytes[base + key] = isSeen && isNear ? 1 : 0
                }
            }
        }
        mask = AttentionMask(batch: queries.count, queries: count, keys: width, bytes: bytes)
        isCausal = false
        window = 0
    }
}

extension Tensor {
    /// The numbers of an Int32 tensor `[rows, count]`, row by row.
    var rowLists: [[Int32]] {
        let (values, width) = (array(of: Int32.self), shape[1])
        return (0..<shape[0]).map { Array(values[($0 * width)..<(($0 + 1) * width)]) }
    }
}
