/// A model that predicts the open cells of token grids, all at once.
public protocol MaskedModel {
    /// Number of token ids, the mask among them.
    var vocabularySize: Int { get }

    /// The id of an open cell. It is never predicted.
    var mask: Int32 { get }

    /// Logits for every cell of every row, `[rows, length, vocabularySize]`, row-major. Rows are of equal length.
    func logits(for grid: [[Int32]]) throws -> [Float]
}
