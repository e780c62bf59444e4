import ContinuoTestSupport
import Testing

@Suite struct LayerTests {
    @Test(arguments: LayerRegistry.all) func layerLaws(_ layer: LayerCase) throws { try checkLayer(layer) }
}
