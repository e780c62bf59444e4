import ContinuoProcesses
import ContinuoTraining

/// SmolLM2-135M-Instruct as `continuo pull smollm2` or `Scripts/fetch-models` leaves it.
enum SmallChatModel {
    private static let name = "smollm2"

    /// Why rows that need it were not run.
    static let reason = "\(name) was not fetched; continuo pull \(name) does"

    /// The model with its weights as they are stored; nil where it was not fetched.
    static func load() throws -> LoadedModel? {
        guard let model = PublicModel.named(name) else { return nil }
        guard let path = model.isFetched() ? model.path() : FetchedModels.path(of: "\(name)/\(model.file)") else {
            return nil
        }
        return try ModelLoader.load(path, LoadOptions(weights: .stored))
    }
}
