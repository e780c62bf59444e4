import Continuo
import Foundation

/// The bytes of a text by lines: the last 5 % are never read, the 5 % before them are validation.
struct TrainingText {
    let training: [Int32]
    let validation: [Int32]

    init(path: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        let held = Int((0.05 * Double(ends.count)).rounded())
        guard held > 0, ends.count > 2 * held else { throw TextError(path: path, lines: ends.count) }
        let (first, second) = (ends[ends.count - 2 * held - 1] + 1, ends[ends.count - held - 1] + 1)
        training = bytes[..<first].map(Int32.init)
        validation = bytes[first..<second].map(Int32.init)
    }

    /// 64 windows of `length` + 1 bytes spread evenly over the validation part, `rows` a batch.
    func validationBatches(of rows: Int, length: Int) -> [Tensor] {
        let last = validation.count - length - 1
        let windows = (0..<64).map { Array(validation[(last * $0 / 63)...(last * $0 / 63 + length)]) }
        return stride(from: 0, to: windows.count, by: rows).map {
            Tensor(rows: Array(windows[$0..<min($0 + rows, windows.count)]))
        }
    }
}

/// A text that is too short to be split.
struct TextError: Error, CustomStringConvertible {
    let path: String
    let lines: Int

    var description: String { "\(path): \(lines) lines cannot be split into training, validation and the rest" }
}
