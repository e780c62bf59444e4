import Foundation

/// Where the program keeps what it can fetch or make again: below `CONTINUO_CACHE`, or else `XDG_CACHE_HOME/continuo`, or
/// else `~/.cache/continuo` (XDG Base Directory Specification). Deleting it costs time only.
public enum CacheFolder {
    /// The folder of one concern, such as `models`. It need not exist.
    public static func path(_ concern: String) -> String {
        let environment = ProcessInfo.processInfo.environment
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let caches = { value("XDG_CACHE_HOME") ?? FileSystem.join(NSHomeDirectory(), ".cache") }
        return FileSystem.join(value("CONTINUO_CACHE") ?? FileSystem.join(caches(), "continuo"), concern)
    }
}
