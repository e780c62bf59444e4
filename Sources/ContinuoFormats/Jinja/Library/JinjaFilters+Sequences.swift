extension JinjaFilters {
    static let list: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "list", [])
        return .list(try renderer.iterated(value))
    }

    static let first: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "first", [])
        let item =
            if case .iterator(let iterator) = value { iterator.next() } else { try renderer.iterated(value).first }
        return item ?? .undefined(JinjaUndefined(reason: "there is no first item, the sequence is empty"))
    }

    static let last: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "last", [])
        if case .iterator = value { throw renderer.failure(.type, "a generator has no last item, make it a list") }
        return try renderer.iterated(value).last
            ?? .undefined(JinjaUndefined(reason: "there is no last item, the sequence is empty"))
    }

    static let items: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "items", [])
        switch value {
        case .undefined: return .iterator(JinjaIterator([]))
        case .dictionary(let dictionary): return .iterator(JinjaIterator(dictionary.pairs))
        default: throw renderer.failure(.type, "\"items\" needs a dictionary, found a value of type \(value.typeName)")
        }
    }

    static let reverse: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "reverse", [])
        if let text = value.text { return .string(PythonText.string(text.unicodeScalars.reversed())) }
        let items = try renderer.iterated(value)
        if case .iterator = value { return .list(items.reversed()) }
        return .iterator(JinjaIterator(items.reversed()))
    }

    static let sort: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "sort", ["reverse", "case_sensitive", "attribute"])
        let isCaseSensitive = bound[1]?.isTrue == true
        let items = try renderer.iterated(value)
        var attributes: [JinjaValue?] = [bound[2]]
        if let text = bound[2]?.text {
            attributes = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                .string(PythonText.string($0))
            }
        }
        var columns: [[JinjaValue]] = []
        for attribute in attributes {
            columns.append(
                try keys(renderer, items, attribute: attribute, isCaseSensitive: isCaseSensitive)
            )
        }
        let rows = items.indices.map { row in JinjaValue.list(columns.map { $0[row] }) }
        return .list(try renderer.sorted(items, by: rows, isReversed: bound[0]?.isTrue == true))
    }

    static let dictsort: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "dictsort", ["case_sensitive", "by", "reverse"])
        guard case .dictionary(let dictionary) = value else {
            if case .undefined(let undefined) = value { throw renderer.failure(undefined) }
            throw renderer.failure(.type, "\"dictsort\" needs a dictionary, found a value of type \(value.typeName)")
        }
        let by = bound[1]?.text ?? "key"
        guard by == "key" || by == "value" else {
            throw renderer.failure(.value, "\"dictsort\" sorts by \"key\" or \"value\"")
        }
        let keys = by == "key" ? dictionary.keys : dictionary.values
        let compared = bound[0]?.isTrue == true ? keys : keys.map(ignoringCase)
        return .list(try renderer.sorted(dictionary.pairs, by: compared, isReversed: bound[2]?.isTrue == true))
    }

    static let unique: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "unique", ["case_sensitive", "attribute"])
        let items = try renderer.iterated(value)
        let isCaseSensitive = bound[0]?.isTrue == true
        let keys = try keys(renderer, items, attribute: bound[1], isCaseSensitive: isCaseSensitive)
        var seen: Set<JinjaKey> = []
        var kept: [JinjaValue] = []
        for (item, key) in zip(items, keys) where seen.insert(try renderer.hashed(key)).inserted { kept.append(item) }
        return .iterator(JinjaIterator(kept))
    }

    static let min: Filter = { (renderer, value, arguments) throws(JinjaError) in
        try extreme(renderer, value, arguments, "min") { (key, best) throws(JinjaError) in
            try renderer.precedes(key, best)
        }
    }

    static let max: Filter = { (renderer, value, arguments) throws(JinjaError) in
        try extreme(renderer, value, arguments, "max") { (key, best) throws(JinjaError) in
            try renderer.precedes(best, key)
        }
    }

    private static func extreme(
        _ renderer: JinjaRenderer,
        _ value: JinjaValue,
        _ arguments: JinjaArguments,
        _ name: String,
        isBetter: (JinjaValue, JinjaValue) throws(JinjaError) -> Bool
    ) throws(JinjaError) -> JinjaValue {
        let bound = try arguments.bind(renderer, name, ["case_sensitive", "attribute"])
        let items = try renderer.iterated(value)
        let isCaseSensitive = bound[0]?.isTrue == true
        let keys = try keys(renderer, items, attribute: bound[1], isCaseSensitive: isCaseSensitive)
        guard !items.isEmpty else {
            return .undefined(JinjaUndefined(reason: "\"\(name)\" of an empty sequence"))
        }
        var best = 0
        for index in items.indices.dropFirst() where try isBetter(keys[index], keys[best]) { best = index }
        return items[best]
    }

    static let groupby: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let parameters = ["attribute", "default", "case_sensitive"]
        let bound = try arguments.bind(renderer, "groupby", parameters, required: 1)
        let items = try renderer.iterated(value)
        let keys = try keys(
            renderer,
            items,
            attribute: bound[0],
            isCaseSensitive: bound[2]?.isTrue == true,
            default: bound[1]
        )
        let pairs = zip(keys, items).map { JinjaValue.tuple([$0, $1]) }
        var groups: [(key: JinjaValue, items: [JinjaValue])] = []
        for case .tuple(let pair) in try renderer.sorted(pairs, by: keys, isReversed: false) {
            if let last = groups.last, try renderer.equals(last.key, pair.items[0]) {
                groups[groups.count - 1].items.append(pair.items[1])
            } else {
                groups.append((pair.items[0], [pair.items[1]]))
            }
        }
        var result: [JinjaValue] = []
        for group in groups {
            let key = try look(renderer, up: bound[0], in: group.items[0], default: bound[1])
            result.append(.tuple(JinjaSequence([key, .list(group.items)], isGroup: true)))
        }
        return .list(result)
    }

    static let batch: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "batch", ["linecount", "fill_with"], required: 1)
        let count = try integer(renderer, bound[0], default: 1, "linecount")
        guard count > 0 else { throw renderer.failure(.unsupported, "the filter \"batch\" with a size below 1") }
        try renderer.checkCount(count)
        let items = try renderer.iterated(value)
        var rows: [JinjaValue] = []
        for start in stride(from: 0, to: items.count, by: count) {
            var row = Array(items[start..<Swift.min(start + count, items.count)])
            if let filling = bound[1], !filling.isNone {
                row += repeatElement(filling, count: count - row.count)
            }
            rows.append(.list(row))
        }
        return .iterator(JinjaIterator(rows))
    }

    static let slice: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "slice", ["slices", "fill_with"], required: 1)
        let count = try integer(renderer, bound[0], default: 1, "slices")
        guard count != 0 else { throw renderer.failure(.arithmetic, "division by zero") }
        try renderer.checkCount(count)
        let items = try renderer.iterated(value)
        var rows: [JinjaValue] = []
        var start = 0
        for index in 0..<Swift.max(count, 0) {
            let isLonger = index < items.count % count
            let end = start + items.count / count + (isLonger ? 1 : 0)
            var row = Array(items[start..<end])
            if let filling = bound[1], !filling.isNone, !isLonger { row.append(filling) }
            rows.append(.list(row))
            start = end
        }
        return .iterator(JinjaIterator(rows))
    }

    // MARK: With other filters and tests

    static let map: Filter = { (renderer, value, arguments) throws(JinjaError) in
        var results: [JinjaValue] = []
        let items = try renderer.iterated(value)
        guard let name = arguments.positional.first else {
            let bound = try arguments.bind(renderer, "map", ["attribute", "default"], required: 1)
            for item in items {
                results.append(try look(renderer, up: bound[0], in: item, default: bound[1]))
            }
            return .iterator(JinjaIterator(results))
        }
        guard let name = name.text else { throw renderer.failure(.type, "the name of a filter must be text") }
        var rest = arguments
        rest.positional.removeFirst()
        for item in items { results.append(try renderer.filter(name, item, rest)) }
        return .iterator(JinjaIterator(results))
    }

    static let select: Filter = { (renderer, value, arguments) throws(JinjaError) in
        try selected(renderer, value, arguments, byAttribute: false, keeps: true)
    }
    static let reject: Filter = { (renderer, value, arguments) throws(JinjaError) in
        try selected(renderer, value, arguments, byAttribute: false, keeps: false)
    }
    static let selectattr: Filter = { (renderer, value, arguments) throws(JinjaError) in
        try selected(renderer, value, arguments, byAttribute: true, keeps: true)
    }
    static let rejectattr: Filter = { (renderer, value, arguments) throws(JinjaError) in
        try selected(renderer, value, arguments, byAttribute: true, keeps: false)
    }

    private static func selected(
        _ renderer: JinjaRenderer,
        _ value: JinjaValue,
        _ arguments: JinjaArguments,
        byAttribute: Bool,
        keeps: Bool
    ) throws(JinjaError) -> JinjaValue {
        var rest = arguments
        var attribute: JinjaValue?
        let items = try renderer.iterated(value)
        if byAttribute {
            guard !rest.positional.isEmpty else {
                if items.isEmpty { return .iterator(JinjaIterator([])) }
                throw renderer.failure(.type, "the name of an attribute is missing")
            }
            attribute = rest.positional.removeFirst()
        }
        var test: String?
        if !rest.positional.isEmpty {
            guard let name = rest.positional.removeFirst().text else {
                throw renderer.failure(.type, "the name of a test must be text")
            }
            test = name
        }
        var kept: [JinjaValue] = []
        for item in items {
            let tested = try look(renderer, up: attribute, in: item)
            let holds =
                try test.map { (name) throws(JinjaError) in try renderer.test(name, tested, rest) } ?? tested.isTrue
            if holds == keeps { kept.append(item) }
        }
        return .iterator(JinjaIterator(kept))
    }
}
