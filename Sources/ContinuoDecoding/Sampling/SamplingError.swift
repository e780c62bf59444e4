/// What can be wrong with settings or with the logits that they are applied to.
public enum SamplingError: Error, Equatable, CustomStringConvertible {
    case invalidSetting(name: String, value: String, expected: String)
    case unknownSetting(name: String, known: [String])
    case notANumber(token: Int)
    case nothingLeft
    case emptyPrompt

    public var description: String {
        switch self {
        case .invalidSetting(let name, let value, let expected): "\(name) is \(value), expected: \(expected)"
        case .unknownSetting(let name, let known):
            "there is no setting \"\(name)\"; the settings are \(known.joined(separator: ", "))"
        case .notANumber(let token):
            "the model's logit of token \(token) is not a number; its weights may be damaged or have diverged in training"
        case .nothingLeft:
            "no token is left to choose: every one is forbidden by the bias, the penalties or the model"
        case .emptyPrompt:
            "the prompt is empty and the model has no distribution of the first token; give at least one token"
        }
    }
}
