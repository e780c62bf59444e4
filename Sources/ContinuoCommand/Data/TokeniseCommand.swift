import ArgumentParser
import Continuo

/// `continuo tokenise`.
struct TokeniseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenise",
        abstract: "Turn text into token ids, token ids into text, or a text into a tokeniser.",
        discussion: """
            Example: continuo tokenise --text "In the beginning"

            With --train, the tokeniser is byte-level BPE of --vocabulary ids, written as tokenizer.json into -o DIR.
            """
    )

    @Argument(help: "A file, or - for standard input. With --decode, ids between spaces; with --train, any data.")
    var file: String?

    @Option(help: "The text itself instead of a file.") var text: String?
    @Option(help: "A model's folder, a GGUF file, or the name of a model that was pulled: its tokeniser is used.")
    var model: String?
    @Option(help: "A tokenizer.json, a tokenizer.model, or bytes.") var tokeniser = "bytes"
    @Flag(help: "Read spelled-out special tokens, such as <|im_start|>, as these tokens.") var special = false
    @Flag(help: "Turn ids into text.") var decode = false
    @Flag(help: "Train a tokeniser on the file or folder.") var train = false
    @Option(help: "Number of ids of the trained tokeniser.") var vocabulary = 4096
    @Option(name: [.customShort("o"), .long], help: "Folder for the trained tokeniser; made when it is missing.")
    var output: String?
    @OptionGroup var printing: OutputOptions

    func run() throws {
        if train { return try trainTokeniser() }
        if output != nil { throw CommandError.usage("-o is for --train; results go to standard output otherwise.") }
        let bytes = try input()
        let tokeniser: any Tokeniser =
            if let model {
                try modelTokeniser(ModelLoader.locate(model))
            } else if tokeniser == "bytes" { ByteTokeniser() } else { try TokeniserFiles.load(tokeniser) }
        if decode { return try printText(of: bytes, tokeniser) }
        let tokens = tokeniser.encode(bytes, special: special ? .token : .text)
        if printing.json {
            printing.print([
                "tokens": .array(tokens.map { .integer(Int($0)) }), "token_count": .integer(tokens.count),
                "byte_count": .integer(bytes.count), "vocabulary": .integer(tokeniser.vocabularySize),
            ])
        } else {
            Console.print(tokens.map(String.init).joined(separator: " "))
        }
        printing.note("\(tokens.count) tokens for \(bytes.count) bytes, a vocabulary of \(tokeniser.vocabularySize)")
    }

    private func modelTokeniser(_ path: String) throws -> any Tokeniser {
        Inspection.isGGUF(path) ? try GGUFTokeniser.tokeniser(file: path) : try TokeniserFiles.load(path)
    }

    private func input() throws -> [UInt8] {
        switch (text, file) {
        case (let text?, nil): return Array(text.utf8)
        case (nil, let file?): return try TextInput.read(file)
        case (nil, nil): throw CommandError.usage("The text is missing: a file, - for standard input, or --text.")
        default: throw CommandError.usage("The text is given twice: a file and --text.")
        }
    }

    private func printText(of bytes: [UInt8], _ tokeniser: any Tokeniser) throws {
        let words = bytes.split { " \n\r\t,[]".utf8.contains($0) }.map { String(decoding: $0, as: UTF8.self) }
        let tokens = try words.map { word -> Int32 in
            guard let token = Int32(word), token >= 0, Int(token) < tokeniser.vocabularySize else {
                throw CommandError(
                    .badData,
                    "\(file ?? "--text"): \"\(word)\" is no token id; expected ids in 0 ..< \(tokeniser.vocabularySize)."
                )
            }
            return token
        }
        let text = tokeniser.decode(tokens)
        if printing.json {
            printing.print(["text": .string(String(decoding: text, as: UTF8.self))])
        } else {
            Console.stream(text)
            if text.last != UInt8(ascii: "\n") { Console.print("") }
        }
    }

    private func trainTokeniser() throws {
        guard let file else { throw CommandError.usage("The data are missing: a file, a folder, or @kjv.") }
        guard let output else { throw CommandError.usage("-o DIR is missing: the folder for tokenizer.json.") }
        let target = FileSystem.join(output, TokenizerJSON.fileName)
        try CommandError.requireNew(target)
        var trainer = ByteLevelBPETrainer(.init(vocabularySize: vocabulary))
        let printing = printing
        try DataRequest(file).open { printing.note($0) }.forEachDocument(of: .train) { trainer.add($0.bytes) }
        let trained = try trainer.train()
        try FileSystem.createDirectory(output)
        try TokeniserFiles.save(trained, to: output)
        if printing.json {
            printing.print(["folder": .string(output), "vocabulary": .integer(trained.vocabularySize)])
        } else {
            Console.print("\(trained.vocabularySize) ids, \(target)")
        }
    }
}
