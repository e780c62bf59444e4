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
        var result = self
        let widths = stride(from: step, through: greatest, by: step)
        let width = try ParameterBudget.width(forParameters: parameters, among: widths) { width in
            result.model["width"] = .integer(width)
            let network = try FamilyRegistry.recipe(
                family,
                vocabularySize: vocabularySize,
                overrides: result.model
            )
            var initialiser = Initialiser(unspecified: .float32)
            return try network.backbone(.causal, &initialiser).parameterCount
        }
        result.model["width"] = .integer(width)
        return result
    }
}
