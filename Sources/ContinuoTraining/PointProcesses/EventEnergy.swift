import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoTensor

/// An energy of whole streams of events: an encoder reads types, gaps and times, a perceptron makes one number of its last state.
public struct EventEnergy: Module {
    public let types: Int
    /// Events that are read at most, the last ones.
    public let memory: Int
    @Parameter("encoder") var encoder: IrregularEncoder
    @Parameter("head") var head: Perceptron

    /// - Parameter period: of the waves that the encoder sees of time, in the events' unit.
    public init(types: Int, hidden: Int = 32, memory: Int = 60, period: Double, _ initialiser: inout Initialiser) {
        (self.types, self.memory) = (types, memory)
        encoder = IrregularEncoder(
            .gru,
            channels: types,
            hidden: hidden,
            outputs: hidden,
            basePeriod: period,
            &initialiser
        )
        head = Perceptron(inputs: hidden, hidden: [hidden], outputs: 1, &initialiser)
    }

    /// E of each stream, `[streams]`.
    /// - Parameter streams: whole ones: what was before is a part of what is judged.
    public func callAsFunction(_ streams: [[TypedEvent]]) -> Tensor {
        let recent = streams.map { $0.suffix(memory) }
        let count = max(recent.map(\.count).max() ?? 0, 1)
        var times: [Float] = []
        var values: [Float] = []
        var mask: [Float] = []
        for events in recent {
            // What is missing stands before the first event that is read, at its time.
            let start = events.first?.time ?? 0
            for _ in events.count..<count {
                times.append(Float(start))
                mask.append(0)
                values += [Float](repeating: 0, count: types)
            }
            for event in events {
                times.append(Float(event.time))
                mask.append(1)
                values += (0..<types).map { $0 == event.type ? 1 : 0 }
            }
        }
        let batch = IrregularBatch(
            times: Tensor(times, shape: [recent.count, count]),
            values: Tensor(values, shape: [recent.count, count, types]),
            mask: Tensor(mask, shape: [recent.count, count])
        )
        return head(encoder(batch)).squeezed(1)
    }
}
