import ArgumentParser
import Continuo

/// Options that every command has.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "Say nothing but results and errors.")
    var quiet = false

    /// Tells the user something that is no result.
    func note(_ text: String) {
        if !quiet { Console.note(text) }
    }

    /// Prints a JSON result.
    func print(_ value: JSONValue) { Console.print(JSONWriter.text(value, .pretty)) }
}
