/// A file that appears whole or not at all: bytes go to a temporary file beside the target, which takes the target's name
/// only when `commit()` has put everything on the medium.
///
/// When anything fails (a full disk included), or when the writer is dropped without `commit()`, the temporary file is
/// removed and what stood under the target's name before stays as it was. A link is followed: what it names is replaced. A
/// device or a pipe has nothing to replace and is written directly.
public final class AtomicFile {
    /// The path that the file will have.
    public let path: String
    /// The number of bytes written so far.
    public private(set) var count = 0

    let target: String
    let temporaryPath: String
    let descriptor: FileDescriptor
    private var isOpen = true
    private var buffer: [UInt8] = []
    private static let bufferSize = 1 << 16

    /// Begins a file.
    /// - Throws: `DataFileError` when the folder is missing or refuses the file.
    public init(path: String) throws(DataFileError) {
        if FileSystem.isDirectory(path) {
            throw DataFileError(.wrongKind, file: path, expected: "a file", found: "a directory of that name")
        }
        self.path = path
        target = FileSystem.followingLinks(path)
        let isDevice = FileSystem.entry(at: path) == .other
        temporaryPath = isDevice ? target : FileSystem.temporaryName(beside: target)
        do {
            descriptor = try FileDescriptor(path: temporaryPath, mode: isDevice ? .append : .create)
        } catch {
            throw error.of(file: path)
        }
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit { discard() }

    /// Appends bytes.
    /// - Throws: `DataFileError` when the system refuses; the file is discarded then.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(DataFileError) {
        precondition(isOpen, "AtomicFile: written after commit() or discard()")
        count += bytes.count
        if buffer.count + bytes.count > Self.bufferSize { try flush() }
        if bytes.count > Self.bufferSize {
            try orDiscard { () throws(DataFileError) in try descriptor.write(bytes) }
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    /// Appends bytes.
    /// - Throws: `DataFileError` when the system refuses; the file is discarded then.
    public func write(_ bytes: [UInt8]) throws(DataFileError) {
        try bytes.withUnsafeBufferPointer { view throws(DataFileError) in try write(UnsafeRawBufferPointer(view)) }
    }

    /// Appends text as UTF-8.
    /// - Throws: `DataFileError` when the system refuses; the file is discarded then.
    public func write(_ text: String) throws(DataFileError) {
        try write(Array(text.utf8))
    }

    /// Puts everything on the medium and gives the file its name. The file cannot be written afterwards.
    /// - Throws: `DataFileError` when the system refuses; the file is discarded then and the old one stays.
    public func commit() throws(DataFileError) {
        precondition(isOpen, "AtomicFile: committed twice")
        try flush()
        try orDiscard { () throws(DataFileError) in
            if temporaryPath != target { try descriptor.synchronise() }
            try descriptor.finish()
            if temporaryPath != target { try FileSystem.move(temporaryPath, to: target) }
        }
        isOpen = false
        FileSystem.synchroniseDirectory(FileSystem.directory(of: target))
    }

    /// Gives up: removes the temporary file. Does nothing after `commit()`.
    public func discard() {
        guard isOpen else { return }
        isOpen = false
        guard temporaryPath != target else { return }
        // A temporary file that cannot even be removed is named like one; there is nobody left to tell.
        try? FileSystem.remove(temporaryPath)
    }

    private func flush() throws(DataFileError) {
        try orDiscard { () throws(DataFileError) in
            try buffer.withUnsafeBufferPointer { view throws(DataFileError) in
                try descriptor.write(UnsafeRawBufferPointer(view))
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func orDiscard(_ body: () throws(DataFileError) -> Void) throws(DataFileError) {
        do {
            try body()
        } catch {
            discard()
            var failure = error.of(file: path)
            if error.kind == .diskFull { failure.advice = "Nothing was changed; free some space and try again" }
            throw failure
        }
    }
}

extension AtomicFile {
    /// Writes a whole file at once.
    /// - Throws: `DataFileError`; the old file stays then.
    public static func write(_ bytes: [UInt8], to path: String) throws(DataFileError) {
        let file = try AtomicFile(path: path)
        try file.write(bytes)
        try file.commit()
    }

    /// Writes a whole text file at once.
    /// - Throws: `DataFileError`; the old file stays then.
    public static func write(_ text: String, to path: String) throws(DataFileError) {
        try write(Array(text.utf8), to: path)
    }
}
