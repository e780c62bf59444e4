/// Every system that the project sets out to reproduce, as data.
public enum Catalogue {
    /// All entries, family by family in the order of `CatalogueFamily`.
    public static let all: [CatalogueEntry] =
        stateSpaceAndRecurrent + diffusion + decodingAndNonAutoregressive + transformersAndObjectives
        + adaptationAndCompression + probabilisticAndDomain

    /// The entry named `id`, or nil when the catalogue has none.
    public static func entry(_ id: String) -> CatalogueEntry? { byName[id] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// The entries of one family from its rows.
    static func entries(
        of family: CatalogueFamily,
        _ rows: [(id: String, axis: CatalogueAxis, title: String)]
    ) -> [CatalogueEntry] {
        rows.map { CatalogueEntry(id: $0.id, title: $0.title, family: family, axis: $0.axis) }
    }
}
