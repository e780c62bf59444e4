import CKernels
import Testing

extension KernelTests {
    @Suite struct AttentionKernelTests {
        static let lengths = [1, 2, 8, 9, 63, 64, 65, 130]
        static let shapes: [AttentionCase] =
            lengths.flatMap { length in
                [
                    AttentionCase(length) { $0.causal = true },
                    AttentionCase(length) {
                        $0.width = 24; $0.queryHeads = 4
                    },
                    AttentionCase(length, length + 37) {
                        $0.causal = true; $0.width = 64; $0.keyHeads = 1
                    },
                    AttentionCase(length, length + 70) {
                        $0.causal = true; $0.window = 20; $0.width = 3
                    },
                    AttentionCase(length, length + 5) {
                        $0.window = 9; $0.ragged = true
                    },
                    AttentionCase(length) {
                        $0.masked = true; $0.width = 80; $0.batch = 3; $0.ragged = true
                    },
                    AttentionCase(length) {
                        $0.masked = true; $0.maskPerRow = true; $0.causal = true; $0.offset = 2
                    },
                    AttentionCase(length + 10, length) {
                        $0.causal = true; $0.softCap = 1.5; $0.queryHeads = 6
                    },
                    AttentionCase(length) { $0.bias = .distance },
                    AttentionCase(length, length + 41) {
                        $0.causal = true; $0.bias = .distance; $0.queryHeads = 4; $0.softCap = 1.5
                    },
                    AttentionCase(length, length + 7) {
                        $0.bias = .matrix; $0.ragged = true; $0.batch = 3
                    },
                    AttentionCase(length) {
                        $0.bias = .matrix; $0.biasPerRow = true; $0.causal = true; $0.masked = true; $0.keyHeads = 1
                    },
                    AttentionCase(length + 3, length) {
                        $0.bias = .key; $0.biasPerRow = true; $0.window = 12
                    },
                ]
            } + [
                AttentionCase(20) {
                    $0.width = 1; $0.causal = true
                },
                AttentionCase(70) {
                    $0.width = 256; $0.causal = true
                },
                AttentionCase(600, 700) {
                    $0.causal = true; $0.batch = 1; $0.queryHeads = 1; $0.keyHeads = 1
                },
                AttentionCase(3, 1100) {
                    $0.causal = true; $0.ragged = true; $0.queryHeads = 10; $0.window = 700
                },
                AttentionCase(600, 700) {
                    $0.causal = true; $0.batch = 1; $0.bias = .distance
                },
                AttentionCase(3, 1100) {
                    $0.bias = .matrix; $0.batch = 1
                },
                AttentionCase(4, 0), AttentionCase(40, 0),
            ]

        @Test(arguments: KernelTests.levels)
        func equalsItsDefinition(level: ck_level) {
            for shape in Self.shapes {
                let operands = shape.operands, reference = shape.reference(operands)
                let error = KernelTests.at(level) { shape.run(Float.self, operands).error(reference) }
                #expect(error < 2e-5, "\(shape) at level \(level.rawValue)")
            }
        }

        @Test func doublePrecisionEqualsItsDefinition() {
            for shape in Self.shapes {
                let operands = shape.operands
                #expect(shape.run(Double.self, operands).error(shape.reference(operands)) < 1e-12, "\(shape)")
            }
        }

        @Test(arguments: [
            AttentionCase(9) {
                $0.causal = true; $0.keyHeads = 1
            },
            AttentionCase(7, 12) {
                $0.softCap = 2; $0.masked = true
            },
            AttentionCase(6, 11) {
                $0.causal = true; $0.window = 4
            },
            AttentionCase(6, 11) {
                $0.bias = .distance; $0.softCap = 2
            },
            AttentionCase(7) {
                $0.bias = .matrix; $0.causal = true
            },
        ])
        func gradientsEqualCentralDifferences(shape: AttentionCase) {
            let operands = shape.operands.map { $0.isNaN ? 0 : $0 }
            let gradient = shape.run(Double.self, operands).gradient.map { $0.isNaN ? 0 : $0 }
            for seed in 1...4 as ClosedRange<UInt64> {
                let direction = uniform(operands.count, -1...1, seed: seed)
                let slope = directionalDerivative(at: operands, along: direction) { point in
                    dot(shape.run(Double.self, point).output, shape.outputGradient)
                }
                #expect(abs(slope - dot(gradient, direction)) < 1e-7 * max(1, abs(slope)), "\(shape)")
            }
            guard shape.bias != .none else { return }
            let biasGradient = shape.run(Double.self, operands).biasGradient
            let direction = uniform(shape.biasCount, -1...1, seed: 8)
            let slope = directionalDerivative(at: shape.biases, along: direction) { point in
                dot(shape.run(Double.self, operands, biases: point).output, shape.outputGradient)
            }
            #expect(abs(slope - dot(biasGradient, direction)) < 1e-7 * max(1, abs(slope)), "\(shape)")
        }

