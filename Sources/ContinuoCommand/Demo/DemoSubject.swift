import Continuo

/// What the demo learns.
struct DemoSubject {
    var data: String
    var title: String
    var prompt: String
    /// What the user should know.
    var note: String?

    /// The prompt as it stands between double quotes in a shell.
    var shellPrompt: String { prompt.replacing("\n", with: " ") }

    /// The King James Bible, or small built-in data where it is not installed.
    /// - Parameter recorded: the data of the run that is gone on with.
    static func choose(recorded: String?) -> DemoSubject {
        let bible = DemoSubject(data: "@kjv", title: "the King James Bible", prompt: "In the beginning ")
        let genome = DemoSubject(data: "@phix174", title: "the genome of phage phiX174", prompt: "GAGTTTTATCGC")
        if recorded == genome.data { return genome }
        do {
            _ = try KingJamesCorpus()
            return bible
        } catch {
            var fallback = genome
            fallback.note = "\(error) Until then the demo learns \(genome.title), which is built in."
            return fallback
        }
    }
}
