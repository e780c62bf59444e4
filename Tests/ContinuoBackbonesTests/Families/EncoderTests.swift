import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

/// Encoders and encoder–decoders that transformers wrote (`Tests/Fixtures/make_encoder_fixtures.py`).
@Suite struct EncoderTests {
    static let encoders = ["bert-masked", "bert-bare", "distilbert-masked"]
    static let pairs = ["t5-relu-tied", "byt5-gated-untied"]

    @Test(arguments: encoders) func givesTheReferenceVectorsAndLogits(_ name: String) throws {
        let fixture = try EncoderFixture(name)
        var context = SequenceContext.bidirectional
        context.lengths = fixture.lengths
        context.segments = fixture.ids("segments")
        let hidden = withoutGradients { fixture.backbone.hidden(fixture.ids("ids"), context) }
        expectClose(fixture.real(hidden.doubles), fixture.real("hidden"), tolerance: 1e-4)
        guard fixture.expected["logits"] != nil else { return }
        let logits = withoutGradients { fixture.backbone.logits(hidden) }
        expectClose(fixture.real(logits.doubles), fixture.real("logits"), tolerance: 1e-4)
    }

    @Test(arguments: pairs) func givesTheReferenceConditionalLogits(_ name: String) throws {
        let fixture = try EncoderFixture(name)
        let backbone = try #require(fixture.backbone as? any ConditionalBackbone)
        var context = SequenceContext.bidirectional
        context.lengths = fixture.lengths
        withoutGradients {
            let memory = backbone.memory(fixture.ids("source"), context)
            expectClose(fixture.real(memory.vectors.doubles), fixture.real("hidden"), tolerance: 1e-4)
            let decoder = backbone.conditioned(on: memory)
            let logits = decoder.logits(decoder.hidden(fixture.ids("target"), .causal))
            expectClose(logits.doubles, fixture.numbers("logits"), tolerance: 1e-4)
        }
    }

    /// Padding is invisible, steps equal the whole, selected rows take their sources along, and one source serves many rows.
    @Test(arguments: pairs) func decodersStepOverTheirSources(_ name: String) throws {
        let fixture = try EncoderFixture(name)
        let backbone = try #require(fixture.backbone as? any ConditionalBackbone)
        let (source, target) = (fixture.ids("source"), fixture.ids("target"))
        var context = SequenceContext.bidirectional
        context.lengths = fixture.lengths
        try withoutGradients {
            let decoder = backbone.conditioned(on: backbone.memory(source, context))
            let whole = decoder.hidden(target, .causal)
            var state = decoder.initialState(batch: 2)
            let first = decoder.hidden(target.sliced(0..<4, axis: 1), state: &state, .causal)
            expectClose(first, whole.sliced(0..<4, axis: 1), tolerance: 1e-4)
            var swapped = state
            for position in 4..<11 {
                let step = decoder.hidden(target.sliced(position..<(position + 1), axis: 1), state: &state, .causal)
                expectClose(step, whole.sliced(position..<(position + 1), axis: 1), tolerance: 1e-4)
            }
            try state.rollBack(to: 6)
            let again = decoder.hidden(target.sliced(6..<9, axis: 1), state: &state, .causal)
            expectClose(again, whole.sliced(6..<9, axis: 1), tolerance: 1e-4)

            swapped.select(rows: [1, 0, 1])
            let rows = Tensor.concatenated([1, 0, 1].map { target.sliced($0..<($0 + 1)) })
            let other = decoder.hidden(rows.sliced(4..<7, axis: 1), state: &swapped, .causal)
            for (row, origin) in [1, 0, 1].enumerated() {
                expectClose(other.selected(row), whole.selected(origin).sliced(4..<7), tolerance: 1e-4)
            }

            let alone = source.sliced(1..<2).sliced(0..<8, axis: 1)
            let shared = backbone.conditioned(on: backbone.memory(alone, .bidirectional))
            let both = shared.hidden(Tensor.concatenated([target.sliced(1..<2), target.sliced(1..<2)]), .causal)
            for row in 0..<2 { expectClose(both.selected(row), whole.selected(1), tolerance: 1e-4) }
        }
    }

    @Test(arguments: encoders + pairs) func writesWhatItRead(_ name: String) throws {
        let fixture = try EncoderFixture(name)
        let names = type(of: fixture.family).tensorNames
        try withTemporaryFolder { copy in
            try SafeTensorsModel.write(to: copy, tensors: names.sources(of: fixture.backbone))
            let (before, after) = (try SafeTensorsModel(path: fixture.folder), try SafeTensorsModel(path: copy))
            // Without the pooler, which only a classifier of the reference reads.
            let wanted = Set(before.names.filter { !$0.hasPrefix("pooler") }.map { fixture.prefix + $0 })
            #expect(Set(after.names) == wanted)
            var initialiser = Initialiser(unspecified: .float32)
            let again = try fixture.family.backbone(.bidirectional, &initialiser)
            try names.read(again, from: after, configuration: "config.json")
            for (left, right) in zip(fixture.backbone.parameters, again.parameters) {
                #expect(left.name == right.name && left.tensor.doubles == right.tensor.doubles)
            }
        }
        let values = try ConfigurationValues(file: fixture.folder + "/config.json").object
        for (key, value) in fixture.family.configuration where values.contains(key) {
            // Dropout is the trainer's, and whether matrices are tied is told by the tensors.
            guard !key.contains("dropout"), key != "tie_word_embeddings" else { continue }
            #expect(value.doubleValue == values[key]?.doubleValue, "\(key)")
        }
    }

