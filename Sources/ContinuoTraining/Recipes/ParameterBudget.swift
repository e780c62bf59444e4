/// Sizes at which networks of different kinds can be compared.
public enum ParameterBudget {
    /// The width whose network has the number of parameters nearest to an asked one; of two that are equally near, the smaller.
    /// - Parameters:
    ///   - widths: rising; those at which there is no such network are passed over.
    ///   - count: the number of parameters at a width, which rises with it.
    /// - Throws: what `count` throws where there is a network at no width.
    public static func width(
        forParameters parameters: Int,
        among widths: some Sequence<Int>,
        _ count: (Int) throws -> Int
    ) throws -> Int {
        var (best, refusal): ((width: Int, distance: Int)?, (any Error)?) = (nil, nil)
        for width in widths {
            do {
                let found = try count(width)
                let distance = abs(found - parameters)
                if best.map({ distance < $0.distance }) ?? true { best = (width, distance) }
                if found > parameters { break }
            } catch {
                refusal = error
            }
        }
        if let best { return best.width }
        throw refusal ?? TrainingError.badSetting(field: "width", expected: "at least one to choose from")
    }
}
