import ArgumentParser

@main
struct ContinuoProgram: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "continuo",
        abstract: "Train, generate, score and inspect sequence models on an ordinary CPU."
    )
}
