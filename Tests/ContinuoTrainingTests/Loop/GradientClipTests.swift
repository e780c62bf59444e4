import ContinuoBackbones
import ContinuoTensor
import Testing

@testable import ContinuoTraining

@Suite struct GradientClipTests {
    private func parameter(_ name: String, _ gradient: [Float], parts: [ParameterPart] = []) -> (NamedParameter, Tensor)
    {
        let tensor = Tensor.zeros([gradient.count])
        return (NamedParameter(name: name, tensor: tensor, group: .matrix, parts: parts), Tensor(gradient))
    }

    private func clipped(_ clip: GradientClip, _ entries: [(NamedParameter, Tensor)]) -> [[Double]] {
        let gradients = entries.map { $0.1.copy() }
        let scales = clip.apply(entries.map(\.0), gradients).scales
        return zip(gradients, scales).map { gradient, scale in gradient.doubles.map { $0 * Double(scale) } }
    }

    @Test func componentsAreClippedAlone() {
        let entries = [parameter("a.weight", [3, 4]), parameter("b.weight", [0.3, 0.4])]
        let result = clipped(.component(1), entries)
        #expect(abs(result[0][0] - 0.6) < 1e-5 && abs(result[0][1] - 0.8) < 1e-5)
        #expect(result[1] == [Double(Float(0.3)), Double(Float(0.4))])
    }

    @Test func partsOfAFusedParameterAreComponents() {
        let entries = [
            parameter(
                "mixer.qkv.weight",
                [3, 4, 0.3],
                parts: [ParameterPart("q_proj", rows: 2), ParameterPart("k_proj", rows: 1)]
            )
        ]
        #expect(entries[0].0.components.map(\.name) == ["mixer.q_proj.weight", "mixer.k_proj.weight"])
        let result = clipped(.component(1), entries)[0]
        #expect(abs(result[0] - 0.6) < 1e-5 && abs(result[2] - 0.3) < 1e-6)
    }

    @Test func oneComponentIsGlobalClipping() {
        let entries = [parameter("a.weight", [3, -4, 12])]
        #expect(clipped(.component(2), entries) == clipped(.global(2), entries))
    }

    @Test func layersAreClippedTogether() {
        let entries = [
            parameter("blocks.0.a.weight", [3]), parameter("blocks.0.b.weight", [4]),
            parameter("blocks.1.a.weight", [0.5]),
        ]
        let result = clipped(.layer(1), entries)
        #expect(abs(result[0][0] - 0.6) < 1e-5 && abs(result[1][0] - 0.8) < 1e-5 && result[2][0] == 0.5)
    }

    @Test func valuesAreBounded() { #expect(clipped(.value(1), [parameter("a", [3, -0.5, -7])]) == [[1, -0.5, -1]]) }

    @Test(arguments: ["none", "global(1.0)", "component(0.05)", "layer(0.1)", "value(0.25)"])
    func textForms(_ text: String) throws { #expect(try #require(GradientClip(text)).text == text) }

    @Test(arguments: ["", "global", "global(0)", "global(x)", "local(1)", "global(-1)"])
    func badTextIsRefused(_ text: String) { #expect(GradientClip(text) == nil) }
}
