import ArgumentParser
import Foundation

/// The program: starts the subcommand that was asked for and turns its end into an exit status.
@main
enum Main {
    static func main() {
        exit(Launcher.run(Array(CommandLine.arguments.dropFirst())))
    }
}

/// The root of the command line.
struct ContinuoProgram: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "continuo",
        abstract: "Train, generate from, score and inspect sequence models on an ordinary CPU.",
        discussion: """
            Example: continuo demo

            Results go to standard output, progress and messages to standard error. Every option can also be set by the \
            environment: CONTINUO_STEPS=500 stands for --steps 500, CONTINUO_JSON=1 for --json; what is typed wins.

            Exit status: 0 done, 1 failed, 64 wrong usage, 65 damaged or unsuitable data, 66 missing input, 130 interrupted.
            """,
        version: version,
        subcommands: [
            DemoCommand.self, TrainCommand.self, ChatCommand.self, GenerateCommand.self, ScoreCommand.self,
            LabelCommand.self, RegressCommand.self, ForecastCommand.self, CompareCommand.self, NGramCommand.self,
            ChunksCommand.self, HiddenMarkovCommand.self, StateSpaceCommand.self, EventsCommand.self,
            SimulateCommand.self,
            InspectCommand.self, ListCommand.self, TokeniseCommand.self, ConvertCommand.self, PullCommand.self,
            QuantiseCommand.self, EmbedCommand.self, EnsembleCommand.self, TuneCommand.self, NoiseCommand.self,
            DistilRecurrenceCommand.self, DistilFlowCommand.self, AnalyseCommand.self, CompressFileCommand.self,
            DecompressFileCommand.self, SystemsCommand.self, ReproduceCommand.self,
        ]
    )
}
