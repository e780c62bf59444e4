import ContinuoTensor
import Testing

@testable import ContinuoTraining

@Suite struct MuonTests {
    @Test(arguments: [[8, 8], [4, 12], [12, 4]])
    func singularValuesMoveToOne(_ shape: [Int]) {
        var random = RandomStream(seed: 2)
        let matrix = Tensor.normal(shape, using: &random)
        let result = Muon.orthogonalised(matrix)
        let isTall = shape[0] > shape[1]
        let gram = isTall ? result.matmul(result, transposeSelf: true) : result.matmul(result, transposeOther: true)
        for row in 0..<gram.shape[0] {
            let diagonal = Double(gram.pointer(Float.self)[row * gram.shape[0] + row])
            #expect(diagonal > 0.3 && diagonal < 1.6)
        }
    }
}
