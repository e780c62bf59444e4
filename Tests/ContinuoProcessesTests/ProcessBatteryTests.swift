import ContinuoProcesses
import ContinuoSequences
import ContinuoTestSupport
import Testing

/// Every process, one line each.
private let processes: [ProcessCase] = [
    ProcessCase(Autoregressive.name) { Autoregressive(start: $0.start) },
    ProcessCase(MaskedDiffusion.name) { diffusion($0, LinearSchedule()) },
    ProcessCase(MaskedDiffusion.name + " cosine") { diffusion($0, CosineSchedule()) },
    ProcessCase(MaskedDiffusion.name + " quadratic") { diffusion($0, QuadraticSchedule()) },
    ProcessCase(MaskedLanguageModel.name) { MaskedLanguageModel(mask: $0.mask) },
    ProcessCase(DirichletFlow.name) { DirichletFlow(mask: $0.mask) },
    ProcessCase(SequenceToSequence.name) { SequenceToSequence(start: $0.start) },
    ProcessCase(SpanCorruption.name, objectiveIsLikelihood: false) {
        SpanCorruption(
            SpanCorruptor(sentinels: Sentinels(ids: [$0.mask, $0.start])),
            pairs: SequenceToSequence(start: $0.start)
        )
    },
]

@Sendable private func diffusion(_ law: TableLaw, _ schedule: any NoiseSchedule) -> MaskedDiffusion {
    var process = MaskedDiffusion(mask: law.mask, schedule: schedule)
    process.draws = 600
    return process
}

@Suite struct ProcessBatteryTests {
    @Test(arguments: processes) func processLaws(_ item: ProcessCase) throws { try checkProcess(item) }

    @Test func everyProcessIsChecked() {
        for name in ProcessRegistry.names { #expect(processes.contains { $0.name == name }) }
    }
}
