/// A part of the catalogue: systems that share their building blocks. Cases are in the catalogue's order.
public enum CatalogueFamily: String, Sendable, Codable, CaseIterable {
    case stateSpaceAndRecurrent = "state-space-and-recurrent"
    case diffusion
    case decodingAndNonAutoregressive = "decoding-and-non-autoregressive"
    case transformersAndObjectives = "transformers-and-objectives"
    case adaptationAndCompression = "adaptation-and-compression"
    case probabilisticAndDomain = "probabilistic-and-domain"
}
