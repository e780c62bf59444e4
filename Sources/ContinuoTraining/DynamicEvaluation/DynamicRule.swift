/// How a model adapts to the text that it scores (Krause et al. 2018).
public struct DynamicRule: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// θ ← θ − η g.
        case sgd
        /// θ ← θ − η g / (√MS + ε) + λ (θ_g − θ) ⊙ R, where MS is the mean squared gradient of each parameter on training
        /// data, θ_g the trained parameters, and R = √MS over its mean, at most 1/λ.
        case rms
        /// Only a matrix M over so many hidden units is adapted, h' = h + M h, from M = 0, by SGD with decay:
        /// M ← M − η g − λ M. The network is left alone, so that many texts can be adapted to at once. In a network whose
        /// state can be adapted (an LSTM), h' stands in the place of h in the last layer's output and recurrence; in any
        /// other, in the vector that the output matrix reads.
        case sparse(units: Int)
        /// As `sparse`, with the steps and the pull of `rms`: MS is that of M's gradient on training data, at M = 0.
        case sparseRMS(units: Int)
    }

    public var kind: Kind
    /// η.
    public var rate: Double
    /// λ: pull towards the trained parameters.
    public var decay: Double
    /// ε.
    public var epsilon: Double
    /// Tokens that are scored before each update.
    public var segment: Int

    /// Whether the rule needs mean squared gradients of training data.
    public var needsMeanSquare: Bool {
        switch kind {
        case .rms, .sparseRMS: true
        case .sgd, .sparse: false
        }
    }

    /// Size of M; nil where the network's own parameters are adapted.
    public var units: Int? {
        switch kind {
        case .sparse(let units), .sparseRMS(let units): units
        case .sgd, .rms: nil
        }
    }

    /// The defaults of a kind for segments of 20 tokens.
    public init(_ kind: Kind, rate: Double? = nil, decay: Double? = nil, epsilon: Double = 2e-5, segment: Int = 20) {
        self.kind = kind
        self.segment = segment
        self.epsilon = epsilon
        switch kind {
        case .sgd: (self.rate, self.decay) = (rate ?? 0.05, decay ?? 0)
        case .rms: (self.rate, self.decay) = (rate ?? 2e-4, decay ?? 2e-3)
        case .sparse: (self.rate, self.decay) = (rate ?? 0.02, decay ?? 1e-3)
        case .sparseRMS: (self.rate, self.decay) = (rate ?? 2e-4, decay ?? 2e-3)
        }
    }

    /// `sgd`, `sgd(rate)`, `rms`, `rms(rate,decay)`, `rms(rate,decay,epsilon)`, `sparse(units)`,
    /// `sparse(units,rate,decay)`, and `sparse-rms` like `sparse`; nil for anything else.
    public init?(_ text: String, segment: Int = 20) {
        let parts = text.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, parts.count == 1 || parts[1].hasSuffix(")") else { return nil }
        let fields = parts.count == 1 ? [] : parts[1].dropLast().split(separator: ",", omittingEmptySubsequences: false)
        let numbers = fields.compactMap { Double($0.filter { $0 != " " }) }
        guard numbers.count == fields.count, numbers.allSatisfy({ $0 >= 0 && $0.isFinite }), segment >= 1 else {
            return nil
        }
        func number(_ index: Int) -> Double? { numbers.indices.contains(index) ? numbers[index] : nil }
        switch (name, numbers.count) {
        case ("sgd", 0...1): self.init(.sgd, rate: number(0), segment: segment)
        case ("rms", 0...3):
            self.init(.rms, rate: number(0), decay: number(1), epsilon: number(2) ?? 2e-5, segment: segment)
        case ("sparse", 1...3), ("sparse-rms", 1...3):
            guard let units = Int(exactly: numbers[0]), units >= 1 else { return nil }
            let kind: Kind = name == "sparse" ? .sparse(units: units) : .sparseRMS(units: units)
            self.init(kind, rate: number(1), decay: number(2), segment: segment)
        default: return nil
        }
    }
}
