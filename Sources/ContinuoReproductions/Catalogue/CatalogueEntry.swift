/// One published system that the catalogue names.
public struct CatalogueEntry: Sendable, Equatable, Codable, Identifiable {
    /// The name by which commands and reports know the system, such as `block-diffusion`.
    public let id: String

    /// The title of the publication.
    public let title: String

    /// The part of the catalogue that lists the system.
    public let family: CatalogueFamily

    /// The axis on which the method lives.
    public let axis: CatalogueAxis
}
