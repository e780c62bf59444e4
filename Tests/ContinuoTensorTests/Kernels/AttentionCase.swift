import CKernels
import Foundation

/// An attention problem on slices of one fused buffer `[batch, length, (Hq + 2·Hkv)·D]`, with operands in `[-2, 2]`.
struct AttentionCase: Sendable, CustomStringConvertible {
    var batch = 2
    var queryHeads = 2
    var keyHeads = 2
    var queryLength: Int
    var keyLength: Int
    var width = 8
    var causal = false
    var offset: Int?
    var window = 0
    /// Whether a mask that hides about two keys in five applies, and whether each row has its own.
    var masked = false
    var maskPerRow = false
    /// Whether the second batch row has only a part of its keys (the rest of its buffer is NaN).
    var ragged = false
    var softCap = 0.0
    var bias = BiasForm.none
    var biasPerRow = false

    /// What is added to the scores: nothing, or a function of query and key, of their distance, of the key.
    enum BiasForm { case none, matrix, distance, key }

    init(_ queryLength: Int, _ keyLength: Int? = nil, _ change: (inout AttentionCase) -> Void = { _ in }) {
        self.queryLength = queryLength
        self.keyLength = keyLength ?? queryLength
        change(&self)
    }

    var description: String {
        "B\(batch) H\(queryHeads)/\(keyHeads) T\(queryLength)x\(keyLength) D\(width)" + (causal ? " causal" : "")
            + (offset.map { " offset \($0)" } ?? "") + (window > 0 ? " window \(window)" : "")
            + (masked ? maskPerRow ? " masks" : " mask" : "") + (ragged ? " ragged" : "")
            + (softCap > 0 ? " cap \(softCap)" : "") + (bias == .none ? "" : " bias \(bias)\(biasPerRow ? "s" : "")")
    }

    var rowWidth: Int { (queryHeads + 2 * keyHeads) * width }
    var capacity: Int { max(queryLength, keyLength) }
    var scale: Double { 1.3 / Double(width).squareRoot() }
    var group: Int { queryHeads / keyHeads }
    var place: Int { offset ?? keyLength - queryLength }

    func keys(_ row: Int) -> Int { ragged && row == 1 ? (keyLength + 1) / 2 : keyLength }

    var maskBytes: [UInt8] {
        uniform((maskPerRow ? batch : 1) * queryLength * keyLength, 0...1, seed: 5).map { $0 < 0.6 ? 1 : 0 }
    }

    func sees(_ row: Int, _ query: Int, _ key: Int, _ mask: [UInt8]) -> Bool {
        let here = query + place
        if key >= keys(row) || (causal && key > here) { return false }
        if window > 0 && (key <= here - window || key >= here + window) { return false }
        return !masked || mask[((maskPerRow ? row : 0) * queryLength + query) * keyLength + key] != 0
    }

    /// Places in the fused buffer.
    func queryIndex(_ row: Int, _ position: Int, _ head: Int) -> Int {
        (row * capacity + position) * rowWidth + head * width
    }
    func keyIndex(_ row: Int, _ position: Int, _ head: Int) -> Int {
        queryIndex(row, position, queryHeads + head)
    }
    func valueIndex(_ row: Int, _ position: Int, _ head: Int) -> Int {
        queryIndex(row, position, queryHeads + keyHeads + head)
    }
    func outputIndex(_ row: Int, _ position: Int, _ head: Int) -> Int {
        ((row * queryLength + position) * queryHeads + head) * width
    }
    var outputCount: Int { batch * queryLength * queryHeads * width }

    /// The fused operands, exact in Float32; NaN wherever nothing may be read.
    var operands: [Double] {
        var values = uniform(batch * capacity * rowWidth, -2...2, seed: UInt64(queryLength * 1000 + keyLength))
            .map { Double(Float($0)) }
        for row in 0..<batch {
            for position in 0..<capacity {
                let start = queryIndex(row, position, 0), keyStart = keyIndex(row, position, 0)
                if position >= queryLength { for i in start..<keyStart { values[i] = .nan } }
                if position >= keys(row) { for i in keyStart..<start + rowWidth { values[i] = .nan } }
            }
        }
        return values
    }

