import ContinuoTensor

/// Which variables of a multivariate series may look at which.
public enum VariableGraph: Codable, Sendable, Hashable {
    /// Each sees all.
    case all
    /// Each sees itself: channels are independent.
    case none
    /// The first one, the target, sees all; each of the others, the covariates, sees itself.
    case covariate
    /// Row m says whom variable m sees; a variable always sees itself.
    case matrix([[Bool]])

    /// Whether a variable may look at another.
    public func sees(_ variable: Int, _ other: Int) -> Bool {
        if variable == other { return true }
        return switch self {
        case .all: true
        case .none: false
        case .covariate: variable == 0
        case .matrix(let rows): rows[variable][other]
        }
    }

    /// The Kronecker product of the graph with the order of time: variable m sees variable n at every patch up to its own, where
    /// m may look at n. Tokens are patch by patch, the variables of a patch side by side.
    /// - Parameters:
    ///   - queries: patches that look.
    ///   - keys: patches that are looked at; the last ones are the queries' own.
    public func mask(variables: Int, queries: Int, keys: Int) -> AttentionMask {
        AttentionMask(queries: queries * variables, keys: keys * variables) { query, key in
            key / variables <= keys - queries + query / variables && sees(query % variables, key % variables)
        }
    }
}

/// Written as `all`, `none` or `covariate`, or as the rows of the matrix.
extension VariableGraph {
    private static let names: [(String, VariableGraph)] = [("all", .all), ("none", .none), ("covariate", .covariate)]

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let name = try? container.decode(String.self) {
            guard let found = Self.names.first(where: { $0.0 == name }) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "expected all, none, covariate or rows of a matrix, found \(name)"
                )
            }
            self = found.1
        } else {
            self = .matrix(try container.decode([[Bool]].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .matrix(let rows) = self {
            try container.encode(rows)
        } else {
            try container.encode(Self.names.first { $0.1 == self }?.0 ?? "none")
        }
    }
}
