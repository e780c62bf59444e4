import ArgumentParser
import Continuo

/// Matrix products by `Tensor.matmul`, in GFLOP/s: the products of `peers/gemm.py`.
struct MatrixProducts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gemm",
        abstract: "Measure products of a square and of linear layers."
    )

    @Option(help: "Time for each product, in seconds.")
    var seconds = 0.4

    private struct Product {
        let measure: String
        let m: Int
        let n: Int
        let k: Int
        var transposeLeft = false
        var transposeRight = false
    }

    private static var products: [Product] {
        let rows = 4096
        let layers = [(256, 256), (256, 768), (256, 1024), (1024, 256)]
        return [Product(measure: "square-1024", m: 1024, n: 1024, k: 1024)]
            + layers.flatMap { inputs, outputs in
                let name = "\(inputs)-to-\(outputs)"
                return [
                    Product(measure: "forward-\(name)", m: rows, n: outputs, k: inputs, transposeRight: true),
                    Product(measure: "input-gradient-\(name)", m: rows, n: inputs, k: outputs),
                    Product(measure: "weight-gradient-\(name)", m: outputs, n: inputs, k: rows, transposeLeft: true),
                ]
            }
    }

    func run() throws {
        var random = RandomStream(seed: 1)
        let rows = Self.products.map { product in
            let (m, n, k) = (product.m, product.n, product.k)
            let left = Tensor.uniform(product.transposeLeft ? [k, m] : [m, k], low: -1, high: 1, using: &random)
            let right = Tensor.uniform(product.transposeRight ? [n, k] : [k, n], low: -1, high: 1, using: &random)
            let time = medianSeconds(of: seconds, warmUp: 5) {
                _ = left.matmul(
                    right,
                    transposeSelf: product.transposeLeft,
                    transposeOther: product.transposeRight
                )
            }
            return Row(measure: product.measure, value: 2e-9 * Double(m * n * k) / time, unit: "GFLOP/s")
        }
        try Report(rows: rows).write()
    }
}
