import ContinuoTensor

/// A layer that is one memory under the delta rule: DeltaNet, and the same with a memory that fades.
protocol DeltaRuleMixer: RecurrentMixer {
    var queries: DeltaQueries { get }
    var memory: DeltaMemory { get }
    var output: HeadOutput { get }
}

extension DeltaRuleMixer {
    var elementType: ElementType { memory.projection.weight.elementType }

    var memoryShapes: [[Int]] {
        [queries.filter.stateShape] + memory.carriedShapes + [[memory.heads, memory.keyWidth, memory.valueWidth]]
    }

    func mix(_ input: Tensor, _ remembered: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let (queries, queryInputs) = queries(input, remembered?[0])
        let (written, carried) = memory.written(input, remembered.map { Array($0[1...2]) })
        let (read, state) = memory.read(queries, written, initial: remembered?[3])
        return (output(read, input), [queryInputs] + carried + [state])
    }
}
