/// One system of the catalogue, its claim measured here. The method itself lives on its axis; a reproduction only sets up
/// data, arms and figures.
public protocol Reproduction: Sendable {
    /// Id in the catalogue.
    var id: String { get }

    /// What is claimed, in one or two sentences with its thresholds.
    var claim: String { get }

    /// How a user reaches the method, such as `continuo score MODEL FILE --dynamic rms`.
    var command: String { get }

    /// Parts of the system that are not there yet; while there are some, its status is `partial` whatever was measured.
    var notCarried: [String] { get }

    /// Measures the claim. Both budgets share the code; a quick run states the rows that mean something at its size.
    func run(on bench: Workbench) throws -> Evidence
}

extension Reproduction {
    /// The title in the catalogue.
    public var title: String { Catalogue.entry(id)?.title ?? id }

    public var notCarried: [String] { [] }
}

/// What a reproduction works with.
public struct Workbench: Sendable {
    public let budget: Budget

    /// Models that are trained once.
    public let fixtures: FixtureCache

    private let tell: @Sendable (String) -> Void

    public init(
        budget: Budget,
        fixtures: FixtureCache = FixtureCache(),
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.budget = budget
        self.fixtures = fixtures
        tell = progress
    }

    /// Says what goes on now.
    public func progress(_ text: String) { tell(text) }
}

/// How much a run may cost.
public enum Budget: String, Sendable, Codable, CaseIterable {
    /// At most 20 seconds, for continuous integration: the rows that mean something at that size.
    case quick

    /// At most 10 minutes: the claim.
    case full

    /// Seconds of wall-clock time for the whole run.
    public var seconds: Double { self == .quick ? 20 : 600 }

    /// The value for this budget.
    public func choose<Value>(quick: Value, full: Value) -> Value { self == .quick ? quick : full }
}
