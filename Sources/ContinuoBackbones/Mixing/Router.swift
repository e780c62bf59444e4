import ContinuoTensor

/// Chooses for each token the experts (or memories) that process it: those of the greatest probabilities under a softmax.
///
/// - Source: Shazeer et al. 2017 (top-k); Fedus, Zoph, Shazeer 2021 (load balance); Zoph et al. 2022 (z-loss).
struct Router: Module {
    struct Losses: Sendable, Equatable {
        /// Weight of E Σ_e f_e P_e, with f the shares of the choices and P the mean probabilities of the E experts.
        var balance: Double
        /// Weight of the mean of (ln Σ e^logit)².
        var logits: Double
    }

    /// What becomes of each token.
    struct Choice {
        /// Experts of each token, the most probable first, Int32 `[tokens, chosen]`.
        let experts: Tensor
        /// Their weights, which add up to one, `[tokens, chosen]`.
        let weights: Tensor
    }

    let count: Int
    let chosen: Int
    let losses: Losses
    @Parameter("weight") var weight: Tensor

    init(width: Int, count: Int, chosen: Int, losses: Losses, _ initialiser: inout Initialiser) {
        (self.count, self.chosen, self.losses) = (count, chosen, losses)
        weight = initialiser.normal([count, width], deviation: 1 / Double(width).squareRoot())
    }

    /// - Parameter tokens: `[tokens, width]`.
    func callAsFunction(_ tokens: Tensor) -> Choice {
        let logits = linear(tokens, weight: weight)
        let probabilities = softmax(logits)
        let experts = Router.greatest(probabilities.detached, chosen)
        let rows = tokens.shape[0]
        let places = Tensor(
            (0..<rows * chosen).map { Int32($0 / chosen * count) + experts.pointer(Int32.self)[$0] },
            shape: [rows, chosen]
        )
        let weights = probabilities.reshaped([rows * count]).rows(at: places)
        RouterLoads.add(experts, of: count)
        AuxiliaryLosses.add(loss(logits, probabilities, experts))
        return Choice(experts: experts, weights: weights / weights.sum(axis: 1, keepingAxis: true))
    }

    /// The greatest `chosen` of each row, the first of equals first.
    private static func greatest(_ values: Tensor, _ chosen: Int) -> Tensor {
        let (rows, count) = (values.shape[0], values.shape[1])
        let numbers = values.doubles
        var result: [Int32] = []
        result.reserveCapacity(rows * chosen)
        for row in 0..<rows {
            var isTaken = [Bool](repeating: false, count: count)
            for _ in 0..<chosen {
                var best = -1
                for expert in 0..<count where !isTaken[expert] {
                    if best < 0 || numbers[row * count + expert] > numbers[row * count + best] { best = expert }
                }
                isTaken[best] = true
                result.append(Int32(best))
            }
        }
        return Tensor(result, shape: [rows, chosen])
    }

    private func loss(_ logits: Tensor, _ probabilities: Tensor, _ experts: Tensor) -> Tensor {
        let load = Tensor(RouterLoads.shares(experts, of: count)).cast(to: probabilities.elementType)
        let balance = (probabilities.mean(axis: 0) * load).sum() * (Double(count) * losses.balance)
        return losses.logits == 0 ? balance : balance + logits.logSumExp().squared().mean() * losses.logits
    }
}
