/// A session of one row that goes from one text to the next and reads only what is new: the turns of a conversation, the
/// rounds of a drafter.
public final class PrefixSession {
    private let make: () throws -> any DecodingSession
    /// The session that has read `tokens`; one is made when none is there.
    public private(set) var current: (any DecodingSession)?
    /// What the session has read.
    public private(set) var tokens: [Int32] = []

    /// - Parameter make: gives a session of one row that has read nothing.
    public init(_ make: @escaping () throws -> any DecodingSession) { self.make = make }

    /// Takes the session to the longest beginning of `tokens` that it has read and that leaves a token to read.
    ///
    /// A state that cannot be taken back is made anew where it has read something else.
    /// - Returns: the session, and how many of `tokens` it has read.
    public func prepare(for tokens: [Int32]) throws -> (session: any DecodingSession, read: Int) {
        let common = zip(self.tokens, tokens).prefix { $0 == $1 }.count
        let kept = max(0, min(common, tokens.count - 1))
        if let current {
            if kept == self.tokens.count { return (current, kept) }
            if current.supportsRollBack {
                try current.rollBack(to: kept)
                self.tokens = Array(tokens.prefix(kept))
                return (current, kept)
            }
        }
        let session = try make()
        current = session
        self.tokens = []
        return (session, 0)
    }

    /// Notes that the session went on through `tokens`, of which it has read as many as its length says.
    public func wentOn(through tokens: [Int32]) {
        guard let current, current.length <= tokens.count else { return forget() }
        self.tokens = Array(tokens.prefix(current.length))
    }

    /// Gives the session up, as after an error in the middle of reading.
    public func forget() {
        current = nil
        tokens = []
    }

    /// Puts a session in place that has read `tokens`, such as one that was stored.
    public func adopt(_ session: any DecodingSession, tokens: [Int32]) {
        current = session
        self.tokens = tokens
    }
}
