import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor

/// A network that sees both directions, as a predictor of masked cells.
public struct MaskedBackbone: MaskedModel {
    public let backbone: any Backbone
    public let mask: Int32

    public init(_ backbone: any Backbone, mask: Int32) {
        self.backbone = backbone
        self.mask = mask
    }

    public var vocabularySize: Int { backbone.vocabularySize }

    /// Logits of the masked cells `[rows, length, vocabularySize]`; those of other cells are 0 and are not computed.
    public func logits(for grid: [[Int32]]) throws -> [Float] {
        let tokens = grid.flatMap { $0 }
        let open = tokens.indices.filter { tokens[$0] == mask }
        let width = vocabularySize
        var result = [Float](repeating: 0, count: tokens.count * width)
        withoutGradients {
            let hidden = backbone.hidden(Tensor(rows: grid), .bidirectional).reshaped([tokens.count, backbone.width])
            let logits = backbone.logits(hidden.rows(at: Tensor(open.map(Int32.init)))).cast(to: .float32)
            let values = logits.pointer(Float.self)
            for (row, cell) in open.enumerated() {
                for id in 0..<width { result[cell * width + id] = values[row * width + id] }
            }
        }
        return result
    }
}
