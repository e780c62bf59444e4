/// Where a method lives: one of the three axes, or what acts on their result.
public enum CatalogueAxis: String, Sendable, Codable, CaseIterable {
    case representation, backbone, process
    case decoding, training, compression, analysis, probabilistic, parallel, domain, serving
}
