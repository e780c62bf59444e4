import ContinuoFormats

extension ChunkLibrary {
    /// The library as JSON: the size of the alphabet, the uses of symbols, and in the order of their numbers the variables (members with
    /// their uses) and the chunks. A part of a chunk is the number of an item, or −1 − v for variable v.
    public var json: JSONValue {
        [
            "alphabet": .integer(alphabet),
            "symbols": .array(items.prefix(alphabet).map { .number($0.count) }),
            "variables": .array(
                variables.map { variable in
                    [
                        "members": .array(variable.members.map { .integer($0) }),
                        "counts": .array(variable.counts.map { .number($0) }),
                    ]
                }
            ),
            "chunks": .array(
                items.dropFirst(alphabet).map { item in
                    [
                        "parts": .array(
                            item.parts.map { part in
                                switch part {
                                case .item(let item): .integer(item)
                                case .variable(let variable): .integer(-1 - variable)
                                }
                            }
                        ),
                        "count": .number(item.count),
                    ]
                }
            ),
        ]
    }

    /// Reads what `json` gives.
    /// - Parameter source: stands in error messages.
    /// - Throws: `DataFileError` for anything else: a part that comes later than the chunk it is in, a chunk twice.
    public init(_ json: JSONValue, source: String) throws(DataFileError) {
        func bad(_ place: String, _ expected: String) -> DataFileError {
            DataFileError(.malformed, file: source, place: place, expected: expected, found: "something else")
        }
        func numbers(_ value: JSONValue?, _ place: String) throws(DataFileError) -> [Double] {
            guard let array = value?.arrayValue else { throw bad(place, "a list of numbers from 0 up") }
            var result: [Double] = []
            for entry in array {
                guard let number = entry.doubleValue, number >= 0, number.isFinite else {
                    throw bad(place, "a list of numbers from 0 up")
                }
                result.append(number)
            }
            return result
        }
        func integers(_ value: JSONValue?, _ place: String) throws(DataFileError) -> [Int] {
            guard let array = value?.arrayValue, !array.isEmpty else { throw bad(place, "a list of whole numbers") }
            var result: [Int] = []
            for entry in array {
                guard let number = entry.intValue else { throw bad(place, "a list of whole numbers") }
                result.append(number)
            }
            return result
        }
        let symbols = try numbers(json["symbols"], "symbols")
        guard let alphabet = json["alphabet"]?.intValue, alphabet > 0, symbols.count == alphabet,
            let variables = json["variables"]?.arrayValue, let chunks = json["chunks"]?.arrayValue
        else { throw bad("the top", "alphabet, symbols, variables and chunks") }
        self.init(alphabet: alphabet)
        var (uses, choices) = (symbols, [[Double]]())
        for (index, variable) in variables.enumerated() {
            let place = "variable \(index)"
            let members = try integers(variable["members"], place)
            let counts = try numbers(variable["counts"], place)
            guard members == Set(members).sorted(), members.count == counts.count, members[0] >= 0,
                members[members.count - 1] < alphabet + chunks.count, addVariable(Set(members)) == index
            else { throw bad(place, "ascending members with a count each, unlike those of any other variable") }
            choices.append(counts)
        }
        for (index, chunk) in chunks.enumerated() {
            let place = "chunk \(index)"
            var parts: [Part] = []
            for number in try integers(chunk["parts"], place) {
                let last =
                    number >= 0 ? number : number >= -choices.count ? self.variables[-1 - number].members.last! : .max
                guard last < alphabet + index else { throw bad(place, "parts that come before it") }
                parts.append(number >= 0 ? .item(number) : .variable(-1 - number))
            }
            guard let count = chunk["count"]?.doubleValue, count >= 0, count.isFinite, add(parts).isNew else {
                throw bad(place, "a count, and a chunk unlike any other")
            }
            uses.append(count)
        }
        setCounts(items: uses, variables: choices)
    }
}
