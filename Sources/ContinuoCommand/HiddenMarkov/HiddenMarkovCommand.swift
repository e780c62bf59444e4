import ArgumentParser

/// `continuo hmm`.
struct HiddenMarkovCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hmm",
        abstract: "Train hidden Markov models of symbols or of numbers, and decode with them.",
        discussion: "Example: continuo hmm train @phix174 --states 4 -o phix-states",
        subcommands: [
            HiddenMarkovTrainCommand.self, HiddenMarkovSelectCommand.self, HiddenMarkovDecodeCommand.self,
            HiddenMarkovPosteriorCommand.self, HiddenMarkovScoreCommand.self, HiddenMarkovSampleCommand.self,
        ]
    )
}
