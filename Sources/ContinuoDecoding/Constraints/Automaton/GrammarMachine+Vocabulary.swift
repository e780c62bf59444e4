extension GrammarMachine {
    /// The tokens whose bytes can all be read after a state: one walk over the vocabulary's tree that turns back where the
    /// grammar does.
    mutating func admissibleTokens(
        after state: Int32,
        _ vocabulary: TokenVocabulary
    ) throws(GrammarError) -> TokenMask {
        var mask = TokenMask(vocabularySize: vocabulary.size)
        var path = [Int32](repeating: state, count: vocabulary.depth + 1)
        let classes = network.classOfByte
        var index = 0
        while index < vocabulary.nodes.count {
            let node = vocabulary.nodes[index]
            let next = try advance(path[Int(node.depth)], ofClass: classes[Int(node.byte)])
            guard next != GrammarMachine.dead else {
                index = Int(node.next)
                continue
            }
            path[Int(node.depth) + 1] = next
            if node.token >= 0 { mask.insert(node.token) }
            index += 1
        }
        for (token, others) in vocabulary.twins where mask.contains(token) {
            for other in others { mask.insert(other) }
        }
        return mask
    }
}
