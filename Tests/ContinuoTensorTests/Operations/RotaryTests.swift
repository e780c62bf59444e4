import ContinuoTestSupport
import Testing

@testable import ContinuoTensor

@Suite struct RotaryTests {
    /// Tables that grow with use hold what tables of that size hold from the start.
    @Test func tablesGrow() {
        let growing = RotaryTables(rotaryWidth: 6, base: 50, positions: 1000)
        for count in [1, 256, 257, 600, 1000] {
            let whole = RotaryTables(rotaryWidth: 6, base: 50, positions: 1000).first(1000)
            let found = growing.first(count)
            #expect(found.cosines.shape[0] >= count && found.cosines.shape[0] <= 1000)
            #expect(found.cosines.doubles == whole.cosines.sliced(0..<found.cosines.shape[0]).doubles)
            #expect(found.sines.doubles == whole.sines.sliced(0..<found.sines.shape[0]).doubles)
        }
    }

    /// Given positions turn as consecutive ones do.
    @Test func positionsMayBeGiven() {
        let x = Tensor((0..<48).map { Float($0 % 7) }, shape: [1, 4, 12])
        let tables = RotaryTables(rotaryWidth: 6, positions: 400)
        let given = RotaryPositions(tables, positions: Tensor(rows: [[300, 301, 302, 303]]))
        let consecutive = RotaryPositions(tables, start: 300)
        let (left, right) = (given.rotate(x, heads: 2, headWidth: 6), consecutive.rotate(x, heads: 2, headWidth: 6))
        #expect(left.doubles == right.doubles)
    }

    /// A magnitude scales what is turned, and only that.
    @Test func magnitudesScaleTheTurnedPart() {
        let x = Tensor((0..<8).map { Float($0 + 1) }, shape: [1, 1, 8])
        let tables = RotaryTables(frequencies: [0.3, 0.1], magnitude: 2, positions: 4)
        let found = RotaryPositions(tables).rotate(x, heads: 1, headWidth: 8)
        expectClose(found.doubles, [2, 4, 6, 8, 5, 6, 7, 8], tolerance: 1e-6)
    }
}
