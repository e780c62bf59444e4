/// The three parts of a data set.
public enum DatasetPart: String, Sendable, CaseIterable {
    case train
    case validation
    case test
}

/// How documents are shared out between training, validation and test. Every rule is deterministic, and no document, nor
/// any byte of one, is in two parts.
public enum SplitRule: Sendable, Equatable {
    /// Everything is for training.
    case none

    /// By a hash of a document's bytes: equal documents are always in the same part, whatever else the data hold.
    case documentHash(validation: Double, test: Double, seed: UInt64 = 0)

    /// The last documents are the test part, those before them validation; fractions of the number of documents.
    case lastDocuments(validation: Double, test: Double)

    /// The last bytes are the test part, those before them validation; fractions of the bytes. Documents are cut where
    /// parts meet, at the end of a line where there is one, otherwise between two UTF-8 characters.
    case lastBytes(validation: Double, test: Double)

    /// Every `count`-th document is test; with `validation`, the one before each of these is validation.
    case everyNth(_ count: Int, validation: Bool)

    /// `lastBytes` with the same fraction for both parts.
    public static func lastFraction(_ fraction: Double) -> SplitRule {
        .lastBytes(validation: fraction, test: fraction)
    }

    /// - Throws: ``DatasetError/badSetting(_:)`` when the fractions or the count make no sense.
    public func validate() throws(DatasetError) {
        switch self {
        case .none: return
        case .documentHash(let validation, let test, _), .lastDocuments(let validation, let test),
            .lastBytes(let validation, let test):
            guard validation >= 0, test >= 0, validation + test < 1 else {
                throw .badSetting(
                    "The held-out fractions are \(validation) (validation) and \(test) (test); "
                        + "they must not be negative and must leave something for training (sum below 1)."
                )
            }
        case .everyNth(let count, let validation):
            guard count >= (validation ? 3 : 2) else {
                throw .badSetting("Every \(count)th document as test part leaves nothing for training.")
            }
        }
    }

    /// Whether the number of documents and bytes must be known before the first document can be placed.
    var needsTotals: Bool {
        switch self {
        case .lastDocuments, .lastBytes: true
        case .none, .documentHash, .everyNth: false
        }
    }
}

/// A 64-bit hash of bytes (FNV-1a, then the finaliser of SplitMix64), the same on every machine and in every run.
func stableHash(_ bytes: some Sequence<UInt8>, seed: UInt64 = 0) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ mix64(seed)
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return mix64(hash)
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection whose output bits all depend on all input bits.
@inlinable
func mix64(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
}
