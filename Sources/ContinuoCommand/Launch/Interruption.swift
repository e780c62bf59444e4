import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ctrl-C and the system's request to end: the first lets the work come to a good end, the second ends at once.
enum Interruption {
    private static let requests = Atomic<Int>(0)

    /// Whether an end was asked for.
    static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

    /// Takes requests back: what they were meant for has ended.
    static func forget() { requests.store(0, ordering: .relaxed) }

    /// Begins to listen. A closed standard error does not end the work either.
    static func listen() {
        _ = isRequested  // initialises the counter outside of the handler
        let handler: @convention(c) (Int32) -> Void = { _ in
            if Interruption.requests.add(1, ordering: .relaxed).newValue > 1 { _exit(ExitStatus.interrupted.rawValue) }
        }
        signal(SIGINT, handler)
        signal(SIGTERM, handler)
        // Some parents start their children with these blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Begins to listen where only standard output matters: who closes it ends the program as usual.
    static func listenWhileStreaming() {
        listen()
        signal(SIGPIPE, SIG_DFL)
    }
}
