/// Memory for the packed weights of one network: pieces of large buffers, in the order in which they are asked for. Few large
/// pages then hold the whole network, and a pass over it walks through memory in one direction.
public final class PackedMemory {
    private let chunkSize: Int
    private var chunk: Storage?
    private var used = 0

    /// - Parameter chunkSize: bytes of a buffer; pieces of more than half of it have one of their own.
    public init(chunkSize: Int = 32 << 20) { self.chunkSize = chunkSize }

    /// `byteCount` bytes, aligned to 64, valid as long as the storage lives.
    func piece(_ byteCount: Int) -> (storage: Storage, pointer: UnsafeMutableRawPointer) {
        let needed = (byteCount + 63) / 64 * 64
        guard needed <= chunkSize / 2 else {
            let own = Storage(byteCount: byteCount)
            return (own, own.pointer)
        }
        if chunk == nil || used + needed > chunkSize {
            chunk = Storage(byteCount: chunkSize)
            used = 0
        }
        defer { used += needed }
        return (chunk!, chunk!.pointer + used)
    }
}
