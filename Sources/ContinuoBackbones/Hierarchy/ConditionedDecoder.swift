import ContinuoTensor

/// The decoder of an encoder–decoder with its sources: a causal backbone.
///
/// Its state holds the sources: selecting rows selects them as well.
struct ConditionedDecoder: Backbone {
    @Parameter("model") private var model: EncoderDecoder
    private let memory: SourceMemory

    init(_ model: EncoderDecoder, _ memory: SourceMemory) {
        precondition(
            memory.layers.count == model.decoder.count,
            "a memory for \(memory.layers.count) blocks was given to a decoder of \(model.decoder.count)"
        )
        self.memory = memory
        self.model = model
    }

    var vocabularySize: Int { model.vocabularySize }
    var width: Int { model.width }
    var maximumLength: Int? { model.maximumLength }
    var outputWeight: Tensor { model.outputWeight }
    var outputBias: Tensor? { model.outputBias }

    func outputFeatures(_ hidden: Tensor) -> Tensor { model.outputFeatures(hidden) }

    var capabilities: LayerCapabilities {
        model.decoder.reduce([.causal, .steppable, .parallelInTime, .rewindable]) {
            $0.intersection($1.mixer.capabilities)
        }
    }

    func hidden(_ tokens: Tensor, _ context: SequenceContext) -> Tensor {
        var stream = model.dropped(model.decoderEmbedding(tokens, start: 0, context), context, "target")
        for (index, block) in model.decoder.enumerated() {
            block.forward(&stream, memory.layers[index], context.forLayer(model.encoder.count + index))
        }
        return model.dropped(model.decoderNormalisation(&stream), context, "output")
    }

    func initialState(batch: Int) -> BackboneState {
        precondition(
            memory.batch == 1 || memory.batch == batch,
            "\(memory.batch) sources were given for \(batch) sequences"
        )
        let states = zip(model.decoder, memory.layers).map { block, memory in
            ConditionedState(layer: block.mixer.initialState(batch: batch), memory: memory)
        }
        return BackboneState(layers: states, batch: batch)
    }

    func hidden(_ tokens: Tensor, state: inout BackboneState, _ context: SequenceContext) -> Tensor {
        var stream = model.decoderEmbedding(tokens, start: state.length, context)
        for (index, block) in model.decoder.enumerated() {
            block.forward(&stream, state: &state.layers[index], context.forLayer(index))
        }
        state.length += tokens.shape[1]
        return model.decoderNormalisation(&stream)
    }
}
