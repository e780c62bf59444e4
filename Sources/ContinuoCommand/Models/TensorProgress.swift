import Continuo

/// Shows on a terminal which tensor is being written.
struct TensorProgress {
    private let isShown: Bool

    init(_ printing: OutputOptions) { isShown = Console.isTerminal && !printing.quiet }

    /// - Throws: `CommandError` when the user interrupts; nothing is left behind then.
    func report(_ tensor: String, _ number: Int, _ count: Int) throws {
        if Interruption.isRequested { throw CommandError(.interrupted, "Interrupted; nothing was written.") }
        if isShown { Console.draw("\r\u{1B}[Ktensor \(number + 1) of \(count): \(tensor)") }
    }

    func finish() {
        if isShown { Console.draw("\r\u{1B}[K") }
    }
}
