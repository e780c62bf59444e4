import Foundation

/// The memory of this process, as Linux counts it.
enum PeakMemory {
    /// Bytes by which the resident memory rose at most while `body` ran; nil where the system does not tell.
    static func rise(during body: () throws -> Void) rethrows -> Double? {
        // 5 sets the peak back to what is resident now.
        let isReset = FileManager.default.isWritableFile(atPath: "/proc/self/clear_refs") && reset()
        let before = kibibytes("VmRSS")
        try body()
        guard isReset, let before, let peak = kibibytes("VmHWM") else { return nil }
        return 1024 * (peak - before)
    }

    private static func reset() -> Bool {
        guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
        return (try? file.write(contentsOf: Data("5".utf8))) != nil
    }

    private static func kibibytes(_ field: String) -> Double? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(field):") }
        return line.flatMap { Double($0.filter(\.isNumber)) }
    }
}
