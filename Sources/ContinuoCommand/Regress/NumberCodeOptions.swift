import ArgumentParser
import Continuo

/// Options of what heads write numbers and classes with.
struct NumberCodeOptions: ParsableArguments {
    @Option(help: "Base of the digits of decode-norm, 2 to 10.") var base = 4
    @Option(help: "Digits of decode-norm, bits of decode-hamming, digits of decode-float's mantissa.") var digits = 4
    @Option(help: "Digits of decode-float's exponent, 1 to 3.") var exponentDigits = 1
    @Option(help: "How often a code is written; the majority counts.") var repeats = 1
    @Option(help: "Bins of riemann.") var bins = 64
    @Option(help: "Components of mdn.") var components = 5
    @Option(help: "Tree of ordinal's classes: balanced, or nested lists such as [[0,1],[2,[3,4]]].") var tree =
        "balanced"
    @Flag(inversion: .prefixedNo, help: "Let each step of ordinal look at the classes that are left alone.")
    var maskDecision = true

    func validate() throws {
        let rules: [(Bool, String)] = [
            ((2...10).contains(base), "--base \(base): expected 2 to 10."),
            ((1...12).contains(digits), "--digits \(digits): expected 1 to 12."),
            ((1...3).contains(exponentDigits), "--exponent-digits \(exponentDigits): expected 1 to 3."),
            ((1...9).contains(repeats), "--repeats \(repeats): expected 1 to 9."),
            ((2...4096).contains(bins), "--bins \(bins): expected 2 to 4096."),
            ((1...64).contains(components), "--components \(components): expected 1 to 64."),
        ]
        if let broken = rules.first(where: { !$0.0 }) { throw ValidationError(broken.1) }
    }

    func settings() throws -> NumberHeadKind.Settings {
        var settings = NumberHeadKind.Settings()
        (settings.base, settings.digits, settings.exponentDigits) = (base, digits, exponentDigits)
        (settings.repeats, settings.bins, settings.components) = (repeats, bins, components)
        settings.ordinal.decides = maskDecision
        if tree != "balanced" {
            do {
                settings.tree = try OrdinalTree(tree)
            } catch let error as OrdinalTreeError {
                throw CommandError.usage("--tree: \(error).")
            } catch let error as DataFileError {
                throw CommandError.usage("--tree \(tree): \(error)")
            }
        }
        return settings
    }
}
