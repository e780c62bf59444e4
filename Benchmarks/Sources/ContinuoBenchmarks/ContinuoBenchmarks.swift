import ArgumentParser

/// Our side of the benchmarks: one subcommand for each, with the options of the peer's script.
@main
struct ContinuoBenchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "continuo-benchmarks",
        abstract: "Measures one benchmark and prints one line of JSON; Benchmarks/run pairs it with the peer's.",
        subcommands: [
            MatrixProducts.self, CausalAttention.self, FourierTransforms.self, Scans.self, FutureFill.self,
            Training.self, StateSpaceTraining.self, SeriesForecasts.self, Generation.self, LongGeneration.self,
            Checkpoint.self, Tokenisation.self, Scoring.self, ParisSweep.self, BaumWelchIterations.self,
            Checkpoint.self, Tokenisation.self, Scoring.self, NGrams.self,
        ]
    )
}
