/// A task of putting texts into classes.
public struct TextClassification: Sendable {
    /// One or more texts that belong together, and their class.
    public struct Example: Sendable, Equatable {
        public let texts: [String]
        public let label: Int32

        public init(_ texts: [String], label: Int) {
            self.texts = texts
            self.label = Int32(label)
        }
    }

    public let name: String
    public let classNames: [String]
    public var train: [Example] = []
    public var validation: [Example] = []
    public var test: [Example] = []

    public init(name: String, classNames: [String]) {
        self.name = name
        self.classNames = classNames
    }

    mutating func add(_ example: Example, to part: DatasetPart) {
        switch part {
        case .train: train.append(example)
        case .validation: validation.append(example)
        case .test: test.append(example)
        }
    }
}
