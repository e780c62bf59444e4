import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoBackbones

@Suite struct FourierHeadTests {
    private func random(_ shape: [Int], seed: UInt64 = 5) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, .float64, using: &random)
    }

    private func head(_ change: (inout FourierHead.Configuration) -> Void) throws -> FourierHead {
        var configuration = FourierHead.Configuration()
        (configuration.harmonics, configuration.hidden) = (3, [5])
        change(&configuration)
        var initialiser = Initialiser(seed: 4, .float64)
        return try FourierHead(configuration, width: 4, &initialiser)
    }

    @Test func exactCoefficientsGiveTheSignal() {
        let (sines, cosines) = (random([2, 1, 4]), random([2, 1, 4], seed: 6))
        let (constant, trend) = (random([2, 1], seed: 7), random([2, 1, 2], seed: 8))
        let spectrum = FourierSpectrum(
            constant: constant,
            sines: sines,
            cosines: cosines,
            frequency: Tensor([0.125]),
            trend: trend
        )
        let times = random([2, 9], seed: 9) * 20
        var expected: [Double] = []
        for row in 0..<2 {
            for index in 0..<9 {
                let cycles = times.doubles[row * 9 + index] * 0.125
                var value = constant.doubles[row]
                for k in 0..<4 {
                    let angle = 2 * Double.pi * Double(k + 1) * cycles
                    value += sines.doubles[row * 4 + k] * sin(angle) + cosines.doubles[row * 4 + k] * cos(angle)
                }
                value += trend.doubles[2 * row] * cycles + trend.doubles[2 * row + 1] * cycles * cycles
                expected.append(value)
            }
        }
        expectClose(spectrum(times).doubles, expected, tolerance: 1e-10)
        let single = FourierSpectrum(
            constant: constant.cast(to: .float32),
            sines: sines.cast(to: .float32),
            cosines: cosines.cast(to: .float32),
            frequency: Tensor([Float(0.125)]),
            trend: trend.cast(to: .float32)
        )
        expectClose(single(times.cast(to: .float32)).doubles, expected, tolerance: 2e-5)
    }

    @Test func aPeriodLaterIsTheSame() throws {
        let head = try head { $0.basePeriod = 8 }
        let latent = random([2, 4])
        let times = Tensor((0..<20).map { Double($0) / 4 }, shape: [2, 10])
        let spectrum = head(latent)
        for periods in [1, 5, 1000] {
            #expect(spectrum(times + 8 * Double(periods)).doubles == spectrum(times).doubles)
        }
    }

    @Test func mutedHarmonicsAreGone() throws {
        let spectrum = try head { _ in }(random([1, 4]))
        let times = random([1, 6], seed: 2)
        let parts = (1...3).map { kept in
            (1...3).filter { $0 != kept }.reduce(spectrum) { $0.scaling(harmonic: $1, by: 0) }(times)
        }
        let sum = parts[0] + parts[1] + parts[2] - spectrum.constant.expanded(at: 2) * 2
        expectClose(sum, spectrum(times), tolerance: 1e-12)
        #expect(spectrum.amplitudes.doubles.allSatisfy { $0 > 0 })
    }

    /// All settings: gradients to the latent vector, the condition and every parameter, the frequency among them.
    @Test(arguments: FourierHead.Configuration.Period.allCases)
    func gradientsAgreeWithDifferences(_ period: FourierHead.Configuration.Period) throws {
        for conditioning in FourierHead.Configuration.Conditioning.allCases {
            for branches in FourierHead.Configuration.Branches.allCases {
                let head = try head {
                    ($0.period, $0.conditioning, $0.branches) = (period, conditioning, branches)
                    ($0.classes, $0.channels, $0.trendDegree, $0.basePeriod) = (2, 2, 2, 7)
                    $0.hasVariance = true
                }
                // Away from whole periods, where the phase jumps back.
                let times = Tensor([0.3, 1.7, 5.2, 9.1, 10.4, 12.9], shape: [2, 3])
                func value(_ latent: Tensor, _ condition: Tensor) -> Tensor {
                    let spectrum = head(latent, condition: condition)
                    return spectrum(times) + (spectrum.logVariance ?? latent).expanded(at: 2)
                }
                let (latent, condition) = (random([2, 4]), random([2, 2], seed: 3))
                checkGradients([latent, condition]) { value($0[0], $0[1]) }
                let weights = random([2, 2, 3], seed: 12)
                let found = gradients(
                    of: (value(latent, condition) * weights).sum(),
                    withRespectTo: head.parameters.map(\.tensor)
                )
                #expect(head.parameters.contains { $0.name == "log_frequency" } == (period != .fixed))
                for (parameter, gradient) in zip(head.parameters, found) {
                    let pointer = parameter.tensor.pointer(Double.self)
                    func total(_ shift: Double) -> Double {
                        pointer[0] += shift
                        defer { pointer[0] -= shift }
                        return withoutGradients { (value(latent, condition) * weights).sum().item }
                    }
                    let difference = (total(1e-6) - total(-1e-6)) / 2e-6
                    expectClose([gradient.doubles[0]], [difference], tolerance: 1e-5)
                }
            }
        }
    }

    @Test func harmonicsStayBelowHalfOfTheRate() {
        #expect(FourierHead.Configuration.mostHarmonics(period: 12, spacing: 1) == 5)
        #expect(FourierHead.Configuration.mostHarmonics(period: 7, spacing: 1) == 3)
        #expect(FourierHead.Configuration.mostHarmonics(period: 2, spacing: 1) == 1)
    }

    @Test func settingsThatMakeNoSenseAreNamed() {
        let changes: [(String, (inout FourierHead.Configuration) -> Void)] = [
            ("harmonics", { $0.harmonics = 0 }), ("base_period", { $0.basePeriod = 0 }),
            ("hidden", { $0.hidden = [0] }),
            ("channels", { $0.channels = 0 }), ("classes", { $0.classes = -1 }),
            ("trend_degree", { $0.trendDegree = 9 }),
        ]
        for (key, change) in changes {
            do {
                _ = try head(change)
                Issue.record("\(key) was accepted")
            } catch { #expect("\(error)".contains("fourier: \(key): expected"), "\(error)") }
        }
    }
}
