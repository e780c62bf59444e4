import CPNG

/// Pixels of 8 bits a channel, and their PNG form (ISO/IEC 15948, by libpng).
public struct PNGImage: Sendable, Hashable {
    /// What a pixel is made of.
    public enum Channels: Int, Sendable {
        /// One byte: light.
        case grey = 1
        /// Three bytes: red, green, blue (sRGB).
        case rgb = 3
        /// Four bytes: red, green, blue, opacity.
        case rgba = 4

        fileprivate var format: UInt32 {
            switch self {
            case .grey: 0
            case .rgb: 2
            case .rgba: 3
            }
        }
    }

    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// What a pixel is made of.
    public let channels: Channels
    /// The pixels, row by row from the top.
    public let pixels: [UInt8]

    /// An image of these pixels.
    /// - Precondition: as many bytes as the sizes ask for, sizes of at least 1.
    public init(width: Int, height: Int, channels: Channels, pixels: [UInt8]) {
        precondition(
            width > 0 && height > 0 && pixels.count == width * height * channels.rawValue,
            "PNGImage: \(pixels.count) bytes for \(width)×\(height)×\(channels.rawValue)"
        )
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
    }

    /// The image as the bytes of a PNG file.
    /// - Throws: `DataFileError` when libpng refuses.
    public func encoded() throws(DataFileError) -> [UInt8] {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        image.width = UInt32(width)
        image.height = UInt32(height)
        image.format = channels.format
        // The form is never longer than the pixels, one filter byte a row, and what the chunks and stored blocks add.
        var length = pixels.count + height + (pixels.count + height) / 1000 + 4096
        var bytes = [UInt8](repeating: 0, count: length)
        guard png_image_write_to_memory(&image, &bytes, &length, 0, pixels, 0, nil) != 0 else {
            throw Self.failure(image, source: "PNG", kind: .system)
        }
        return Array(bytes[..<length])
    }

    /// Reads the bytes of a PNG file; every kind of PNG is converted to the channels asked for.
    /// - Throws: `DataFileError` when they are not a whole PNG image, or one of more than 2^28 bytes.
    public init(decoding bytes: [UInt8], channels: Channels = .rgb, source: String = "PNG") throws(DataFileError) {
        // libpng keeps the address of the bytes from its first call to its last.
        self = try bytes.withUnsafeBufferPointer { view throws(DataFileError) in
            try Self.decode(view, channels: channels, source: source)
        }
    }

    private static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>,
        channels: Channels,
        source: String
    ) throws(DataFileError) -> PNGImage {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
            throw failure(image, source: source, kind: .malformed)
        }
        defer { png_image_free(&image) }
        let (width, height) = (Int(image.width), Int(image.height))
        guard width * height <= 1 << 28 / channels.rawValue else {
            throw DataFileError(
                .unsupported,
                file: source,
                expected: "at most 2^28 bytes of pixels",
                found: "\(width)×\(height)"
            )
        }
        image.format = channels.format
        var background = png_color(red: 255, green: 255, blue: 255)
        var pixels = [UInt8](repeating: 0, count: width * height * channels.rawValue)
        guard png_image_finish_read(&image, &background, &pixels, 0, nil) != 0 else {
            throw failure(image, source: source, kind: .malformed)
        }
        return PNGImage(width: width, height: height, channels: channels, pixels: pixels)
    }

    private static func failure(_ image: png_image, source: String, kind: DataFileError.Kind) -> DataFileError {
        let message = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return DataFileError(kind, file: source, expected: "a PNG image", found: message)
    }
}
