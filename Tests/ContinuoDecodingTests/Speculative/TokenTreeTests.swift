import ContinuoDecoding
import ContinuoTestSupport
import Testing

struct TokenTreeTests {
    /// ```
    /// root ─ 0 ─ 2 ─ 4
    ///      └ 1   └ 3
    /// ```
    static var tree: TokenTree {
        var tree = TokenTree()
        tree.append(10, after: nil, probability: 0.6)
        tree.append(11, after: nil, probability: 0.3)
        tree.append(12, after: 0, probability: 0.5)
        tree.append(13, after: 0, probability: 0.25)
        tree.append(14, after: 2, probability: 0.5)
        return tree
    }

    @Test func nodesKnowTheirPaths() {
        let tree = Self.tree
        #expect(tree.nodes.map(\.depth) == [1, 1, 2, 2, 3] && tree.depth == 3)
        #expect(tree.leafPaths == [[1], [0, 3], [0, 2, 4]])
        #expect(tree.children(of: nil) == [0, 1] && tree.children(of: 0) == [2, 3] && tree.children(of: 4) == [])
        let mask = tree.ancestorMask
        for node in 0..<5 {
            #expect((0..<5).filter { mask[node * 5 + $0] } == tree.path(to: node))
        }
    }

    @Test func stepsReadTheTree() {
        let step = Self.tree.step(root: 9, length: 4)
        #expect(step.tokens == [[9, 10, 11, 12, 13, 14]])
        #expect(step.positions == [[4, 5, 5, 6, 6, 7]])
        let sees = { (query: Int) in (0..<10).filter { step.sees!(0, query, $0) } }
        #expect(sees(0) == [0, 1, 2, 3, 4])
        #expect(sees(4) == [0, 1, 2, 3, 4, 5, 8])
        #expect(sees(5) == [0, 1, 2, 3, 4, 5, 7, 9])
    }

    @Test func pruningKeepsTheLikeliestPaths() {
        let tree = Self.tree
        #expect(tree.pruned(to: 3).nodes.map(\.token) == [10, 11, 12])
        #expect(tree.pruned(to: 4).nodes.map(\.parent) == [nil, nil, 0, 0])
        #expect(tree.pruned(to: 9) == tree && tree.pruned(to: 0).isEmpty)
        let probabilities = tree.nodes.map(\.probability)
        expectClose(probabilities, [0.6, 0.3, 0.3, 0.15, 0.15], tolerance: 1e-12)
    }

    @Test func shapesComeFromRanks() throws {
        let shape = try TreeShape(paths: [[1], [0, 0, 2], [0, 1]])
        #expect(shape.nodes.map(\.rank) == [0, 1, 0, 1, 2])
        #expect(shape.nodes.map(\.parent) == [nil, nil, 0, 0, 2] && shape.depth == 3)
        #expect(try TreeShape(widths: [2, 2]).nodes.map(\.parent) == [nil, nil, 0, 0, 1, 1])
        #expect(try TreeShape(paths: []).depth == 0)
        #expect(throws: SpeculationError.badTreeRank(-1)) { try TreeShape(paths: [[0, -1]]) }
        #expect(throws: SpeculationError.badTreeRank(0)) { try TreeShape(widths: [2, 0]) }
    }
}
