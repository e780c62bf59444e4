import Testing

@testable import ContinuoAnalysis

@Suite struct StabilityReportTests {
    @Test func figuresOfAHandExample() {
        let report = StabilityReport([70, 74, 50, 78], floor: 50)
        #expect(report.mean == 68 && report.worst == 50 && report.best == 78)
        #expect(abs(report.standardDeviation * report.standardDeviation - 464.0 / 3) < 1e-9)
        #expect(report.failedShare == 0.25 && report.runs == 4)
    }

    @Test func oneRunHasNoDeviation() { #expect(StabilityReport([3], floor: 0).standardDeviation == 0) }
}