        @Test(arguments: [
            AttentionCase(300) {
                $0.causal = true; $0.width = 32
            },
            AttentionCase(700) {
                $0.causal = true; $0.batch = 1; $0.queryHeads = 2; $0.keyHeads = 1; $0.width = 16
            },
            AttentionCase(90) {
                $0.batch = 9; $0.queryHeads = 3; $0.keyHeads = 3; $0.width = 24
            },
            AttentionCase(1, 5000) {
                $0.batch = 1; $0.width = 64; $0.queryHeads = 6
            },
            AttentionCase(300) {
                $0.bias = .distance; $0.batch = 3
            },
        ])
        func bitsDoNotDependOnThreads(shape: AttentionCase) {
            let operands = shape.operands
            for level in KernelTests.levels {
                let results = KernelTests.at(level) {
                    KernelTests.atThreadCounts { shape.run(Float.self, operands) }
                }
                let outputs = results.map(\.output), sums = results.map(\.logSumExp)
                let gradients = results.map { $0.gradient.map { $0.isNaN ? 0 : $0 } }
                #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2])
                #expect(sums[0] == sums[1] && sums[0] == sums[2])
                #expect(gradients[0] == gradients[1] && gradients[0] == gradients[2])
                #expect(results.allSatisfy { $0.biasGradient == results[0].biasGradient })
            }
        }

        /// The last queries, asked for alone against the same keys (the cache), give the rows of the whole pass.
        @Test(arguments: [1, 2, 5, 8, 9, 64])
        func continuationEqualsTheWholePass(last: Int) {
            let whole = AttentionCase(130) {
                $0.causal = true; $0.width = 24; $0.queryHeads = 4; $0.softCap = 3
            }
            let width = whole.queryHeads * whole.width, skipped = whole.queryLength - last
            let x = KernelBuffer<Float>(whole.operands), k = width, v = width + whole.keyHeads * whole.width
            for level in KernelTests.levels {
                let expected = KernelTests.at(level) { whole.run(Float.self, whole.operands) }
                let o = KernelBuffer<Float>(whole.batch * last * width)
                KernelTests.at(level) {
                    whole.withShape { shape in
                        var shape = shape
                        shape.query_length = last
                        shape.offset = skipped
                        shape.o.batch = last * width
                        ck_attention_forward_f32(
                            &shape,
                            x.pointer + skipped * whole.rowWidth,
                            x.pointer + k,
                            x.pointer + v,
                            o.pointer,
                            nil
                        )
                    }
                }
                var rows: [Double] = []
                for row in 0..<whole.batch {
                    let end = (row + 1) * whole.queryLength * width
                    rows += expected.output[end - last * width..<end]
                }
                #expect(relativeError(o.values, rows) < 5e-6)
            }
        }

        /// `query_offsets` gives each row its own place: row by row the same as separate calls.
        @Test func offsetsByRowEqualSeparateCalls() {
            let case2 = AttentionCase(3, 90) {
                $0.causal = true; $0.width = 16
            }
            let offsets: [Int32] = [40, 7]
            let x = KernelBuffer<Float>(case2.operands)
            let k = case2.queryHeads * case2.width, v = k + case2.keyHeads * case2.width
            let together = KernelBuffer<Float>(case2.outputCount), apart = KernelBuffer<Float>(case2.outputCount)
            case2.withShape { shape in
                var shape = shape
                offsets.withUnsafeBufferPointer {
                    shape.query_offsets = $0.baseAddress
                    ck_attention_forward_f32(&shape, x.pointer, x.pointer + k, x.pointer + v, together.pointer, nil)
                }
                shape.query_offsets = nil
                shape.batch = 1
                for row in 0..<2 {
                    shape.offset = Int(offsets[row])
                    let at = x.pointer + row * shape.q.batch
                    ck_attention_forward_f32(&shape, at, at + k, at + v, apart.pointer + row * shape.o.batch, nil)
                }
            }
            #expect(together.values == apart.values)
        }
    }
}
