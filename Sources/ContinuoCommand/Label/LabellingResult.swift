import Continuo

/// What a training of labels came to.
struct LabellingResult {
    let folder: String
    let model: LabellingModel
    let trainer: ClassifierTrainer
    private(set) var report: ClassificationReport?
    private(set) var majority = 0.0
    private(set) var entities: EntityScore?

    init(folder: String, model: LabellingModel, trainer: ClassifierTrainer) {
        self.folder = folder
        self.model = model
        self.trainer = trainer
    }

    /// Measures on what was held out.
    mutating func measure(_ data: LabelledSequences, _ texts: LabelledTexts, _ indices: some Sequence<Int>) throws {
        let (report, found) = try model.classifier.evaluateWithLabels(data)
        self.report = report
        majority = data.majorityShare
        guard model.unit == .word, EntityScore.applies(to: model.labels) else { return }
        let wanted = indices.map { texts.labels[$0] }
        var rest = found[...]
        let given = wanted.map { labels in
            defer { rest = rest.dropFirst(labels.count) }
            return rest.prefix(labels.count).map { model.labels[Int($0)] }
        }
        entities = EntityScore(found: given, wanted: wanted)
    }

    /// What the model's configuration keeps.
    var facts: JSONObject {
        var facts: JSONObject = ["steps": .integer(trainer.step)]
        if let report {
            facts["held_out"] = .integer(report.count)
            facts["majority"] = .number(majority)
            facts["accuracy"] = .number(report.accuracy)
            facts["macro_f1"] = .number(report.macroF1)
        }
        if let entities { facts["entity_f1"] = .number(entities.f1) }
        return facts
    }

    var json: JSONValue {
        var json: JSONObject = [
            "folder": .string(folder), "task": .string(model.unit.rawValue),
            "outcome": report == nil ? "interrupted" : "finished",
            "direction": .string(model.classifier.direction.rawValue), "parameters": .integer(model.parameterCount),
            "seconds": .number(trainer.elapsed), "labels": .array(model.labels.map { .string($0) }),
        ]
        for (key, value) in facts { json[key] = value }
        return .object(json)
    }

    var text: String {
        func percent(_ share: Double) -> String { Figures.fixed(100 * share, 2) + " %" }
        var table = Table()
        table.add("trained", "\(trainer.step) steps in \(Figures.duration(trainer.elapsed))")
        if let report {
            table.add("held out", "\(report.count) labels of \(model.unit.plural)")
            table.add("most frequent label", percent(majority))
            table.add("accuracy", percent(report.accuracy))
            table.add("macro F1", percent(report.macroF1))
        }
        if let entities {
            let figures = "precision \(percent(entities.precision)), recall \(percent(entities.recall))"
            table.add("entity F1", "\(percent(entities.f1)) (\(figures), \(entities.wanted) entities)")
        }
        table.add("model in", folder)
        table.add("try", "continuo label \(ShellWord.quoted(folder)) FILE")
        return table.text
    }
}
