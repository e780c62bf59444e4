/// Lines that hold a word and what belongs to it.
enum WordColumns {
    /// The columns of a line, between tabs where it has any, else between blanks; none for a blank line.
    static func split(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        let (tab, blank) = (UInt8(ascii: "\t"), UInt8(ascii: " "))
        guard line.contains(where: { $0 != tab && $0 != blank }) else { return [] }
        return line.contains(tab)
            ? line.split(separator: tab, omittingEmptySubsequences: false) : line.split(separator: blank)
    }
}
