import ContinuoSequences

extension SamplingSettings {
    /// Adds a bias written as `token=value`: a token id, or a text that is one token, and what is added to its logit, where
    /// −∞, written `-inf`, forbids it. A text in double quotes is a text even where it is a number.
    /// - Throws: `SamplingError.invalidSetting` for what is malformed, and for a text of several tokens.
    public mutating func addLogitBias(_ argument: String, tokeniser: any Tokeniser) throws(SamplingError) {
        func refuse(_ expected: String) -> SamplingError {
            .invalidSetting(name: "logit_bias", value: "\"\(argument)\"", expected: expected)
        }
        guard let separator = argument.lastIndex(of: "="), separator > argument.startIndex,
            let value = Double(argument[argument.index(after: separator)...]), !value.isNaN, value != .infinity
        else { throw refuse("a token's id or text, =, and a number or -inf") }
        var text = String(argument[..<separator])
        if let id = Int32(text) {
            guard id >= 0, Int(id) < tokeniser.vocabularySize else {
                throw refuse("token ids in 0 ..< \(tokeniser.vocabularySize)")
            }
            logitBias[id] = value
            return
        }
        if text.count > 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = String(text.dropFirst().dropLast()) }
        let tokens = tokeniser.encode(text, special: .token)
        guard tokens.count == 1 else {
            throw refuse(
                "a text that is one token; this one is \(tokens.count) (\(tokens.map(String.init).joined(separator: ", ")))"
            )
        }
        logitBias[tokens[0]] = value
    }
}
