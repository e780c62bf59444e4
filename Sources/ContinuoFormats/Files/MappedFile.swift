#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file mapped into memory for reading: its bytes are loaded as they are touched, and shared between processes.
///
/// Another program that shortens the file while it is mapped can kill this one (that is how mapping works); our own writers
/// replace files instead of rewriting them.
// The mapping is never written and lives as long as the object, so threads may read it at will.
public final class MappedFile: @unchecked Sendable {
    /// The path that was opened.
    public let path: String
    /// The file's length in bytes; at least 1.
    public let count: Int

    private let base: UnsafeRawPointer

    /// Maps a whole file.
    /// - Throws: `DataFileError` for a missing path, a directory, a refusal or an empty file.
    public init(path: String) throws(DataFileError) {
        let file = try FileDescriptor(path: path, mode: .read)
        let length = try file.length()
        if length == 0 { throw FileSystem.emptyFile(path) }
        let mapping = mmap(nil, length, PROT_READ, MAP_PRIVATE, file.number, 0)
        guard let mapping, mapping != MAP_FAILED else { throw SystemFailure.error(errno, path: path, doing: "mapped") }
        self.path = path
        count = length
        base = UnsafeRawPointer(mapping)
    }

    deinit { _ = munmap(UnsafeMutableRawPointer(mutating: base), count) }

    /// All bytes. The buffer is valid as long as this object lives: keep the object beside what you make of it.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// The bytes of a part of the file, checked against its length. Valid as long as this object lives.
    /// - Throws: `DataFileError` of kind `truncated` that says where the file ends.
    public func bytes(_ range: Range<Int>, of what: String = "data") throws(DataFileError) -> UnsafeRawBufferPointer {
        guard range.lowerBound >= 0 && range.upperBound <= count else {
            throw DataFileError(
                .truncated,
                file: path,
                place: "byte \(range.lowerBound)",
                expected: "\(range.count) bytes of \(what)",
                found: "a file of \(count) bytes",
                advice: "Was its download or copy interrupted?"
            )
        }
        return UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    /// One little-endian integer at a byte offset, which need not be aligned.
    /// - Throws: `DataFileError` of kind `truncated`.
    public func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int,
        as type: Value.Type,
        of what: String = "a number"
    ) throws(DataFileError) -> Value {
        guard offset >= 0, offset <= count - MemoryLayout<Value>.size else {
            throw DataFileError(
                .truncated,
                file: path,
                place: "byte \(offset)",
                expected: "\(MemoryLayout<Value>.size) bytes of \(what)",
                found: "a file of \(count) bytes",
                advice: "Was its download or copy interrupted?"
            )
        }
        return Value(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// Asks the system to load a part of the file ahead of its use.
    public func willNeed(_ range: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let start = max(range.lowerBound, 0) / page * page
        let end = min(range.upperBound, count)
        if start < end { _ = madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_WILLNEED) }
    }

    /// Tells the system that a part of the file will not be read again soon, so that its memory can be given to others. Only
    /// whole pages within the range are let go; reading them later is slower and gives the same bytes.
    public func willNotNeed(_ range: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let start = (max(range.lowerBound, 0) + page - 1) / page * page
        // The page that the file ends in holds nothing else.
        let end = range.upperBound >= count ? count : range.upperBound / page * page
        if start < end { _ = madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED) }
    }
}

extension Range<Int> {
    /// The range that begins `offset` later.
    func shifted(by offset: Int) -> Range<Int> { (lowerBound + offset)..<(upperBound + offset) }
}
