import Testing

@testable import ContinuoReproductions

@Suite("Catalogue")
struct CatalogueTests {
    @Test("189 systems, each with an id of its own")
    func identifiers() {
        #expect(Catalogue.all.count == 189)
        #expect(Set(Catalogue.all.map(\.id)).count == 189)
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
        for entry in Catalogue.all {
            #expect(!entry.id.isEmpty && entry.id.allSatisfy(allowed.contains), "\(entry.id)")
            #expect(!entry.title.isEmpty, "\(entry.id)")
        }
    }

    @Test(
        "Systems in each family",
        arguments: zip(CatalogueFamily.allCases, [36, 39, 33, 26, 30, 25])
    )
    func counts(family: CatalogueFamily, count: Int) {
        #expect(Catalogue.all.count { $0.family == family } == count)
    }

    @Test("Families follow one another in the order of the catalogue")
    func order() {
        let positions = Catalogue.all.map { CatalogueFamily.allCases.firstIndex(of: $0.family) ?? -1 }
        #expect(positions == positions.sorted())
    }

    @Test("Every axis has a member, and look-up by id finds what the list holds")
    func lookUp() {
        #expect(Set(Catalogue.all.map(\.axis)) == Set(CatalogueAxis.allCases))
        for entry in Catalogue.all { #expect(Catalogue.entry(entry.id) == entry) }
        #expect(Catalogue.entry("no-such-system") == nil)
    }
}
