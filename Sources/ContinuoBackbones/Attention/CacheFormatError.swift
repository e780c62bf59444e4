import ContinuoTensor

/// A format of cached keys and values that a network's heads cannot be stored in.
public struct CacheFormatError: Error, Equatable, CustomStringConvertible {
    public let format: KeyValueFormat
    public let headWidth: Int

    public var description: String {
        "a \(format.rawValue) cache stores blocks of \(format.blockElements) numbers, and the heads are \(headWidth) wide"
    }
}

extension Backbone {
    /// Refuses a network whose caches cannot be made in the format that its initialiser gave.
    public func checkCacheFormat() throws(CacheFormatError) {
        guard elementType == .float32, let stacked = self as? StackedBackbone else { return }
        for block in stacked.blocks {
            guard let attention = block.mixer as? SelfAttention else { continue }
            if attention.headWidth % attention.cacheFormat.blockElements != 0 {
                throw CacheFormatError(format: attention.cacheFormat, headWidth: attention.headWidth)
            }
        }
    }
}
