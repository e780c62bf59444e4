import CKernels

/// Memory that tensors share: a pooled buffer of this process, or foreign memory (a mapped file) with its own release.
public final class Storage: @unchecked Sendable {
    /// First byte, aligned to 64 for pooled buffers.
    public let pointer: UnsafeMutableRawPointer
    public let byteCount: Int
    private let release: (() -> Void)?
    /// Weights in the layout of products, for matrices made by `Tensor(packed:)`.
    var packed: PackedWeights?

    /// A buffer with unspecified content.
    init(byteCount: Int) {
        guard let buffer = ck_buffer_acquire(max(byteCount, 1)) else {
            fatalError("out of memory: a buffer of \(byteCount) bytes could not be allocated")
        }
        self.pointer = buffer
        self.byteCount = byteCount
        self.release = nil
    }

    /// Foreign memory, read only by convention; `release` runs when the last tensor over it is gone.
    public init(foreign pointer: UnsafeMutableRawPointer, byteCount: Int, release: @escaping () -> Void) {
        self.pointer = pointer
        self.byteCount = byteCount
        self.release = release
    }

    deinit {
        if let release { release() } else { ck_buffer_release(pointer, max(byteCount, 1)) }
    }
}

/// The memory of tensors, as a whole.
public enum TensorMemory {
    /// Bytes that living tensors hold now.
    public static var bytesInUse: Int { ck_buffer_bytes_in_use() }
    /// The greatest value that `bytesInUse` had.
    public static var peakBytes: Int { ck_buffer_bytes_peak() }
    /// Gives cached buffers back to the system, and what the C library keeps of freed memory.
    public static func trim() { ck_buffer_trim() }
    /// Fills new buffers with NaN bit patterns (tests: unwritten memory shows).
    public static func poisonNewBuffers(_ enabled: Bool) { ck_buffer_poison(enabled) }
}
