import ContinuoTensor

/// A generator of sequences with nested chunks and variables, whose library is known.
///
/// At each step two objects become a chunk, or two to four objects become a variable and two further ones around it a chunk; sequences
/// are objects drawn one after another by fixed frequencies.
public struct ChunkVariableSource: Sendable {
    /// What the sequences are made of, with the true frequencies as counts.
    public let library: ChunkLibrary
    private let weights: [Double]

    /// - Parameters:
    ///   - alphabet: number of symbols.
    ///   - steps: chunks that are made; every second one has a variable.
    public init(alphabet: Int, steps: Int, hasVariables: Bool = true, using random: inout RandomStream) {
        precondition(alphabet >= 8 && steps >= 0, "an alphabet of \(alphabet) and \(steps) steps")
        var library = ChunkLibrary(alphabet: alphabet)
        for step in 0..<steps {
            // Different objects each time, so that no two chunks begin alike by necessity.
            let order = random.permutation(library.items.count)
            if hasVariables, step % 2 == 1 {
                let size = 2 + random.integer(below: 3)
                let variable = library.addVariable(Set(order[2..<(2 + size)]))
                library.add([.item(order[0]), .variable(variable), .item(order[1])])
            } else {
                library.add([.item(order[0]), .item(order[1])])
            }
        }
        weights = (0..<library.items.count).map { _ in 0.2 + random.uniform() }
        self.library = library
    }

    /// Draws objects.
    /// - Returns: the symbols, and how many objects they are.
    public func draw(objects count: Int, using random: inout RandomStream) -> (symbols: [Int], objects: [ParsedItem]) {
        let objects = (0..<count).map { _ in draw(random.categorical(weights), using: &random) }
        return (library.decode(objects), objects)
    }

    private func draw(_ item: Int, using random: inout RandomStream) -> ParsedItem {
        var choices: [ParsedItem] = []
        for part in library.items[item].flat {
            guard case .variable(let variable) = part else { continue }
            let members = library.variables[variable].members
            choices.append(draw(members[random.integer(below: members.count)], using: &random))
        }
        return ParsedItem(item: item, choices: choices)
    }
}
