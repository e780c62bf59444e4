#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes an event file that TensorBoard shows: scalars over steps.
///
/// Each record is `length (8 bytes), masked CRC32C of it, data, masked CRC32C of them`; the data are an `Event` message. The
/// file is named `events.out.tfevents.TIME.HOST.PID`; every run of a program begins a new one, TensorBoard joins them.
/// Source: TensorFlow's `event.proto`, `summary.proto` and record files.
public final class TensorBoardWriter {
    /// The file that is written.
    public let path: String

    private let file: FileDescriptor
    private var pending: [UInt8] = []

    /// Begins an event file in a folder, which is made when it is missing.
    /// - Throws: `DataFileError` when the system refuses.
    public init(folder: String) throws(DataFileError) {
        try FileSystem.createDirectory(folder)
        let seconds = String(Int(Self.now()))
        let stem =
            "events.out.tfevents.\(String(repeating: "0", count: max(0, 10 - seconds.count)))\(seconds).\(Self.host).\(getpid())"
        var name = stem
        var number = 0
        while FileSystem.exists(FileSystem.join(folder, name)) {
            number += 1
            name = "\(stem).\(number)"
        }
        path = FileSystem.join(folder, name)
        file = try FileDescriptor(path: path, mode: .create)
        append(Self.event(at: Self.now()) { $0.text(3, "brain.Event:2") })
        try flush()
    }

    deinit {
        // Nobody can be told any more; `flush()` is there for who wants to know.
        try? flush()
    }

    /// Adds values of one step.
    /// - Parameters:
    ///   - scalars: names (such as `"training/loss"`) and values; not-a-number is kept and shown as such.
    ///   - step: the training step.
    ///   - time: seconds since 1970; now when nil.
    /// - Throws: `DataFileError` when the system refuses.
    public func add(_ scalars: KeyValuePairs<String, Double>, step: Int, time: Double? = nil) throws(DataFileError) {
        try add(scalars.map { (name: $0.key, value: $0.value) }, step: step, time: time)
    }

    /// Adds values of one step; see `add(_:step:time:)`.
    /// - Throws: `DataFileError` when the system refuses.
    public func add(
        _ scalars: [(name: String, value: Double)],
        step: Int,
        time: Double? = nil
    ) throws(DataFileError) {
        append(
            Self.event(at: time ?? Self.now()) { event in
                event.integer(2, step)
                event.message(5) { summary in
                    for (name, value) in scalars {
                        summary.message(1) { entry in
                            entry.text(1, name)
                            entry.float(2, Float(value))
                        }
                    }
                }
            }
        )
        if pending.count >= 1 << 14 { try flush() }
    }

    /// Hands everything to the system, so that a TensorBoard that is running shows it.
    /// - Throws: `DataFileError` when the system refuses.
    public func flush() throws(DataFileError) {
        guard !pending.isEmpty else { return }
        let bytes = pending
        pending = []
        try bytes.withUnsafeBufferPointer { view throws(DataFileError) in try file.write(UnsafeRawBufferPointer(view)) }
    }

    private func append(_ data: [UInt8]) {
        let length = withUnsafeBytes(of: UInt64(data.count).littleEndian) { Array($0) }
        pending += length
        withUnsafeBytes(of: CRC32C.masked(length).littleEndian) { pending.append(contentsOf: $0) }
        pending += data
        withUnsafeBytes(of: CRC32C.masked(data).littleEndian) { pending.append(contentsOf: $0) }
    }

    private static func event(at time: Double, _ build: (inout ProtocolBuffer) -> Void) -> [UInt8] {
        var event = ProtocolBuffer()
        event.double(1, time)
        build(&event)
        return event.bytes
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.isEmpty ? "localhost" : text.split(separator: "/").joined(separator: "-")
    }
}
