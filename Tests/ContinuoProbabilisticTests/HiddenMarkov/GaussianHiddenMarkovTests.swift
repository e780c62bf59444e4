import CKernels
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoProbabilistic

@Suite struct GaussianHiddenMarkovTests {
    private static func model(
        _ covariance: GaussianHiddenMarkovModel.Covariance
    ) throws -> GaussianHiddenMarkovModel {
        try GaussianHiddenMarkovModel(
            initial: [0.5, 0.5],
            transition: [[0.95, 0.05], [0.1, 0.9]],
            means: [[0, 0], [2, -1]],
            covariances: covariance == .full
                ? [[1, 0.6, 0.6, 1], [0.5, -0.2, -0.2, 0.4]] : [[1, 0.5], [0.3, 0.4]],
            covariance: covariance
        )
    }

    private static func sequences(_ model: GaussianHiddenMarkovModel, _ count: Int, _ length: Int) -> [[[Double]]] {
        var random = RandomStream(seed: 1)
        return (0..<count).map { _ in model.draw(length, using: &random).vectors }
    }

    @Test(arguments: GaussianHiddenMarkovModel.Covariance.allCases)
    func likelihoodEqualsEnumeration(_ covariance: GaussianHiddenMarkovModel.Covariance) throws {
        let model = try Self.model(covariance)
        let vectors = Self.sequences(model, 1, 6)[0]
        func density(_ vector: [Double], _ state: Int) -> Double {
            let (x, y) = (vector[0] - model.means[state][0], vector[1] - model.means[state][1])
            let row = model.covariances[state]
            let (a, b, d) = covariance == .full ? (row[0], row[1], row[3]) : (row[0], 0, row[1])
            let determinant = a * d - b * b
            let square = (d * x * x - 2 * b * x * y + a * y * y) / determinant
            return exp(-0.5 * square) / (2 * .pi * determinant.squareRoot())
        }
        var total = 0.0
        for path in 0..<64 {
            let states = (0..<6).map { path >> $0 & 1 }
            var p = model.initial[states[0]]
            for place in 0..<6 {
                if place > 0 { p *= model.transition[states[place - 1]][states[place]] }
                p *= density(vectors[place], states[place])
            }
            total += p
        }
        #expect(abs(model.logLikelihood(vectors) - log(total)) < 1e-10)
        // The fitting's own recursion gives the same.
        let step = try GaussianBaumWelch.two(covariance).step(model, [vectors])
        #expect(abs(step.logLikelihood - log(total)) < 1e-10)
    }

    @Test(arguments: GaussianHiddenMarkovModel.Covariance.allCases)
    func fittingNeverLosesLikelihoodAndFindsTheChain(_ covariance: GaussianHiddenMarkovModel.Covariance) throws {
        let model = try Self.model(covariance)
        let sequences = Self.sequences(model, 6, 300)
        var fitting = GaussianBaumWelch.two(covariance)
        fitting.pseudoCount = 0
        var random = RandomStream(seed: 2)
        let (found, history) = try fitting.fit(sequences, using: &random)
        #expect(history.count > 2)
        for (before, after) in zip(history, history.dropFirst()) { #expect(after > before - 1e-6) }
        let truth = sequences.reduce(0) { $0 + model.logLikelihood($1) }
        #expect(sequences.reduce(0) { $0 + found.logLikelihood($1) } > truth)
        let order = found.means[0][0] < found.means[1][0] ? [0, 1] : [1, 0]
        for (own, other) in order.enumerated() {
            for place in 0..<2 { #expect(abs(found.means[other][place] - model.means[own][place]) < 0.15) }
            for (a, b) in zip(found.covariances[other], model.covariances[own]) { #expect(abs(a - b) < 0.15) }
        }
    }

    @Test(arguments: GaussianHiddenMarkovModel.Covariance.allCases)
    func statesNeitherShrinkNorDie(_ covariance: GaussianHiddenMarkovModel.Covariance) throws {
        // Two vectors, again and again, for five states: without floors variances would vanish.
        let sequence = (0..<40).map { $0 % 2 == 0 ? [1.0, 2.0] : [3.0, 6.0] }
        var fitting = GaussianBaumWelch(states: 5)
        fitting.covariance = covariance
        var random = RandomStream(seed: 3)
        let (model, _) = try fitting.fit([sequence], using: &random)
        #expect(model.logLikelihood(sequence).isFinite)
        let diagonal = model.covariances.flatMap { covariance == .full ? [$0[0], $0[3]] : $0 }
        #expect(diagonal.allSatisfy { $0 >= 1e-4 * 0.99 })
    }

    @Test(arguments: GaussianHiddenMarkovModel.Covariance.allCases)
    func filesKeepTheModel(_ covariance: GaussianHiddenMarkovModel.Covariance) throws {
        let path = FileSystem.join(NSTemporaryDirectory(), "gaussian-\(covariance)-\(getpid()).json")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try Self.model(covariance)
        try AtomicFile.write(JSONWriter.bytes(model.json), to: path)
        #expect(try GaussianHiddenMarkovModel(file: path) == model)
        try AtomicFile.write(Array(#"{"covariance": "full"}"#.utf8), to: path)
        #expect(throws: DataFileError.self) { try GaussianHiddenMarkovModel(file: path) }
    }

    @Test func unfitNumbersAreRefused() {
        #expect(throws: HiddenMarkovError.self) {
            try GaussianHiddenMarkovModel(
                initial: [1],
                transition: [[1]],
                means: [[0, 0]],
                covariances: [[1, 2, 2, 1]],
                covariance: .full
            )
        }
    }

    @Test func sameBitsForEveryNumberOfThreads() throws {
        let sequences = Self.sequences(try Self.model(.full), 20, 50)
        let before = ck_thread_count()
        defer { ck_set_thread_count(before) }
        let found = try [Int32(1), 2, 3].map { threads in
            ck_set_thread_count(threads)
            return try GaussianBaumWelch.two(.full).step(Self.model(.full), sequences).model
        }
        #expect(found[0] == found[1] && found[0] == found[2])
    }
}

extension GaussianBaumWelch {
    fileprivate static func two(_ covariance: GaussianHiddenMarkovModel.Covariance) -> GaussianBaumWelch {
        var fitting = GaussianBaumWelch(states: 2)
        fitting.covariance = covariance
        return fitting
    }
}
