import ContinuoSequences
import ContinuoTensor
import Foundation

/// Ten words spoken by the synthesiser espeak-ng in many voices, speeds and pitches: 2048 samples at 4 kHz, each one of 256
/// levels of the μ-law.
struct SpokenWords {
    static let words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    static let samples = 2048
    static let levels = law.levels
    private static let law = MuLaw()

    let training: [(tokens: [Int32], label: Int32)]
    let test: [(tokens: [Int32], label: Int32)]

    private static let voices = ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "f1", "f2", "f3", "f4", "f5"]

    /// - Parameter count: utterances of each word; a quarter of them are for the test.
    /// - Returns: nil where espeak-ng is not installed.
    init?(count: Int, seed: UInt64) {
        let root = RandomStream(seed: seed).split("spoken words")
        var (training, test) = ([(tokens: [Int32], label: Int32)](), [(tokens: [Int32], label: Int32)]())
        for (label, word) in Self.words.enumerated() {
            for index in 0..<count {
                var random = root.split(label).split(index)
                let arguments = [
                    "-v", "en+" + Self.voices[random.integer(below: Self.voices.count)],
                    "-s", "\(120 + random.integer(below: 81))", "-p", "\(20 + random.integer(below: 61))",
                ]
                guard let tokens = Self.utterance(word, arguments) else { return nil }
                if index % 4 == 3 {
                    test.append((tokens, Int32(label)))
                } else {
                    training.append((tokens, Int32(label)))
                }
            }
        }
        (self.training, self.test) = (training, test)
    }

    private static func utterance(_ word: String, _ arguments: [String]) -> [Int32]? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["espeak-ng", "--stdout"] + arguments + [word]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return tokens(wave: Array(bytes))
    }

    /// The levels of a RIFF file of one channel of 16 bits whose header has 44 bytes, as espeak-ng writes it; nil for another.
    private static func tokens(wave: [UInt8]) -> [Int32]? {
        func number(_ place: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(wave[place + $1]) << (8 * $1) }
        }
        guard wave.count > 44, number(22, 2) == 1, number(34, 2) == 16 else { return nil }
        let rate = Double(number(24, 4))
        let all = stride(from: 44, to: wave.count - 1, by: 2).map { place in
            Double(Int16(truncatingIfNeeded: number(place, 2))) / 32768
        }
        // Silence before the word says nothing.
        let sound = Array(all.drop { abs($0) < 0.01 })
        let width = rate / 4000
        return (0..<samples).map { index in
            let range = Int(Double(index) * width)..<Int(Double(index + 1) * width)
            let mean = range.upperBound <= sound.count ? sound[range].reduce(0, +) / Double(range.count) : 0
            return Int32(law.encode(mean))
        }
    }
}
