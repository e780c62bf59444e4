import ContinuoFormats
import Foundation

/// Public checkpoints as `Scripts/fetch-models` leaves them: in the folder `CONTINUO_MODELS`, or else in `.cache/models` of the
/// checkout around the working folder.
enum FetchedModels {
    /// The path of a file such as `smollm2/model.gguf`; nil where it is not there.
    static func path(of file: String) -> String? {
        let chosen = ProcessInfo.processInfo.environment["CONTINUO_MODELS"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = chosen ?? checkout.map { FileSystem.join($0, ".cache/models") }
        return folder.map { FileSystem.join($0, file) }.flatMap { FileSystem.exists($0) ? $0 : nil }
    }

    private static var checkout: String? {
        EvidenceFolder.ofCheckout().map { FileSystem.directory(of: FileSystem.directory(of: $0)) }
    }
}
