/// The texts of the formats of JSON schema, as regular expressions.
enum JSONFormat {
    private static let date: String = {
        let leapYear = #"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"#
        let day = #"((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))"#
        return "(\\d{4}-\(day)|\(leapYear)-02-29)"
    }()
    private static let time =
        #"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+\-]([01]\d|2[0-3]):[0-5]\d)"#
    private static let byte = #"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"#

    /// By name: RFC 3339 for dates and times, RFC 4122 and RFC 2673.
    static let patterns: [String: String] = [
        "date": date,
        "time": time,
        "date-time": "\(date)T\(time)",
        "uuid": "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        "ipv4": "\(byte)(\\.\(byte)){3}",
    ]
}
