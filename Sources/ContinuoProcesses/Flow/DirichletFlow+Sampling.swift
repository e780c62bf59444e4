import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor
import Foundation

extension DirichletFlow {
    /// A pull on the blurred points while sampling, such as a classifier's: for mixtures `[rows, length, vocabulary]` at a time
    /// the gradient of ln p(wanted | mixtures), of the same shape.
    public typealias Guide = (_ mixtures: Tensor, _ time: Double) throws -> Tensor

    /// Network calls of a sampler when nobody says how many.
    public static let usualSteps = 64

    public func fill(
        _ backbone: any Backbone,
        _ grid: [[Int32?]],
        _ settings: FillSettings,
        onStep: ([[Int32?]]) throws -> Void,
        isCancelled: () -> Bool
    ) throws -> UnmaskingReport {
        try flow(backbone, grid, settings, guide: nil, onStep: onStep, isCancelled: isCancelled).report
    }

    /// As `fill`, under a guide, with the points where the open cells began: what a student of this sampler learns from.
    ///
    /// With n steps the network is asked at n times from 0 to the path's end; between them each point goes a step of Euler's
    /// method, and at the last the most probable token is taken. One step is a network's word on noise alone. The order of the
    /// settings says nothing here: all cells move together.
    /// - Returns: the result, and the mixtures at time 0, `[rows, length, vocabulary]`.
    /// - Throws: as `fill`; what the guide throws.
    public func flow(
        _ backbone: any Backbone,
        _ grid: [[Int32?]],
        _ settings: FillSettings,
        guide: Guide?,
        onStep: ([[Int32?]]) throws -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> (report: UnmaskingReport, start: Tensor) {
        let reader = try reader(backbone)
        let length = grid.first?.count ?? 0
        if let maximum = backbone.maximumLength, length > maximum {
            throw ProcessError.tooLong(length: length, maximum: maximum)
        }
        for row in grid {
            if let position = row.firstIndex(of: mask) {
                throw ProcessError.maskGiven(mask: mask, position: position)
            }
            try checkTokens(row.compactMap { $0 }, vocabulary: backbone.vocabularySize)
        }
        let clock = ContinuousClock()
        let began = clock.now
        var random = RandomStream(seed: settings.sampling.seed ?? UInt64.random(in: 0 ... .max)).split("flow")
        let cells = grid.flatMap { $0 }
        let open = cells.indices.filter { cells[$0] == nil }
        var mixtures = SimplexMixtures(
            rows: grid.count,
            length: length,
            vocabulary: backbone.vocabularySize,
            mask: mask
        )
        for (cell, token) in cells.enumerated() {
            if let token {
                mixtures.show(token, at: cell)
            } else {
                mixtures.set(evenPoint(of: mixtures.count, using: &random), noiseShare: 1, at: cell)
            }
        }
        let start = mixtures.tensor(backbone.elementType)
        let steps = max(settings.steps ?? Self.usualSteps, 1)
        let forbidden = settings.forbidden.filter { $0 != mask }.map { mixtures.coordinate(of: $0) }
        var tokens = cells
        var calls = 0
        func result(isCancelled: Bool) -> UnmaskingReport {
            let filled = cells.indices.map { cells[$0] == nil && tokens[$0] != nil ? calls : 0 }
            func rows<T>(_ values: [T]) -> [[T]] {
                grid.indices.map { Array(values[($0 * length)..<(($0 + 1) * length)]) }
            }
            return UnmaskingReport(
                grid: rows(tokens.map { $0 ?? mask }),
                filledAt: rows(filled),
                networkCalls: calls,
                seconds: began.duration(to: clock.now) / .seconds(1),
                isCancelled: isCancelled
            )
        }
        guard !open.isEmpty else { return (result(isCancelled: false), start) }
        for step in 0..<steps {
            if isCancelled() { return (result(isCancelled: true), start) }
            let time = steps == 1 ? 0 : path.end * Double(step) / Double(steps - 1)
            var laws = try withoutGradients { predictions(reader, mixtures, open, cells) }
            calls += comparesWithNothing(open, cells) ? 2 : 1
            if let guide {
                let pull = try guide(mixtures.tensor(backbone.elementType), time).doubles
                laws = laws.enumerated().map { index, law in
                    let place = open[index] * mixtures.vocabulary
                    let gradient = (0..<mixtures.count).map { pull[place + mixtures.id(of: $0)] }
                    return guided(law, at: mixtures.point(at: open[index]), time: time, gradient: gradient)
                }
            }
            laws = laws.map { tempered($0, settings.sampling.temperature, without: forbidden) }
            if step == steps - 1 {
                for (cell, law) in zip(open, laws) {
                    let best = law.indices.reduce(0) { law[$1] > law[$0] ? $1 : $0 }
                    tokens[cell] = Int32(mixtures.id(of: best))
                }
            } else {
                let next = path.end * Double(step + 1) / Double(steps - 1)
                let speeds = path.speeds(of: mixtures.count, at: time)
                for (cell, law) in zip(open, laws) {
                    let point = moved(mixtures.point(at: cell), law, by: next - time, speeds)
                    mixtures.set(point, noiseShare: path.noiseShare(at: next), at: cell)
                }
            }
            try onStep(result(isCancelled: false).grid.map { row in row.map { $0 == mask ? nil : $0 } })
        }
        return (result(isCancelled: false), start)
    }

    /// The network's law of each open cell over the corners, with what is given counted `guidance` times.
    private func predictions(
        _ reader: any MixtureReading,
        _ mixtures: SimplexMixtures,
        _ open: [Int],
        _ cells: [Int32?]
    ) -> [[Double]] {
        func laws(_ mixtures: SimplexMixtures) -> [[Double]] {
            let hidden = reader.hidden(mixtures: mixtures.tensor(reader.elementType), .bidirectional)
            let chosen = hidden.reshaped([cells.count, reader.width]).rows(at: Tensor(open.map(Int32.init)))
            let values = softmax(reader.logits(chosen) + banned(mixtures.vocabulary, reader.elementType)).doubles
            return open.indices.map { row in
                (0..<mixtures.count).map { values[row * mixtures.vocabulary + mixtures.id(of: $0)] }
            }
        }
        let informed = laws(mixtures)
        guard comparesWithNothing(open, cells) else { return informed }
        var blind = mixtures
        for cell in cells.indices where cells[cell] != nil { blind.hide(cell) }
        return zip(informed, laws(blind)).map { given, plain in
            onSimplex(zip(given, plain).map { guidance * $0 + (1 - guidance) * $1 })
        }
    }

    /// Whether guidance asks the network a second time, without what is given.
    private func comparesWithNothing(_ open: [Int], _ cells: [Int32?]) -> Bool {
        guidance != 1 && open.count < cells.count
    }

    /// −1e9 for the mask: it is never predicted.
    private func banned(_ vocabulary: Int, _ type: ElementType) -> Tensor {
        var values = [Double](repeating: 0, count: vocabulary)
        values[Int(mask)] = -1e9
        return Tensor(values).cast(to: type)
    }

    private func tempered(_ law: [Double], _ temperature: Double, without forbidden: [Int]) -> [Double] {
        var law = law
        for coordinate in forbidden { law[coordinate] = 0 }
        // 0 and 1 both leave the law: which token is the most probable is asked at the end alone.
        guard temperature > 0, temperature != 1 else { return normalised(law.map { max($0, 1e-300) }) }
        return normalised(law.map { pow(max($0, 1e-300), 1 / temperature) })
    }

    /// One step of Euler's method: Σ_i p_i C(x_i) (e_i − x), taken back to the simplex where it was left.
    private func moved(_ point: [Double], _ law: [Double], by step: Double, _ speeds: (Double) -> Double) -> [Double] {
        let pulls = zip(point, law).map { speeds($0) * $1 }
        let total = pulls.reduce(0, +)
        return onSimplex(point.indices.map { point[$0] + step * (pulls[$0] - total * point[$0]) })
    }
}
