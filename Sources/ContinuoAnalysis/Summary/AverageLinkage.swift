/// Agglomerative clustering by the mean distance of the members of two clusters (Sokal and Michener 1958), by chains of nearest
/// neighbours (Benzécri 1982).
public enum AverageLinkage {
    /// - Parameters:
    ///   - distances: of each pair, `[count][count]`, symmetric.
    ///   - limit: clusters farther apart than this stay apart.
    /// - Returns: the cluster of each item, numbered in the order of their first items.
    /// - Complexity: O(count²) time and memory.
    public static func clusters(_ distances: [[Float]], limit: Float) -> [Int] {
        let count = distances.count
        var distances = distances
        var sizes = [Int](repeating: 1, count: count)
        var parent = Array(0..<count)
        var alive = Set(0..<count)
        var chain: [Int] = []
        while alive.count > 1 {
            if chain.isEmpty { chain.append(alive.min()!) }
            let here = chain[chain.count - 1]
            let before = chain.count > 1 ? chain[chain.count - 2] : -1
            // Of equally near ones the one before in the chain, so that chains end.
            var (nearest, least) = (before, before >= 0 ? distances[here][before] : .infinity)
            for other in alive where other != here && distances[here][other] < least {
                (nearest, least) = (other, distances[here][other])
            }
            guard least <= limit else {
                // Nothing on the chain can have a nearer neighbour than its last item has.
                alive.remove(here)
                chain.removeLast()
                continue
            }
            guard nearest == before else {
                chain.append(nearest)
                continue
            }
            chain.removeLast(2)
            let (first, second) = (min(here, before), max(here, before))
            for other in alive where other != first && other != second {
                let weight =
                    Float(sizes[first]) * distances[first][other] + Float(sizes[second]) * distances[second][other]
                let mean = weight / Float(sizes[first] + sizes[second])
                (distances[first][other], distances[other][first]) = (mean, mean)
            }
            sizes[first] += sizes[second]
            parent[second] = first
            alive.remove(second)
        }
        func root(_ item: Int) -> Int { parent[item] == item ? item : root(parent[item]) }
        var numbers: [Int: Int] = [:]
        return (0..<count).map { item in
            let own = root(item)
            numbers[own] = numbers[own] ?? numbers.count
            return numbers[own]!
        }
    }
}
