import ContinuoFormats
import Testing

@Suite struct NPYTests {
    static let arrays: [NPYArray] = [
        NPYArray(shape: [2, 3], elements: .float32([0, 1, 2, 3, 4, 5])), NPYArray(shape: [], elements: .int64([3])),
        NPYArray(shape: [2], elements: .int32([-1, .max])), NPYArray(shape: [0, 4], elements: .float64([])),
        NPYArray(shape: [1, 1, 2], elements: .float64([.infinity, -0.0])),
        NPYArray(shape: [3], elements: .uint8([0, 127, 255])),
    ]

    /// The headers are those of `numpy.save`, version 2.4.
    @Test func theHeaderIsThatOfNumPy() {
        for (array, descriptor, shape) in [
            (Self.arrays[0], "<f4", "(2, 3)"), (Self.arrays[1], "<i8", "()"), (Self.arrays[2], "<i4", "(2,)"),
        ] {
            let dictionary = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': \(shape), }"
            let header = dictionary + String(repeating: " ", count: 117 - dictionary.count) + "\n"
            let expected = [0x93] + Array("NUMPY".utf8) + [1, 0, 0x76, 0] + Array(header.utf8)
            #expect(Array(array.npyBytes.prefix(128)) == expected)
        }
        #expect(Self.arrays[2].npyBytes.suffix(8) == [255, 255, 255, 255, 255, 255, 255, 127])
    }

    @Test func arraysGoRoundAndCutsAreErrors() throws {
        let folder = try TemporaryFolder()
        for array in Self.arrays {
            let path = folder.file("a.npy")
            try array.write(to: path)
            #expect(try NPYArray(path: path) == array)
            for count in 0..<array.npyBytes.count {
                let cut = try folder.file("cut.npy", Array(array.npyBytes[..<count]))
                #expect(failure { _ = try NPYArray(path: cut) }?.file == cut)
            }
        }
        #expect(Self.arrays[2].floats == [-1, 2_147_483_648])
    }

    @Test(arguments: [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1), }",
        "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "{'descr': '<f4', 'shape': (2,), }", "{", "",
        "[]",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 3), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,), }",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }",
        "{'descr': '<f4, 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
    ])
    func lyingHeadersAreRefused(header: String) throws {
        let folder = try TemporaryFolder()
        let bytes: [UInt8] =
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + [
                0, 0, 0, 0, 0, 0, 0, 0,
            ]
        let path = try folder.file("a.npy", bytes)
        #expect(failure { _ = try NPYArray(path: path) }?.file == path)
    }

    @Test func fuzzedHeadersAreReadOrRefused() throws {
        let folder = try TemporaryFolder()
        let whole = Self.arrays[0].npyBytes
        for position in 0..<80 {
            for value: UInt8 in [0, 0x20, 0x27, 0x29, 0x39, 0xff] {
                var bytes = whole
                bytes[position] = value
                let path = try folder.file("a.npy", bytes)
                do { _ = try NPYArray(path: path) } catch { #expect(error.file == path) }
            }
        }
    }
}
