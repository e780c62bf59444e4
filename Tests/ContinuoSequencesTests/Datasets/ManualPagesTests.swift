import Testing

@testable import ContinuoSequences

@Suite struct ManualPagesTests {
    @Test func typesettingGoesAndWordsStay() {
        let source = #"""
            .\" Copyright
            .TH signal 7 2022-12-04 "Linux man-pages"
            .SH NAME
            signal \- overview of signals
            .SS "Signal dispositions"
            Each signal has a \fBdisposition\fP; see
            .BR sigaction (2)
            and
            .IR "signal handler" ,
            on\-line, \(lqquoted\(rq and \[aq]single\[aq]\&.
            .TP 8
            .I errno
            .IP \(bu 3
            .nf
            a\eb  \" not this
            .TS
            l l.
            a	b
            .TE
            \s-1SMALL\s0 \*(lqx
            """#
        let expected = """
            NAME
            signal - overview of signals
            Signal dispositions
            Each signal has a disposition; see
            sigaction(2)
            and
            signal handler,
            on-line, “quoted” and 'single'.
            8
            errno
            •
            a\\b\u{20}\u{20}
            SMALL x

            """
        #expect(RoffText.plain(source) == expected)
    }

    @Test func aPackageThatIsNotThereIsNamed() {
        #expect(throws: DatasetError.self) { try ManualPages(package: "no-such-package") }
    }
}
