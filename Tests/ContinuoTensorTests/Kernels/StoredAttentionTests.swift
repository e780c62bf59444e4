import CKernels
import Testing

extension KernelTests {
    /// Attention over keys and values in the formats of caches.
    @Suite struct StoredAttentionTests {
        struct Problem: Sendable, CustomStringConvertible {
            var batch = 2
            var queryHeads = 4
            var keyHeads = 2
            var queries: Int
            var keys: Int
            var width: Int
            var window = 0
            /// Rows hold different numbers of keys; behind them lies NaN.
            var ragged = false
            var softCap = 0.0

            var description: String {
                "B\(batch) H\(queryHeads)/\(keyHeads) T\(queries)x\(keys) D\(width) w\(window) ragged \(ragged)"
            }
            func held(_ row: Int) -> Int { ragged && row % 2 == 1 ? max(queries, keys * 2 / 3) : keys }
        }

        static let problems: [Problem] = [1, 2, 7, 8, 16, 17, 80].flatMap { queries in
            [
                Problem(queries: queries, keys: queries + 61, width: 32),
                Problem(queries: queries, keys: queries + 700, width: 64, ragged: true),
                Problem(keyHeads: 1, queries: queries, keys: queries + 90, width: 96, window: 50, ragged: true),
                Problem(keyHeads: 4, queries: queries, keys: queries + 130, width: 24, window: 70, softCap: 2),
                Problem(queries: queries, keys: queries + 5, width: 3, ragged: true),
            ]
        }
        static let formats = [CK_WEIGHT_F32, CK_WEIGHT_F16, CK_WEIGHT_Q8_0].map { Int32($0.rawValue) }

        /// Keys or values as a format stores them, and the numbers that these stand for; NaN where no row holds any.
        struct Stored {
            let bytes: UnsafeMutableRawPointer
            let numbers: KernelBuffer<Float>

            init(_ problem: Problem, _ format: Int32, seed: UInt64) {
                let width = problem.keyHeads * problem.width, count = problem.batch * problem.keys * width
                var values = uniform(count, -2...2, seed: seed)
                for row in 0..<problem.batch {
                    let start = row * problem.keys * width
                    for i in problem.held(row) * width..<problem.keys * width { values[start + i] = .nan }
                }
                let source = KernelBuffer<Float>(values)
                numbers = KernelBuffer<Float>(count)
                bytes = .allocate(byteCount: max(4 * count, 1), alignment: 64)
                ck_weight_encode(format, source.pointer, Int64(count), bytes)
                ck_weight_decode(format, bytes, Int64(count), numbers.pointer)
            }
        }

        /// Runs `body` with the kernels' description of the queries `some` of the problem.
        static func withShape(_ problem: Problem, _ some: Range<Int>, _ body: (ck_attention) -> Void) {
            var shape = ck_attention_make(
                problem.batch,
                problem.queryHeads,
                problem.keyHeads,
                some.count,
                problem.keys,
                problem.width
            )
            let rowWidth = problem.queryHeads * problem.width
            shape.q.batch = problem.queries * rowWidth
            shape.causal = true
            shape.window = problem.window
            shape.soft_cap = problem.softCap
            let rows = 0..<problem.batch
            let offsets = rows.map { Int32(problem.held($0) - problem.queries + some.lowerBound) }
            let lengths = rows.map { Int32(problem.held($0) - problem.queries + some.upperBound) }
            offsets.withUnsafeBufferPointer { offsets in
                lengths.withUnsafeBufferPointer { lengths in
                    shape.query_offsets = offsets.baseAddress
                    shape.key_lengths = lengths.baseAddress
                    body(shape)
                }
            }
        }

        static func run(_ problem: Problem, _ format: Int32, _ some: Range<Int>, _ k: Stored, _ v: Stored) -> [Double] {
            let rowWidth = problem.queryHeads * problem.width
            let q = KernelBuffer<Float>(uniform(problem.batch * problem.queries * rowWidth, -2...2, seed: 3))
            let o = KernelBuffer<Float>(problem.batch * some.count * rowWidth)
            withShape(problem, some) { shape in
                withUnsafePointer(to: shape) {
                    let start = q.pointer + some.lowerBound * rowWidth
                    ck_attention_forward_stored($0, format, start, k.bytes, v.bytes, o.pointer, nil)
                }
            }
            return o.values
        }

        static func formats(for problem: Problem) -> [Int32] {
            formats.filter { problem.width % Int(ck_weight_find($0)!.pointee.block_elements) == 0 }
        }

        static func withStored(_ problem: Problem, _ body: (Int32, Stored, Stored) -> Void) {
            for format in formats(for: problem) {
                let k = Stored(problem, format, seed: 1), v = Stored(problem, format, seed: 2)
                body(format, k, v)
                k.bytes.deallocate()
                v.bytes.deallocate()
            }
        }

        /// Stored keys and values give what the numbers that they stand for give, to the bit.
        @Test(arguments: KernelTests.levels)
        func equalsTheStoredNumbers(level: ck_level) {
            for problem in Self.problems {
                Self.withStored(problem) { format, k, v in
                    let (found, expected) = KernelTests.at(level) {
                        let q = uniform(
                            problem.batch * problem.queries * problem.queryHeads * problem.width,
                            -2...2,
                            seed: 3
                        )
                        let queries = KernelBuffer<Float>(q), o = KernelBuffer<Float>(q.count)
                        Self.withShape(problem, 0..<problem.queries) { shape in
                            withUnsafePointer(to: shape) {
                                ck_attention_forward_f32(
                                    $0,
                                    queries.pointer,
                                    k.numbers.pointer,
                                    v.numbers.pointer,
                                    o.pointer,
                                    nil
                                )
                            }
                        }
                        return (Self.run(problem, format, 0..<problem.queries, k, v), o.values)
                    }
                    #expect(found == expected, "\(problem) in format \(format) at level \(level.rawValue)")
                }
            }
        }

        /// A query beside up to 15 others has the bits that it has alone: what speculation needs to be lossless.
        @Test func bitsDoNotDependOnOtherQueries() {
            for problem in Self.problems where (2...16).contains(problem.queries) {
                let width = problem.queryHeads * problem.width
                Self.withStored(problem) { format, k, v in
                    let together = Self.run(problem, format, 0..<problem.queries, k, v)
                    for query in 0..<problem.queries {
                        let alone = Self.run(problem, format, query..<query + 1, k, v)
                        for row in 0..<problem.batch {
                            let start = (row * problem.queries + query) * width
                            let same = together[start..<start + width].elementsEqual(
                                alone[row * width..<(row + 1) * width]
                            )
                            #expect(same, "\(problem) in format \(format), query \(query) of row \(row)")
                        }
                    }
                }
            }
        }

        @Test func bitsDoNotDependOnThreads() {
            let problem = Problem(queries: 2, keys: 3000, width: 64)
            Self.withStored(problem) { format, k, v in
                let results = KernelTests.atThreadCounts { Self.run(problem, format, 0..<2, k, v) }
                #expect(results.allSatisfy { $0 == results[0] })
            }
        }
    }
}
