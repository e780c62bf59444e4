/// A heap whose first element is the greatest.
struct BinaryHeap<Element: Comparable> {
    private var elements: [Element] = []

    var isEmpty: Bool { elements.isEmpty }

    mutating func removeAll() { elements.removeAll(keepingCapacity: true) }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[parent] < element else { break }
            elements[child] = elements[parent]
            child = parent
        }
        elements[child] = element
    }

    mutating func popMax() -> Element? {
        guard let last = elements.popLast() else { return nil }
        guard let first = elements.first else { return last }
        var hole = 0
        while true {
            var child = hole * 2 + 1
            guard child < elements.count else { break }
            if child + 1 < elements.count, elements[child] < elements[child + 1] { child += 1 }
            guard last < elements[child] else { break }
            elements[hole] = elements[child]
            hole = child
        }
        elements[hole] = last
        return first
    }
}
