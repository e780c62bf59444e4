/// What went wrong with a file, said so that a person can act on it: which file, where in it, what was expected, what was
/// found, and what to do.
///
/// Every reader and writer of this module throws this one type; `kind` lets a program choose its exit status.
public struct DataFileError: Error, Sendable, Hashable {
    /// The class of a failure.
    public enum Kind: Sendable, Hashable {
        /// The path does not exist.
        case missing
        /// The system refuses access.
        case permission
        /// A directory where a file is needed, or a file where a directory is needed.
        case wrongKind
        /// The file exists and holds nothing.
        case empty
        /// The file ends before its contents do.
        case truncated
        /// The contents break the format's rules.
        case malformed
        /// The contents are valid, and this program cannot use them.
        case unsupported
        /// The disk (or the user's quota) is full.
        case diskFull
        /// Another process is using the folder.
        case locked
        /// Any other failure of the system.
        case system
    }

    /// The class of the failure.
    public var kind: Kind
    /// The path of the file, or a name for data that come from memory.
    public var file: String
    /// Where in the file: a line, a byte offset, a tensor's name. Empty when the failure concerns the whole file.
    public var place: String
    /// What should have been there.
    public var expected: String
    /// What was there.
    public var found: String
    /// What to do about it; may be empty.
    public var advice: String

    /// Describes a failure; leave a part empty when there is nothing to say.
    public init(
        _ kind: Kind,
        file: String,
        place: String = "",
        expected: String = "",
        found: String = "",
        advice: String = ""
    ) {
        self.kind = kind
        self.file = file
        self.place = place
        self.expected = expected
        self.found = found
        self.advice = advice
    }
}

extension DataFileError: CustomStringConvertible {
    /// One line: `file: place: expected …, found …. advice`.
    public var description: String {
        var text = file.isEmpty ? "" : file + ": "
        if !place.isEmpty { text += place + ": " }
        switch (expected.isEmpty, found.isEmpty) {
        case (false, false): text += "expected \(expected), found \(found)"
        case (false, true): text += "expected \(expected)"
        case (true, false): text += found
        case (true, true): text += "cannot be used"
        }
        if !advice.isEmpty { text += ". " + advice }
        return text
    }

    /// The same failure, told of another file: for readers that learn the path only later.
    public func of(file path: String) -> DataFileError {
        var copy = self
        copy.file = path
        return copy
    }
}