    @Test func refusesWhatIsNotImplemented() throws {
        for (name, key, value) in [
            ("bert-masked", "position_embedding_type", "relative_key"), ("bert-masked", "hidden_act", "gelu_fast"),
            ("t5-relu-tied", "feed_forward_proj", "gated-unknown"), ("t5-relu-tied", "num_heads", 0),
        ] as [(String, String, JSONValue)] {
            var settings = try ConfigurationValues(file: Fixtures.path("Encoders/\(name)/config.json")).object
            settings[key] = value
            let error = #expect(throws: DataFileError.self) {
                try FamilyRegistry.read(ConfigurationValues(settings, file: "config.json"))
            }
            #expect(error?.place == "\"\(key)\"")
        }
    }

    @Test func bucketsEqualTheReference() throws {
        let tables = try #require(JSONParser.parse(file: Fixtures.path("Encoders/buckets.json")).arrayValue)
        #expect(tables.count == 6)
        for table in tables {
            let buckets = RelativePositionBuckets(
                count: try #require(table["count"]?.intValue),
                maximumDistance: try #require(table["distance"]?.intValue),
                isBidirectional: try #require(table["bidirectional"]?.boolValue)
            )
            let wanted = try #require(table["buckets"]?.arrayValue).map { $0.intValue ?? -1 }
            #expect((-300...300).map { buckets.bucket($0) } == wanted, "\(buckets)")
        }
    }

    /// Position ids that are the places give the bias of places.
    @Test func positionIdsMeanPlaces() throws {
        let layer = try #require(
            LayerRegistry.all.first { $0.description.contains("buckets") }?.layer(.float64) as? SelfAttention
        )
        var random = RandomStream(seed: 2)
        let x = Tensor.normal([2, 9, 8], .float64, using: &random)
        var context = SequenceContext.bidirectional
        let plain = layer.forward(x, context)
        context.positions = Tensor(rows: [Array(0..<9), Array(5..<14)])
        expectClose(layer.forward(x, context), plain, tolerance: 1e-12)
        context.positions = Tensor(rows: [Array(0..<9), [0, 1, 2, 3, 4, 20, 21, 22, 23]])
        let moved = layer.forward(x, context)
        expectClose(moved.selected(0), plain.selected(0), tolerance: 1e-12)
        #expect(moved.selected(1).doubles != plain.selected(1).doubles)
    }
}

/// A directory with what the reference gives for it.
struct EncoderFixture {
    let folder: String
    let family: any ModelFamily
    let backbone: any Backbone
    let expected: JSONValue

    init(_ name: String) throws {
        folder = Fixtures.path("Encoders/\(name)")
        let files = try SafeTensorsModel(path: folder)
        var family = try FamilyRegistry.read(ConfigurationValues(file: folder + "/config.json"))
        family.adapt(to: files.names)
        var initialiser = Initialiser(unspecified: .float32)
        backbone = try family.backbone(.bidirectional, &initialiser)
        try type(of: family).tensorNames.read(backbone, from: files, configuration: "config.json")
        self.family = family
        expected = try JSONParser.parse(file: folder + "/expected.json")
    }

    /// What the names of bare networks lack.
    var prefix: String { folder.hasSuffix("bare") ? "bert." : "" }

    var lengths: [Int32] { (expected["lengths"]?.arrayValue ?? []).map { Int32($0.intValue ?? -1) } }

    func ids(_ key: String) -> Tensor {
        Tensor(rows: (expected[key]?.arrayValue ?? []).map { ($0.arrayValue ?? []).map { Int32($0.intValue ?? -1) } })
    }

    func numbers(_ key: String) -> [Double] { flatten(expected[key] ?? .null) }

    /// The numbers of positions that are no padding.
    func real(_ key: String) -> [Double] { real(numbers(key)) }

    func real(_ numbers: [Double]) -> [Double] {
        let lengths = lengths
        let longest = Int(lengths.max() ?? 0)
        let width = numbers.count / (lengths.count * longest)
        return lengths.enumerated().flatMap { row, length in
            numbers[(row * longest * width)..<((row * longest + Int(length)) * width)]
        }
    }

    private func flatten(_ value: JSONValue) -> [Double] {
        value.arrayValue.map { $0.flatMap(flatten) } ?? [value.doubleValue ?? .nan]
    }
}
