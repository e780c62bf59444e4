import Foundation

/// The built program, run as a user does.
enum Program {
    struct Result {
        var status: Int32
        var output: String
        var error: String
    }

    /// Where the program is: beside the tests, or in the package's build folder.
    static let path: String = {
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let places = [beside, package.appending(path: ".build/release"), package.appending(path: ".build/debug")]
        let found = places.map { $0.appending(path: "continuo").path }
        return found.first { FileManager.default.isExecutableFile(atPath: $0) } ?? found[0]
    }()

    /// Starts it; `whileRunning` is given the process when it has written something to standard error.
    static func run(
        _ arguments: [String],
        in folder: String,
        input: String = "",
        environment: [String: String] = [:],
        whileRunning: ((Process) -> Void)? = nil
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let kept = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CONTINUO_") }
        process.environment = kept.merging(environment) { $1 }
        let (output, error, feed) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        process.standardInput = feed
        try process.run()
        feed.fileHandleForWriting.write(Data(input.utf8))
        try feed.fileHandleForWriting.close()
        var errorBytes = Data()
        if let whileRunning {
            while !errorBytes.contains(UInt8(ascii: "\n"))
                || !String(decoding: errorBytes, as: UTF8.self).contains("step ")
            {
                let piece = error.fileHandleForReading.availableData
                if piece.isEmpty { break }
                errorBytes += piece
            }
            whileRunning(process)
        }
        // Results here are far smaller than what a pipe holds, so that reading one after the other cannot block.
        let outputBytes = output.fileHandleForReading.readDataToEndOfFile()
        errorBytes += error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: String(decoding: outputBytes, as: UTF8.self),
            error: String(decoding: errorBytes, as: UTF8.self)
        )
    }
}

/// A folder that is gone after the test.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "continuo-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}
