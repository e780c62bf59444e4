import ContinuoBackbones
import ContinuoFormats

extension Recipe {
    /// The recipe with the width, a multiple of `step`, whose number of parameters is nearest to the asked one.
    /// - Parameter greatest: the greatest width that is tried.
    /// - Throws: the recipe's own error where it can be built at no width.
    public func sized(
        parameters: Int,
        vocabularySize: Int,
        step: Int = 8,
        greatest: Int = 1024
    ) throws -> Recipe {
        var (best, refusal): ((recipe: Recipe, distance: Int)?, (any Error)?) = (nil, nil)
        for width in stride(from: step, through: greatest, by: step) {
            var candidate = self
            candidate.model["width"] = .integer(width)
            let count: Int
            do {
                let family = try FamilyRegistry.recipe(
                    candidate.family,
                    vocabularySize: vocabularySize,
                    overrides: candidate.model
                )
                var initialiser = Initialiser(unspecified: .float32)
                count = try family.backbone(.causal, &initialiser).parameterCount
            } catch {
                refusal = error
                continue
            }
            let distance = abs(count - parameters)
            if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
            if count > parameters { break }
        }
        guard let best else { throw refusal! }
        return best.recipe
    }
}
