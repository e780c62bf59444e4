/// Variables of a template, a loop's iteration, a macro's call. Inner scopes read outer ones and never write to them.
final class JinjaScope {
    private let parent: JinjaScope?
    private var names: [Int] = []
    private var values: [JinjaValue] = []

    init(in parent: JinjaScope?) { self.parent = parent }

    func set(_ name: Int, _ value: JinjaValue) {
        if let index = names.firstIndex(of: name) {
            values[index] = value
        } else {
            names.append(name)
            values.append(value)
        }
    }

    func value(_ name: Int) -> JinjaValue? {
        var scope = self
        while true {
            if let index = scope.names.firstIndex(of: name) { return scope.values[index] }
            guard let parent = scope.parent else { return nil }
            scope = parent
        }
    }

    /// Drops the variables: a macro is a variable of the scope that it holds.
    func clear() {
        names = []
        values = []
    }
}
