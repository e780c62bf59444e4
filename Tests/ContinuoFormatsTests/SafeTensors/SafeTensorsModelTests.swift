import ContinuoFormats
import Testing

@Suite struct SafeTensorsModelTests {
    @Test(arguments: [1, 40, 61, 1_000_000])
    func aModelReadsTheSameHoweverItIsCut(largest: Int) throws {
        let folder = try TemporaryFolder()
        let names = try SafeTensorsModel.write(
            to: folder.path,
            tensors: SafeTensorsTests.sources,
            largestFileByteCount: largest
        )
        #expect(try folder.names == names.sorted())
        #expect(names.contains(SafeTensorsModel.indexName) == (largest < 61))
        for path in [folder.path, folder.file(largest < 61 ? SafeTensorsModel.indexName : SafeTensorsModel.fileName)] {
            let model = try SafeTensorsModel(path: path)
            #expect(Set(model.names) == Set(SafeTensorsTests.sources.map(\.name)))
            for source in SafeTensorsTests.sources {
                var expected: [UInt8] = []
                try source.supply { expected += $0 }
                #expect(try Array(model.bytes(source.name)) == expected)
                #expect(model.entry(source.name)?.shape == source.shape)
            }
            #expect(failure { _ = try model.bytes("other") }?.kind == .missing)
        }
    }

    @Test func anIndexThatLiesIsRefused() throws {
        let folder = try TemporaryFolder()
        let names = try SafeTensorsModel.write(
            to: folder.path,
            tensors: SafeTensorsTests.sources,
            largestFileByteCount: 40
        )
        for index in [
            #"{"weight_map": {"ghost": "\#(names[0])"}}"#, #"{"weight_map": {"a": "none.safetensors"}}"#,
            #"{"weight_map": {"a": "../m.safetensors"}}"#, #"{"weight_map": {"a": 3}}"#, #"{"weights": {}}"#, "[]", "{",
        ] {
            let path = try folder.file(SafeTensorsModel.indexName, index)
            #expect(failure { _ = try SafeTensorsModel(path: path) } != nil, "\(index)")
        }
        #expect(failure { _ = try SafeTensorsModel(path: TemporaryFolder().path) }?.kind == .missing)
    }
}
