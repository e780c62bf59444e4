import ContinuoTensor
import Foundation

extension ModalFilter {
    /// One set of modes for each channel; those that a channel does not need have residues of 0.
    /// - Parameter minimumModes: each channel has at least so many.
    public init(_ channels: [FilterModes], minimumModes: Int = 1, coefficients: Int, _ elementType: ElementType) {
        let count = max(minimumModes, channels.map(\.poles.count).max() ?? 1)
        func filled(_ modes: FilterModes, _ value: (FilterModes, Int) -> Double, _ empty: Double) -> [Double] {
            (0..<count).map { $0 < modes.poles.count ? value(modes, $0) : empty }
        }
        func tensor(_ empty: Double, _ value: (FilterModes, Int) -> Double) -> Tensor {
            Tensor(channels.flatMap { filled($0, value, empty) }, shape: [channels.count, count])
        }
        // log λ = −rate + i angle, and the parameter is log rate; a pole at 0 decays at once.
        let squares = tensor(1e-60) {
            max($0.poles[$1].re * $0.poles[$1].re + $0.poles[$1].im * $0.poles[$1].im, 1e-60)
        }
        let real = tensor(0) { $0.residues[$1].re }
        let imaginary = tensor(0) { $0.residues[$1].im }
        self.init(
            decay: log(log(squares) * -0.5).cast(to: elementType),
            angle: arguments(channels, count).cast(to: elementType),
            residue: real.asComplex(imaginary: imaginary).cast(to: elementType),
            direct: Tensor(channels.map(\.direct)).cast(to: elementType),
            coefficients: coefficients
        )
    }
}

private func arguments(_ channels: [FilterModes], _ count: Int) -> Tensor {
    Tensor(
        channels.flatMap { modes in
            (0..<count).map { $0 < modes.poles.count ? atan2(modes.poles[$0].im, modes.poles[$0].re) : 0 }
        },
        shape: [channels.count, count]
    )
}
