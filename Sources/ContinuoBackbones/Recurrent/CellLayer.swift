import ContinuoTensor

/// Any recurrent cell as a layer: all states, of which the first numbers are the output, mapped back to the width where they
/// are of another size.
///
/// - Shapes: input and output `[batch, length, width]`; state `[batch, stateSize]`.
/// - Complexity: that of the cell for each position, one after another; or as `evaluation` says.
public struct CellLayer<Cell: RecurrentCell>: RecurrentLayer {
    static var title: StaticString { "a recurrent cell" }
    public let width: Int
    /// How the states of a whole sequence are found.
    public var evaluation: CellEvaluation
    private let outputSize: Int
    @Parameter("cell") public var cell: Cell
    @Parameter("output") var output: Linear?

    /// - Parameter outputSize: the first numbers of a state that are the output; all when nil.
    public init(
        _ cell: Cell,
        width: Int,
        outputSize: Int? = nil,
        evaluation: CellEvaluation = .sequential,
        _ initialiser: inout Initialiser
    ) {
        let outputs = outputSize ?? cell.stateSize
        (self.width, self.outputSize, self.evaluation) = (width, outputs, evaluation)
        self.cell = cell
        output = outputs == width ? nil : Linear(inputs: outputs, outputs: width, bias: false, &initialiser)
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable] }
    var elementType: ElementType { cell.parameters.first?.tensor.elementType ?? .float32 }
    var stateShapes: [[Int]] { [[cell.stateSize]] }

    func mix(_ x: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor]) {
        let initial = state?.parts[0] ?? Tensor.zeros([x.shape[0], cell.stateSize], x.elementType)
        let states = evaluation.states(of: cell, cell.projected(x), from: initial)
        let visible = outputSize == cell.stateSize ? states : states.sliced(0..<outputSize, axis: -1)
        return (output?(visible) ?? visible, [states.selected(x.shape[1] - 1, axis: 1)])
    }
}
