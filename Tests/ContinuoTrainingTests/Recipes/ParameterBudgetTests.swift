import ContinuoTraining
import Testing

@Suite struct ParameterBudgetTests {
    @Test func nearestWidthIsFoundAndImpossibleOnesArePassedOver() throws {
        struct Odd: Error {}
        func count(_ width: Int) throws -> Int {
            guard width % 2 == 0 else { throw Odd() }
            return width * width
        }
        #expect(try ParameterBudget.width(forParameters: 52, among: 1...20, count) == 8)
        // As near to 36 as to 64.
        #expect(try ParameterBudget.width(forParameters: 50, among: 1...20, count) == 6)
        #expect(try ParameterBudget.width(forParameters: 90, among: 1...20, count) == 10)
        #expect(try ParameterBudget.width(forParameters: 10_000, among: 1...20, count) == 20)
        #expect(throws: Odd.self) { try ParameterBudget.width(forParameters: 9, among: [1, 3], count) }
        #expect(throws: TrainingError.self) { try ParameterBudget.width(forParameters: 9, among: [], count) }
    }
}
