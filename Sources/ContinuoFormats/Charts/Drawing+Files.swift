extension Drawing {
    /// Writes the picture to a file, whole or not at all: SVG or PNG, of two pixels a point, by the path's ending.
    /// - Throws: `DataFileError` for another ending, or when the system refuses.
    func write(to path: String) throws(DataFileError) {
        let ending = path.lowercased()
        if ending.hasSuffix(".svg") {
            try AtomicFile.write(SVGRenderer.text(self), to: path)
        } else if ending.hasSuffix(".png") {
            try AtomicFile.write(PixelRenderer.image(self, scale: 2).encoded(), to: path)
        } else {
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "a name that ends with .svg or .png",
                found: "another ending"
            )
        }
    }
}
