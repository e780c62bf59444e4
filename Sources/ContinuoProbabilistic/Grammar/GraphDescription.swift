/// A model that a person can look at as a graph.
public protocol ReadableModel {
    /// Numbers of its nodes and of the arcs between them.
    var graphSize: (nodes: Int, arcs: Int) { get }

    /// The graph in the language DOT of Graphviz.
    /// - Parameter name: of a token.
    func dot(_ name: (Int32) -> String) -> String
}

extension AutomatonModel: ReadableModel {
    public var graphSize: (nodes: Int, arcs: Int) { (automaton.states.count, automaton.edgeCount) }

    public func dot(_ name: (Int32) -> String) -> String {
        var lines = ["  start [shape=point]", "  start -> s0"]
        for (index, state) in automaton.states.enumerated() {
            let shape = state.ends > 0 ? "doublecircle" : "circle"
            lines.append("  s\(index) [shape=\(shape), label=\"\(state.ends > 0 ? "\(state.ends)" : "")\"]")
            for label in state.edges.keys.sorted() {
                let edge = state.edges[label]!
                lines.append("  s\(index) -> s\(edge.target) [label=\(Self.quoted("\(name(label)) (\(edge.count))"))]")
            }
        }
        return Self.graph(lines)
    }
}

extension NetModel: ReadableModel {
    public var graphSize: (nodes: Int, arcs: Int) { (net.placeCount + net.transitions.count, net.arcCount) }

    public func dot(_ name: (Int32) -> String) -> String {
        var lines = (0..<net.placeCount).map { place in
            let label = place == net.source ? "●" : place == net.sink ? "■" : ""
            return "  p\(place) [shape=circle, label=\"\(label)\"]"
        }
        for (index, transition) in net.transitions.enumerated() {
            let look =
                transition.label.map { "label=\(Self.quoted(name($0)))" } ?? "label=\"\", style=filled, height=0.1"
            lines.append("  t\(index) [shape=box, \(look)]")
            lines +=
                transition.inputs.map { "  p\($0) -> t\(index)" } + transition.outputs.map { "  t\(index) -> p\($0)" }
        }
        return Self.graph(lines)
    }
}

extension ReadableModel {
    fileprivate static func graph(_ lines: [String]) -> String {
        (["digraph model {", "  rankdir=LR"] + lines + ["}"]).joined(separator: "\n") + "\n"
    }

    fileprivate static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
