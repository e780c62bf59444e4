/// Sorts keys of at most `bits` bits ascending and carries a value along with each; equal keys keep their order.
/// - Complexity: O(n · bits / 11).
func radixSort(_ keys: inout [UInt64], carrying values: inout [UInt32], bits: Int) {
    let count = keys.count
    guard count > 1 else { return }
    let digits = 11
    var otherKeys = [UInt64](repeating: 0, count: count)
    var otherValues = [UInt32](repeating: 0, count: count)
    var shift = 0
    while shift < bits {
        var starts = [Int](repeating: 0, count: (1 << digits) + 1)
        let mask = UInt64((1 << digits) - 1)
        keys.withUnsafeBufferPointer { keys in
            starts.withUnsafeMutableBufferPointer { starts in
                for key in keys { starts[Int((key >> UInt64(shift)) & mask) + 1] += 1 }
                for digit in 1..<starts.count { starts[digit] += starts[digit - 1] }
                values.withUnsafeBufferPointer { values in
                    otherKeys.withUnsafeMutableBufferPointer { otherKeys in
                        otherValues.withUnsafeMutableBufferPointer { otherValues in
                            for index in 0..<count {
                                let digit = Int((keys[index] >> UInt64(shift)) & mask)
                                let place = starts[digit]
                                starts[digit] = place + 1
                                otherKeys[place] = keys[index]
                                otherValues[place] = values[index]
                            }
                        }
                    }
                }
            }
        }
        swap(&keys, &otherKeys)
        swap(&values, &otherValues)
        shift += digits
    }
}

/// The number of bits that the numbers 0...`greatest` need.
func bitWidth(_ greatest: Int) -> Int { Int.bitWidth - greatest.leadingZeroBitCount }
