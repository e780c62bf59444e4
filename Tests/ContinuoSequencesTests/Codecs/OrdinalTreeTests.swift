import ContinuoFormats
import Foundation
import Testing

@testable import ContinuoSequences

@Suite struct OrdinalTreeTests {
    @Test(arguments: 2...100) func pathsAndClassesAreOneToOne(classes: Int) {
        let tree = OrdinalTree(balanced: classes)
        #expect(tree.classes == classes && tree.depth == Int(ceil(log2(Double(classes)))))
        var paths: Set<[Int]> = []
        for label in 0..<classes {
            let path = tree.path(of: label)
            #expect(tree.label(of: path) == label)
            paths.insert(path)
        }
        #expect(paths.count == classes)
    }

    @Test func eightClassesAreHalvedThreeTimes() {
        #expect(OrdinalTree(balanced: 8).levels[0] == [0..<4, 4..<8])
        #expect(OrdinalTree(balanced: 8).levels[1] == [0..<2, 2..<4, 4..<6, 6..<8])
        #expect(
            OrdinalTree(balanced: 5).levels == [
                [0..<3, 3..<5], [0..<2, 2..<3, 3..<4, 4..<5], [0..<1, 1..<2, 2..<3, 3..<4, 4..<5],
            ]
        )
    }

    @Test func whatLeavesTheTreeIsNoPath() {
        let tree = OrdinalTree(balanced: 8)
        #expect(
            tree.label(of: [0, 2, 4]) == nil && tree.label(of: [0, 1]) == nil && tree.label(of: [0, 9, 0]) == nil
        )
    }

    @Test func aTreeOfOnesOwn() throws {
        let tree = try OrdinalTree("[[0, 1], [2, [3, 4]], 5]")
        #expect(tree.levels[0] == [0..<2, 2..<5, 5..<6] && tree.depth == 3 && tree.classes == 6)
        for label in 0..<6 { #expect(tree.label(of: tree.path(of: label)) == label) }
        let ids = tree.levels.indices.flatMap { level in
            tree.levels[level].indices.map { tree.id(level: level, node: $0) }
        }
        #expect(ids == Array(0..<tree.nodeCount))
    }

    @Test(arguments: ["[0, 2]", "[1, 0]", "[[0], 1]", "7", "[0, \"a\"]", "[]"]) func brokenTreesAreRefused(text: String)
    {
        #expect(throws: OrdinalTreeError.self) { try OrdinalTree(text) }
    }

    @Test func whatIsNoJSONIsRefused() {
        #expect(throws: DataFileError.self) { try OrdinalTree("[0, 1") }
    }
}
