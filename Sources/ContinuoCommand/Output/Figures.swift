import Foundation

/// Numbers as people read them.
enum Figures {
    /// With so many digits after the point.
    static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    /// `999`, `12.3k`, `4.56M`.
    static func short(_ value: Double) -> String {
        switch abs(value) {
        case ..<1000: fixed(value, value < 10 && value != value.rounded() ? 1 : 0)
        case ..<1e6: fixed(value / 1e3, value < 1e5 ? 1 : 0) + "k"
        case ..<1e9: fixed(value / 1e6, value < 1e7 ? 2 : 1) + "M"
        default: fixed(value / 1e9, 2) + "G"
        }
    }

    /// `512 B`, `3.4 MB`: powers of ten.
    static func bytes(_ count: Int) -> String {
        let value = Double(count)
        return switch value {
        case ..<1000: "\(count) B"
        case ..<1e6: fixed(value / 1e3, 1) + " kB"
        case ..<1e9: fixed(value / 1e6, 1) + " MB"
        default: fixed(value / 1e9, 2) + " GB"
        }
    }

    /// `0:07`, `12:30`, `1:02:03`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e8 else { return "–" }
        let whole = Int(seconds.rounded())
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        let tail = (rest < 10 ? "0" : "") + "\(rest)"
        guard hours > 0 else { return "\(minutes):\(tail)" }
        return "\(hours):" + (minutes < 10 ? "0" : "") + "\(minutes):\(tail)"
    }
}
