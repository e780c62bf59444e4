import ContinuoFormats
import Testing

@Suite struct PNGImageTests {
    @Test(arguments: [PNGImage.Channels.grey, .rgb, .rgba], [(1, 1), (17, 3), (64, 65)])
    func pixelsGoRound(channels: PNGImage.Channels, size: (Int, Int)) throws {
        let count = size.0 * size.1 * channels.rawValue
        let pixels = (0..<count).map {
            channels == .rgba && $0 % 4 == 3 ? 255 : UInt8(truncatingIfNeeded: $0 &* $0 >> 3)
        }
        let image = PNGImage(width: size.0, height: size.1, channels: channels, pixels: pixels)
        #expect(try PNGImage(decoding: image.encoded(), channels: channels) == image)
    }

    @Test func noiseFits() throws {
        let image = PNGImage(
            width: 300,
            height: 200,
            channels: .rgb,
            pixels: (0..<180_000).map { _ in UInt8.random(in: 0...255) }
        )
        #expect(try PNGImage(decoding: image.encoded()) == image)
    }

    @Test func damagedFilesAreErrors() throws {
        let bytes = try PNGImage(width: 9, height: 9, channels: .rgb, pixels: (0..<243).map { UInt8($0) }).encoded()
        // libpng reads on without the last chunk, which holds no pixels.
        for count in 0..<bytes.count - 16 {
            #expect(
                failure { _ = try PNGImage(decoding: Array(bytes[..<count]), source: "x.png") }?.file == "x.png",
                "\(count)"
            )
        }
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 0x55
            _ = failure { _ = try PNGImage(decoding: changed) }
        }
    }
}