    /// Elements of a head's bias.
    var biasSpan: Int {
        switch bias {
        case .none: 0
        case .matrix: queryLength * keyLength
        case .distance: queryLength + keyLength - 1
        case .key: keyLength
        }
    }
    var biasCount: Int { (biasPerRow ? batch : 1) * queryHeads * biasSpan }
    var biases: [Double] { uniform(biasCount, -1.5...1.5, seed: 31).map { Double(Float($0)) } }

    func biasIndex(_ row: Int, _ head: Int, _ query: Int, _ key: Int) -> Int {
        let start = ((biasPerRow ? row : 0) * queryHeads + head) * biasSpan
        switch bias {
        case .none, .key: return start + key
        case .matrix: return start + query * keyLength + key
        case .distance: return start + key - query + queryLength - 1
        }
    }

    var outputGradient: [Double] { uniform(outputCount, -1...1, seed: 9).map { Double(Float($0)) } }
}

/// What attention computes: outputs, log-sum-exps, and the gradient of the fused buffer (NaN where none is written).
struct AttentionResult: Equatable {
    var output: [Double]
    var logSumExp: [Double]
    var gradient: [Double]
    var biasGradient: [Double]
}

extension AttentionCase {
    /// The definition, query by query, in Float64.
    func reference(_ operands: [Double]) -> AttentionResult {
        let mask = maskBytes, outputGradient = outputGradient
        var result = AttentionResult(
            output: Array(repeating: 0, count: outputCount),
            logSumExp: Array(repeating: -.infinity, count: batch * queryHeads * queryLength),
            gradient: Array(repeating: .nan, count: operands.count),
            biasGradient: Array(repeating: 0, count: biasCount)
        )
        for row in 0..<batch {
            for position in 0..<capacity {
                let start = queryIndex(row, position, 0), keyStart = keyIndex(row, position, 0)
                if position < queryLength { for i in start..<keyStart { result.gradient[i] = 0 } }
                if position < keyLength { for i in keyStart..<start + rowWidth { result.gradient[i] = 0 } }
            }
            for head in 0..<queryHeads {
                for query in 0..<queryLength {
                    addQuery(row, head, query, mask, operands, outputGradient, to: &result)
                }
            }
        }
        return result
    }

    private func addQuery(
        _ row: Int,
        _ head: Int,
        _ query: Int,
        _ mask: [UInt8],
        _ x: [Double],
        _ outputGradient: [Double],
        to result: inout AttentionResult
    ) {
        let seen = (0..<keyLength).filter { sees(row, query, $0, mask) }
        guard !seen.isEmpty else { return }
        let q = queryIndex(row, query, head), o = outputIndex(row, query, head)
        let biases = bias == .none ? [] : self.biases
        let scores = seen.map { key -> Double in
            let k = keyIndex(row, key, head / group)
            let logit = scale * (0..<width).reduce(0) { $0 + x[q + $1] * x[k + $1] }
            return softCap > 0 ? softCap * tanh(logit / softCap) : logit
        }
        let logits = zip(scores, seen).map { score, key in
            bias == .none ? score : score + biases[biasIndex(row, head, query, key)]
        }
        let top = logits.max()!, sum = logits.reduce(0) { $0 + exp($1 - top) }
        let weights = logits.map { exp($0 - top) / sum }
        result.logSumExp[(row * queryHeads + head) * queryLength + query] = top + log(sum)
        for (weight, key) in zip(weights, seen) {
            let v = valueIndex(row, key, head / group)
            for d in 0..<width { result.output[o + d] += weight * x[v + d] }
        }
        let delta = (0..<width).reduce(0) { $0 + result.output[o + $1] * outputGradient[o + $1] }
        for (index, key) in seen.enumerated() {
            let k = keyIndex(row, key, head / group), v = valueIndex(row, key, head / group)
            let product = (0..<width).reduce(0) { $0 + x[v + $1] * outputGradient[o + $1] }
            let bend = softCap > 0 ? 1 - (scores[index] / softCap) * (scores[index] / softCap) : 1
            let change = weights[index] * (product - delta), slope = change * bend * scale
            if bias != .none { result.biasGradient[biasIndex(row, head, query, key)] += change }
            for d in 0..<width {
                result.gradient[v + d] += weights[index] * outputGradient[o + d]
                result.gradient[k + d] += slope * x[q + d]
                result.gradient[q + d] += slope * x[k + d]
            }
        }
    }
}
