import ArgumentParser
import Continuo
import Foundation

/// `continuo compress-file`.
struct CompressFileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compress-file",
        abstract: "Make a file small with a model: what the model predicts well takes few bits.",
        discussion: """
            Example: continuo compress-file kjv-ngrams notes.txt

            Any model that predicts the next token serves. The same model, and for a network the same kernels, give the file back; \
            everything else is refused. The number of threads does not matter.
            """
    )

    @Argument(help: "A model's folder, a GGUF file, an n-gram model, or the name of a model that was pulled.")
    var model: String
    @Argument(help: "The file.") var file: String
    @Option(name: [.customShort("o"), .long], help: "The compressed file (default: the file's name with .cntz).")
    var output: String?
    @Option(
        help: "Parts that are coded side by side: more is faster and takes some more bytes (default: by the length)."
    ) var rows: Int?
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        if let rows, !(1...256).contains(rows) { throw ValidationError("--rows \(rows): expected 1 to 256.") }
    }

    func run() throws {
        let output = output ?? file + ".cntz"
        let bytes = try FileSystem.read(file)
        let coding = try FileCoding(model, output: output, isShown: !printing.quiet)
        let began = Date()
        let packed = try coding.compressor.compress(bytes, rows: rows, progress: coding.progress)
        let seconds = Date().timeIntervalSince(began)
        try AtomicFile.write(packed, to: output)
        coding.end()
        let bits = bytes.isEmpty ? 0 : 8 * Double(packed.count) / Double(bytes.count)
        if printing.json {
            printing.print([
                "file": .string(output), "bytes": .integer(bytes.count), "compressed_bytes": .integer(packed.count),
                "bits_per_byte": .number(bits), "seconds": .number(seconds),
            ])
        } else {
            Console.print(
                "\(output): \(Figures.bytes(packed.count)) of \(Figures.bytes(bytes.count)), "
                    + "\(Figures.fixed(bits, 3)) bits a byte, \(Figures.fixed(seconds, 1)) s"
            )
        }
    }
}

/// `continuo decompress-file`.
struct DecompressFileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decompress-file",
        abstract: "Give back a file that compress-file made small.",
        discussion: "Example: continuo decompress-file kjv-ngrams notes.txt.cntz -o notes.txt"
    )

    @Argument(help: "The model that it was made with.") var model: String
    @Argument(help: "The compressed file.") var file: String
    @Option(name: [.customShort("o"), .long], help: "The file to write (default: the name without .cntz).") var output:
        String?
    @OptionGroup var printing: OutputOptions

    func run() throws {
        guard let output = output ?? (file.hasSuffix(".cntz") ? String(file.dropLast(5)) : nil) else {
            throw CommandError.usage("\(file) does not end with .cntz; name the file to write with -o.")
        }
        let packed = try FileSystem.read(file, allowsEmpty: false)
        let coding = try FileCoding(model, output: output, isShown: !printing.quiet)
        let bytes = try coding.compressor.decompress(packed, file: file, progress: coding.progress)
        try AtomicFile.write(bytes, to: output)
        coding.end()
        if printing.json {
            printing.print(["file": .string(output), "bytes": .integer(bytes.count)])
        } else {
            Console.print("\(output): \(Figures.bytes(bytes.count))")
        }
    }
}

/// What both directions need: the model, and a line of progress.
private final class FileCoding {
    let compressor: ModelCompressor
    private var line: ProgressLine
    private let began = Date()

    /// - Throws: where the output exists, or there is no such model.
    init(_ path: String, output: String, isShown: Bool) throws {
        try CommandError.requireNew(output, name: "another file with -o")
        let loaded = try ModelLoader.load(path)
        compressor = ModelCompressor(
            loaded.model,
            loaded.tokeniser,
            circumstances: try ModelLoader.circumstances(of: path, loaded)
        )
        line = ProgressLine(isShown: isShown)
        Interruption.listen()
    }

    /// Shows the share that is done; ends the work where the user asked for it, with nothing written.
    func progress(_ share: Double) throws {
        if Interruption.isRequested { throw ExitCode(ExitStatus.interrupted.rawValue) }
        let elapsed = Date().timeIntervalSince(began)
        if line.isDue(elapsed) {
            line.show(share: share, "ETA \(ProgressLine.remaining(share: share, elapsed: elapsed))")
        }
    }

    func end() { line.end() }
}
