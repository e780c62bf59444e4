import ContinuoTensor

/// Cells of a grid as points of the simplex of all ids but the mask, with the mask's share beside: what a network reads.
struct SimplexMixtures {
    let rows: Int
    let length: Int
    let vocabulary: Int
    let mask: Int
    /// `[rows · length, vocabulary]`
    private(set) var values: [Double]

    init(rows: Int, length: Int, vocabulary: Int, mask: Int32) {
        (self.rows, self.length, self.vocabulary, self.mask) = (rows, length, vocabulary, Int(mask))
        values = [Double](repeating: 0, count: rows * length * vocabulary)
    }

    /// K: the corners.
    var count: Int { vocabulary - 1 }

    /// The corner of an id, and the id of a corner: the mask has none.
    func coordinate(of token: Int32) -> Int { Int(token) < mask ? Int(token) : Int(token) - 1 }
    func id(of coordinate: Int) -> Int { coordinate < mask ? coordinate : coordinate + 1 }

    /// A point, and how early it is.
    mutating func set(_ point: [Double], noiseShare: Double, at cell: Int) {
        for (coordinate, share) in point.enumerated() { values[cell * vocabulary + id(of: coordinate)] = share }
        values[cell * vocabulary + mask] = noiseShare
    }

    /// A token that is known.
    mutating func show(_ token: Int32, at cell: Int) {
        for id in 0..<vocabulary { values[cell * vocabulary + id] = 0 }
        values[cell * vocabulary + Int(token)] = 1
    }

    /// A place of which nothing is known: the middle of the simplex at time 0.
    mutating func hide(_ cell: Int) {
        set([Double](repeating: 1 / Double(count), count: count), noiseShare: 1, at: cell)
    }

    /// The point of a cell.
    func point(at cell: Int) -> [Double] { (0..<count).map { values[cell * vocabulary + id(of: $0)] } }

    /// `[rows, length, vocabulary]`
    func tensor(_ type: ElementType) -> Tensor {
        Tensor(values, shape: [rows, length, vocabulary]).cast(to: type)
    }
}
