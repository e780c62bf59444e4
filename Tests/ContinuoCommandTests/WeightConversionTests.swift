import Continuo
import Testing

@testable import ContinuoCommand

@Suite struct WeightConversionTests {
    @Test func everyHalfComesBack() {
        for bits in UInt16.min...UInt16.max {
            let value = StoredNumber.halfToFloat(bits)
            if value.isNaN { continue }
            let back = StoredNumber.half(value)
            if back != bits, !(value == 0 && back & 0x7FFF == 0) {
                Issue.record("half \(bits) became \(value), then \(back)")
                return
            }
        }
    }

    @Test func everyBfloat16ComesBack() {
        for bits in UInt16.min...UInt16.max {
            let value = Float(bitPattern: UInt32(bits) << 16)
            if value.isNaN { continue }
            if StoredNumber.bfloat16(value) != bits {
                Issue.record("bfloat16 \(bits) became \(StoredNumber.bfloat16(value))")
                return
            }
        }
    }

    /// Numbers between two neighbours go to the nearer one; halfway, to the even one.
    @Test(arguments: [UInt16(0x0001), 0x03FF, 0x0400, 0x3C00, 0x3C01, 0x7BFE]) func halvesAreRounded(_ bits: UInt16) {
        let (low, high) = (StoredNumber.halfToFloat(bits), StoredNumber.halfToFloat(bits + 1))
        let middle = (low + high) / 2
        #expect(StoredNumber.half(middle) == bits + (bits & 1))
        #expect(StoredNumber.half(middle.nextDown) == bits)
        #expect(StoredNumber.half(middle.nextUp) == bits + 1)
    }

    @Test func extremesStay() {
        #expect(StoredNumber.half(.infinity) == 0x7C00)
        #expect(StoredNumber.half(-1e30) == 0xFC00)
        #expect(StoredNumber.halfToFloat(StoredNumber.half(.nan)).isNaN)
        #expect(Float(bitPattern: UInt32(StoredNumber.bfloat16(.nan)) << 16).isNaN)
    }
}
