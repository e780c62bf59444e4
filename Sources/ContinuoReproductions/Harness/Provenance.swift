import Foundation

/// Where figures come from.
enum Provenance {
    /// The commit of the checkout that a folder lies in, with `+` where files differ from it; nil outside of one.
    static func commit(of folder: String) -> String? {
        guard let hash = git(["rev-parse", "HEAD"], in: folder), !hash.isEmpty else { return nil }
        let changes = git(["status", "--porcelain", "--", ":/Sources", ":/Package.swift"], in: folder) ?? ""
        return hash + (changes.isEmpty ? "" : "+")
    }

    /// Processor, number of cores and memory.
    static var machine: String {
        let information = ProcessInfo.processInfo
        let memory = Double(information.physicalMemory) / 1_073_741_824
        return "\(processor), \(information.activeProcessorCount) cores, \(Int(memory.rounded())) GiB"
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    }

    private static func git(_ arguments: [String], in folder: String) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard FileManager.default.fileExists(atPath: folder), (try? process.run()) != nil else { return nil }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
