import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor

extension SequenceModel {
    /// A check of what determines the states of the network: its family and settings, the start id, names, shapes, formats
    /// and a sample of the values of all parameters. 16 hexadecimal digits.
    public var fingerprint: String {
        var check = Checksum()
        check.add(type(of: family).modelType)
        check.add(JSONWriter.text(.object(family.configuration)))
        check.add("\((process as? Autoregressive)?.start ?? -1)")
        for parameter in backbone.parameters {
            let tensor = parameter.tensor.detached
            let formats = tensor.packedFormats.map(\.name)
            check.add("\(parameter.name) \(tensor.shape) \(tensor.elementType.rawValue) \(formats)")
            tensor.sampledRows.withBytes { check.add($0) }
        }
        return check.text
    }
}

extension Tensor {
    /// The first, the middle and the last row.
    fileprivate var sampledRows: Tensor {
        guard count > 0, rank > 0 else { return elementType == .packed ? unpacked() : self }
        return rows(at: Tensor([0, shape[0] / 2, shape[0] - 1].map(Int32.init)))
    }
}
