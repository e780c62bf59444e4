import CKernels
import ContinuoFormats

extension ModelLoader {
    /// What a model's distributions depend on, bit for bit: a check of the contents of its files, and for networks the kernels that
    /// compute it. They do not depend on the number of threads.
    /// - Parameter path: as for `load`.
    /// - Throws: `DataFileError` for a file that cannot be read.
    public static func circumstances(of path: String, _ model: LoadedModel) throws -> [String: String] {
        let path = try locate(path)
        let files =
            FileSystem.isDirectory(path)
            ? try FileSystem.names(in: path).sorted().map { FileSystem.join(path, $0) } : [path]
        var check = Checksum()
        for file in files {
            guard case .file(let length) = FileSystem.entry(at: file), length > 0 else { continue }
            let contents = try MappedFile(path: file)
            withExtendedLifetime(contents) { check.add(contents.bytes) }
        }
        var result = ["model": check.text]
        if model.kind == "network" { result["kernels"] = String(cString: ck_level_name(ck_current_level())) }
        return result
    }
}
