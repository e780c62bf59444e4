import CKernels
import Foundation

/// A GRU or LSTM over whole sequences with every input and incoming gradient, in `Double`.
struct RecurrentProblem {
    enum Cell: CaseIterable { case gru, lstm }

    var cell: Cell
    var batch: Int, length: Int, hidden: Int
    var hasBias = true, hasInitial = true
    var projected: [Double], weight: [Double], bias: [Double], initial: [Double], initialCell: [Double]
    var gradientOutputs: [Double], gradientFinal: [Double], gradientFinalCell: [Double]

    var gates: Int { cell == .gru ? 3 : 4 }
    var savedWidth: Int { hidden * (cell == .gru ? 4 : 5) }

    init(_ cell: Cell, batch: Int, length: Int, hidden: Int) {
        (self.cell, self.batch, self.length, self.hidden) = (cell, batch, length, hidden)
        let gates = cell == .gru ? 3 : 4
        projected = uniform(batch * length * gates * hidden, -1...1, seed: 31)
        let bound = 1 / Double(max(hidden, 1)).squareRoot()
        weight = uniform(gates * hidden * hidden, -bound...bound, seed: 32)
        bias = uniform(gates * hidden, -1...1, seed: 33)
        initial = uniform(batch * hidden, -1...1, seed: 34)
        initialCell = uniform(batch * hidden, -1...1, seed: 35)
        gradientOutputs = uniform(batch * length * hidden, -1...1, seed: 36)
        gradientFinal = uniform(batch * hidden, -1...1, seed: 37)
        gradientFinalCell = uniform(batch * hidden, -1...1, seed: 38)
    }

    /// The formulas as written: every output, the final state and the final cell (empty for a GRU).
    func reference() -> (outputs: [Double], final: [Double], finalCell: [Double]) {
        var outputs: [Double] = []
        var final = hasInitial ? initial : initial.map { _ in 0 }
        var finalCell = hasInitial ? initialCell : initialCell.map { _ in 0 }
        func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        for sequence in 0..<batch {
            for t in 0..<length {
                let before = Array(final[sequence * hidden..<(sequence + 1) * hidden])
                for u in 0..<hidden {
                    var outside = [0.0, 0, 0, 0], recurrent = [0.0, 0, 0, 0]
                    for gate in 0..<gates {
                        let row = gate * hidden + u
                        outside[gate] = projected[(sequence * length + t) * gates * hidden + row]
                        recurrent[gate] = hasBias ? bias[row] : 0
                        for k in 0..<hidden { recurrent[gate] += weight[row * hidden + k] * before[k] }
                    }
                    let place = sequence * hidden + u
                    if cell == .gru {
                        let r = sigmoid(outside[0] + recurrent[0]), z = sigmoid(outside[1] + recurrent[1])
                        final[place] = (1 - z) * tanh(outside[2] + r * recurrent[2]) + z * before[u]
                    } else {
                        let sums = zip(outside, recurrent).map { $0 + $1 }
                        finalCell[place] = sigmoid(sums[1]) * finalCell[place] + sigmoid(sums[0]) * tanh(sums[2])
                        final[place] = sigmoid(sums[3]) * tanh(finalCell[place])
                    }
                }
                outputs += final[sequence * hidden..<(sequence + 1) * hidden]
            }
        }
        return (outputs, final, cell == .gru ? [] : finalCell)
    }

    func loss() -> Double {
        let (outputs, final, finalCell) = reference()
        let sum = dot(outputs, gradientOutputs) + dot(final, gradientFinal)
        return cell == .gru ? sum : sum + dot(finalCell, gradientFinalCell)
    }

    struct Outcome: Equatable {
        var outputs: [Double], final: [Double], finalCell: [Double]
        var projected: [Double], weight: [Double], bias: [Double], initial: [Double], initialCell: [Double]

        func error(against other: Outcome) -> Double {
            let parts: [KeyPath<Outcome, [Double]>] = [
                \.outputs, \.final, \.finalCell, \.projected, \.weight, \.bias, \.initial, \.initialCell,
            ]
            return parts.map { relativeError(self[keyPath: $0], other[keyPath: $0]) }.max() ?? 0
        }
    }

    /// Forward and adjoint by the kernel.
    func run<Real: RecurrentReal>(_ type: Real.Type) -> Outcome {
        let inputs = RecurrentBuffers<Real>(
            projected: KernelBuffer(projected),
            weight: KernelBuffer(weight),
            bias: hasBias ? KernelBuffer(bias) : nil,
            initial: hasInitial ? KernelBuffer(initial) : nil,
            initialCell: hasInitial ? KernelBuffer(initialCell) : nil
        )
        let states = RecurrentStates<Real>(
            outputs: KernelBuffer(batch * length * hidden),
            final: KernelBuffer(batch * hidden),
            finalCell: KernelBuffer(batch * hidden),
            saved: KernelBuffer(batch * length * savedWidth)
        )
        let outer = RecurrentStates<Real>(
            outputs: KernelBuffer(gradientOutputs),
            final: KernelBuffer(gradientFinal),
            finalCell: KernelBuffer(gradientFinalCell),
            saved: states.saved
        )
        let gradients = RecurrentBuffers<Real>(
            projected: KernelBuffer(projected.count),
            weight: KernelBuffer(weight.count),
            bias: KernelBuffer(bias.count),
            initial: KernelBuffer(initial.count),
            initialCell: KernelBuffer(initial.count)
        )
        Real.recurrentForward(self, inputs, states)
        Real.recurrentBackward(self, inputs, states, outer: outer, gradients: gradients)
        let lstm = cell == .lstm
        return Outcome(
            outputs: states.outputs.values,
            final: states.final.values,
            finalCell: lstm ? states.finalCell.values : [],
            projected: gradients.projected.values,
            weight: gradients.weight.values,
            bias: gradients.bias?.values ?? [],
            initial: gradients.initial?.values ?? [],
            initialCell: lstm ? gradients.initialCell?.values ?? [] : []
        )
    }

    /// Keeps a range of positions (of a single sequence).
    mutating func take(_ range: Range<Int>) {
        let row = gates * hidden
        projected = Array(projected[range.lowerBound * row..<range.upperBound * row])
        gradientOutputs = Array(gradientOutputs[range.lowerBound * hidden..<range.upperBound * hidden])
        length = range.count
    }
}
