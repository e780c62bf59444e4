import ArgumentParser
import Continuo
import Foundation

/// What the program says and how it exits because of an error.
struct ErrorReport {
    /// The exit status.
    let status: Int32
    /// For standard error, on one line; empty for none.
    var message = ""
    /// For standard output, such as the help that was asked for; empty for none.
    var output = ""

    init(_ error: any Error) {
        if let known = ErrorReport.status(of: error) {
            status = known.rawValue
            message = ErrorReport.line("\(error)")
            return
        }
        status = ContinuoProgram.exitCode(for: error).rawValue
        let text = ContinuoProgram.fullMessage(for: error, columns: Console.helpColumns)
        if status == ExitStatus.done.rawValue {
            output = text.hasPrefix(ErrorReport.overview) ? String(text.dropFirst(ErrorReport.overview.count)) : text
        } else if status == ExitStatus.usage.rawValue {
            let advice = text.split(separator: "\n").last { $0.contains("See '") }
            let hint = advice.map { " " + $0.trimmingCharacters(in: .whitespaces) } ?? ""
            message = ErrorReport.sentence(ContinuoProgram.message(for: error)) + hint
        } else {
            message = ErrorReport.line(ContinuoProgram.message(for: error))
        }
    }

    /// What the parser writes before the first sentence of help.
    private static let overview = "OVERVIEW: "

    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    }

    private static func sentence(_ text: String) -> String {
        let line = line(text)
        return line.last.map { ".?!".contains($0) } == true ? line : line + "."
    }

    /// The status for the errors of the library and of the commands; nil for those of the parser of the command line.
    static func status(of error: any Error) -> ExitStatus? {
        switch error {
        case let error as CommandError: error.status
        case let error as DataFileError: fileStatus(error.kind)
        case let error as DatasetError: datasetStatus(error)
        case let error as TokeniserError:
            switch error {
            case .unsupported, .malformed: .badData
            case .cannotBeWritten: .failed
            case .badSetting: .usage
            }
        case let error as TrainingError:
            switch error {
            case .badSetting: .usage
            case .notFinite: .failed
            case .foreignCheckpoint: .badData
            }
        case let error as SamplingError:
            switch error {
            case .invalidSetting, .unknownSetting, .emptyPrompt: .usage
            case .notANumber: .badData
            case .nothingLeft: .failed
            }
        case let error as GrammarError:
            switch error {
            case .inadmissible, .deadEnd: .failed
            default: .badData
            }
        case let error as NGramError:
            switch error {
            case .invalidOrder, .invalidPatternOrder, .invalidVocabulary: .usage
            case .tokenOutsideVocabulary, .tooManyTokens, .differentVocabularies, .badFile: .badData
            }
        case let error as ForecastError: if case .badSetting = error { .usage } else { .badData }
        case let error as SessionError: if case .tooLong = error { .usage } else { .badData }
        case let error as ModelError: if case .noNextElement = error { .usage } else { .badData }
        case let error as ProcessError: if case .missingCapability = error { .usage } else { .badData }
        case is SpeculationError, is ReproductionError, is SymbolPromptError: .usage
        case is JinjaError, is HiddenMarkovError, is ModelCompressionError: .badData
        case let error as ByteExactError: if case .differentModels = error { .usage } else { .badData }
        case let error as FetchError: if case .cancelled = error { .interrupted } else { .failed }
        case is StateError: .failed
        case let error as CocoaError: error.code == .fileReadNoSuchFile ? .noInput : .failed
        default: nil
        }
    }

    private static func fileStatus(_ kind: DataFileError.Kind) -> ExitStatus {
        switch kind {
        case .missing, .permission: .noInput
        case .wrongKind, .empty, .truncated, .malformed, .unsupported: .badData
        case .diskFull, .locked, .system: .failed
        }
    }

    private static func datasetStatus(_ error: DatasetError) -> ExitStatus {
        switch error {
        case .missingPackage, .missingDownload: .noInput
        case .unknownName, .badSetting: .usage
        case .noText, .noDocument, .shorterThanContext, .emptyPart: .badData
        }
    }
}
