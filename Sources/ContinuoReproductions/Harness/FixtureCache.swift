import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor

/// Models that reproductions train once and share, kept in the user's `CacheFolder`, outside of the repository.
public struct FixtureCache: Sendable {
    /// The folder of the fixtures; nil keeps nothing.
    public let folder: String?

    public init(folder: String? = FixtureCache.defaultFolder) { self.folder = folder }

    /// Where fixtures are kept unless a caller says otherwise.
    public static var defaultFolder: String { CacheFolder.path("reproductions") }

    /// Gives a module its trained parameters: from the cache, or by training it now.
    /// - Parameters:
    ///   - module: float32 parameters with their initial values.
    ///   - name: such as `kjv-characters`.
    ///   - recipe: everything that the parameters depend on (data, sizes, steps, seed): another recipe is another file.
    ///   - train: changes the module's parameters.
    public func prepare(_ module: some Module, name: String, recipe: String, train: () throws -> Void) throws {
        let parameters = module.parameters
        let shapes = parameters.map { "\($0.name)\($0.tensor.shape)" }.joined(separator: " ")
        guard let folder else { return try train() }
        let path = FileSystem.join(folder, "\(name)-\(FixtureCache.hash(recipe + shapes)).safetensors")
        if FileSystem.exists(path) {
            let file = try SafeTensorsFile(path: path)
            let stored = parameters.map { file.entry($0.name) }
            if zip(parameters, stored).allSatisfy({ $0.tensor.shape == $1?.shape && $1?.type == .float32 }) {
                for (parameter, entry) in zip(parameters, stored) {
                    let memory = UnsafeMutableRawBufferPointer(
                        start: parameter.tensor.pointer(Float.self),
                        count: parameter.tensor.byteCount
                    )
                    memory.copyMemory(from: file.bytes(of: entry!))
                }
                return
            }
        }
        try train()
        try FileSystem.createDirectory(folder)
        let sources = parameters.map { parameter in
            SafeTensorsWriter.Source(name: parameter.name, type: .float32, shape: parameter.tensor.shape) { write in
                let memory = UnsafeRawBufferPointer(
                    start: parameter.tensor.pointer(Float.self),
                    count: parameter.tensor.byteCount
                )
                try write(memory)
            }
        }
        try SafeTensorsWriter.write(to: path, tensors: sources)
    }

    /// FNV-1a of the text, in hexadecimal.
    static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
