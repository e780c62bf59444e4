import ArgumentParser

/// `continuo ssm`.
struct StateSpaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ssm",
        abstract: "Smooth series through state-space models, and learn their parameters, by particles.",
        discussion: "Example: continuo ssm smooth @sunspots --centre --parameters a=0.98,q=8,c=1,r=15",
        subcommands: [StateSpaceSmoothCommand.self, StateSpaceFitCommand.self]
    )
}
