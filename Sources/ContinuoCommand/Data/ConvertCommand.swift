import ArgumentParser
import Continuo

/// `continuo convert`.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write a model in another form: element type and files of networks, GGUF, ARPA and binary n-grams.",
        discussion: """
            Example: continuo convert continuo-demo smaller --type bfloat16

            Networks: an output that ends in .gguf is a GGUF file, which llama.cpp runs; any other is a folder in the Hugging \
            Face layout, whatever the input is. For n-gram files the ending decides: .arpa is text, anything else is binary.
            """
    )

    @Argument(help: "A model's folder, a GGUF file, an n-gram file, or the name of a model that was pulled.")
    var input: String
    @Argument(help: "Where the result goes; it must not exist.") var output: String
    @Option(
        help: """
            How the weights are stored. In a folder: float32, bfloat16 or float16. In a GGUF file: \(GGUFScheme.names). \
            (default: as they are; float32 for folders from GGUF files)
            """
    )
    var type: String?
    @Option(help: "Greatest size of one file of weights, such as 500MB (default: 5GB).") var shardSize: String?
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let input = try ModelLoader.locate(input)
        try CommandError.requireNew(output, name: "another place")
        if Inspection.isNetwork(input) {
            Interruption.listen()
            if output.hasSuffix(".gguf") { return try convertToGGUF(input) }
            return try Inspection.holdsGGUF(input) ? convertFromGGUF(input) : convertFolder(input)
        }
        if let option = [("--type", type), ("--shard-size", shardSize)].first(where: { $0.1 != nil })?.0 {
            throw CommandError.usage("\(option) does not apply to n-gram models.")
        }
        try convertNGrams(input)
    }

    private func convertNGrams(_ input: String) throws {
        let (model, tokeniser) = try NGramArgument.load(input)
        if output.hasSuffix(".arpa") || output.hasSuffix(".mapped") {
            try NGramOutput.save(model, tokeniser, to: output)
        } else {
            try model.write(to: output)
        }
        report(bytes: size(output))
    }

    private func convertToGGUF(_ input: String) throws {
        guard shardSize == nil else { throw CommandError.usage("--shard-size does not apply to GGUF files.") }
        let stored = try StoredModel(path: input)
        let scheme: GGUFScheme
        if let type {
            scheme = try GGUFScheme.asked(type)
        } else {
            let format = try stored.matrixFormat()
            guard let same = GGUFScheme.all.first(where: { $0.format == format && !format.isQuantised }) else {
                throw CommandError.usage("\(input) is quantised: say by --type how the weights shall be stored.")
            }
            scheme = same
        }
        if stored.isQuantised, scheme.format.isQuantised { printing.note(QuantiseCommand.requantising(input)) }
        let progress = TensorProgress(printing)
        for loss in try stored.write(gguf: output, scheme, progress: progress.report) { printing.note(loss) }
        progress.finish()
        report(bytes: size(output))
    }

    private func convertFromGGUF(_ input: String) throws {
        let (_, format) = try target() ?? ("float32", .float32)
        let progress = TensorProgress(printing)
        try StoredModel(path: input).write(
            directory: output,
            format,
            largestFileByteCount: largestFile(),
            progress: progress.report
        )
        progress.finish()
        try reportFolder()
    }

    private func target() throws -> (name: String, format: WeightFormat)? {
        try type.map { name in
            guard let format = WeightConversion.formats[name] else {
                throw CommandError.usage("--type \(name): expected float32, bfloat16 or float16.")
            }
            return (name, format)
        }
    }

    private func largestFile() throws -> Int { try shardSize.map(ConvertCommand.byteCount) ?? 5_000_000_000 }

    private func convertFolder(_ input: String) throws {
        let target = try target().map { ($0.name, StoredTensor.safeTensorsTypes[$0.format]) }
        let largest = try largestFile()
        let weights = try SafeTensorsModel(path: input)
        let sources = try WeightConversion.sources(weights, target?.1)
        try AtomicDirectory.write(output) { folder in
            try SafeTensorsModel.write(to: folder, tensors: sources, largestFileByteCount: largest)
            for name in try FileSystem.names(in: input) {
                let path = FileSystem.join(input, name)
                guard case .file = FileSystem.entry(at: path), !name.hasPrefix("."), !name.hasSuffix(".safetensors"),
                    name != SafeTensorsModel.indexName
                else { continue }
                var bytes = try FileSystem.read(path)
                if name == SequenceModel.FileName.configuration, let target {
                    var json = try JSONParser.parse(bytes, source: path)
                    let key = json["torch_dtype"] == nil ? "dtype" : "torch_dtype"
                    json[key] = .string(target.0)
                    bytes = JSONWriter.bytes(json, .pretty) + [10]
                }
                try AtomicFile.write(bytes, to: FileSystem.join(folder, name))
            }
        }
        try reportFolder()
    }

    private func reportFolder() throws {
        report(bytes: try SafeTensorsModel(path: output).files.reduce(0) { $0 + size($1.path) })
    }

    private func report(bytes: Int) {
        if printing.json {
            printing.print(["output": .string(output), "bytes": .integer(bytes)])
        } else {
            Console.print("\(output), \(Figures.bytes(bytes))")
        }
    }

    private func size(_ path: String) -> Int {
        if case .file(let length) = FileSystem.entry(at: path) { length } else { 0 }
    }

    /// The number of bytes of `500MB`, `5GB`, `1000`.
    static func byteCount(_ text: String) throws -> Int {
        let units: [(String, Int)] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000), ("B", 1), ("", 1)]
        for (unit, factor) in units where text.hasSuffix(unit) {
            if let number = Int(text.dropLast(unit.count)), number > 0, number < Int.max / factor {
                return number * factor
            }
        }
        throw CommandError.usage("--shard-size \(text): expected a size such as 500MB or 5GB.")
    }
}
