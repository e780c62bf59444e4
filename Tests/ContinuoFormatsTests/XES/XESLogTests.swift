import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoFormats

@Suite("Event logs in XES")
struct XESLogTests {
    private static let log = XESLog(traces: [
        .init(name: "1 & <2>", events: [.init(name: "a \"b\"", time: "2020-01-01T00:00:00Z", transition: "complete")]),
        .init(name: "", events: []),
        .init(name: "ä\n", events: [.init(name: "c"), .init(name: "c")]),
    ])

    @Test("What was written is read again")
    func roundTrip() throws {
        #expect(try XESLog(Array(Self.log.text.utf8), file: "log.xes") == Self.log)
    }

    @Test("A log cut at any byte is an error or, behind its end, the log")
    func truncation() {
        let bytes = Array(Self.log.text.utf8)
        let end = bytes.count - 1
        for length in 0..<end {
            #expect(throws: DataFileError.self) { try XESLog(Array(bytes.prefix(length)), file: "log.xes") }
        }
        #expect((try? XESLog(Array(bytes.prefix(end)), file: "log.xes")) == Self.log)
    }

    @Test("Comments, declarations, nested attributes and other elements are passed over")
    func foreign() throws {
        let text = """
            <?xml version='1.0'?><!DOCTYPE log [<!ENTITY x "y">]><!-- <trace> --><log><global scope="event"><string \
            key="concept:name" value="g"/></global><trace><list key="l"><string key="concept:name" value="inner"/></list>
            <event><string key='concept:name' value='&#65;&#x42;'><string key="concept:name" value="no"/></string>
            <int key="n" value="1"/></event></trace></log>
            """
        let log = try XESLog(Array(text.utf8), file: "log.xes")
        #expect(log == XESLog(traces: [.init(name: "", events: [.init(name: "AB")])]))
    }

    @Test(
        "Faults are told with their place",
        arguments: [
            ("<html></html>", "expected a <log>, found <html>"), ("<log><trace></log>", "line 1"), ("", "log.xes"),
            ("<log><trace><event></event></trace></log>", "trace 1, event 1"), ("<log a=\"&x;\"/>", "&x"),
        ]
    )
    func faults(text: String, part: String) {
        #expect {
            try XESLog(Array(text.utf8), file: "log.xes")
        } throws: { error in "\(error)".contains(part) }
    }
}
