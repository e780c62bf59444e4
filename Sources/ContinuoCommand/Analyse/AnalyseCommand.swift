import ArgumentParser

/// `continuo analyse`.
struct AnalyseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyse",
        abstract: "Measure properties of a model on data.",
        discussion: "Example: continuo analyse smoothing-variance --model continuo-demo --data @kjv",
        subcommands: [
            SmoothingVarianceCommand.self, AnalyseTerminationCommand.self, InContextCommand.self,
            MarkovLearningCommand.self, TreeGrammarCommand.self, TargetOrderCommand.self, RecencyCommand.self,
            SmoothnessCommand.self, SeriesSummaryCommand.self,
        ]
    )
}
