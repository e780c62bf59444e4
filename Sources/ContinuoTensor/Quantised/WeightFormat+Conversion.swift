import CKernels

extension WeightFormat {
    /// Values of stored blocks, exactly as the format defines them.
    ///
    /// Both sizes are the caller's promise: `target` holds as many elements as `source` has, in whole blocks. Neither needs
    /// alignment beyond that of its type. Runs on the thread pool.
    public func decode(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>) {
        precondition(
            byteCount(rows: 1, columns: target.count) == source.count,
            "\(name): \(target.count) elements do not take \(source.count) bytes"
        )
        guard let bytes = source.baseAddress, let values = target.baseAddress else { return }
        ck_weight_decode(number, bytes, Int64(target.count), values)
    }

    /// Values of stored blocks; `bytes` are whole blocks.
    public func decode(_ bytes: UnsafeRawBufferPointer) -> [Float] {
        precondition(bytes.count % blockBytes == 0, "\(name): \(bytes.count) bytes are no whole blocks")
        let count = bytes.count / blockBytes * blockElements
        return [Float](unsafeUninitializedCapacity: count) { values, filled in
            decode(bytes, into: UnsafeMutableBufferPointer(rebasing: values[..<count]))
            filled = count
        }
    }

    /// Values of stored blocks; `bytes` are whole blocks.
    public func decode(_ bytes: [UInt8]) -> [Float] { bytes.withUnsafeBytes { decode($0) } }

    /// The blocks nearest to values, chosen as the format's reference quantiser does: by rounding in the formats with blocks
    /// of 32, by a weighted least-squares search for scales and minima in the K formats.
    ///
    /// `canEncode` is true, `source` holds whole blocks and `target` their bytes: the caller's promise. Values are finite;
    /// for others the block is valid and its values are unspecified. Runs on the thread pool, with the same bits for every
    /// number of threads.
    public func encode(_ source: UnsafeBufferPointer<Float>, into target: UnsafeMutableRawBufferPointer) {
        precondition(canEncode, "\(name) can be read but not written")
        precondition(
            byteCount(rows: 1, columns: source.count) == target.count,
            "\(name): \(source.count) elements do not take \(target.count) bytes"
        )
        guard let values = source.baseAddress, let bytes = target.baseAddress else { return }
        ck_weight_encode(number, values, Int64(source.count), bytes)
    }

    /// The blocks nearest to values, as above; `values` are whole blocks.
    public func encode(_ values: [Float]) -> [UInt8] {
        let count = byteCount(rows: 1, columns: values.count)
        guard let count else { preconditionFailure("\(name): \(values.count) elements are no whole blocks") }
        return [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            let target = UnsafeMutableRawBufferPointer(start: bytes.baseAddress, count: count)
            values.withUnsafeBufferPointer { encode($0, into: target) }
            filled = count
        }
    }
}
