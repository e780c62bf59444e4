// swift-tools-version: 6.2
import PackageDescription

/// Settings shared by every Swift target: no unsafe flags, the Swift 6 language mode.
let swiftSettings: [SwiftSetting] = [.swiftLanguageMode(.v6)]

/// Packages, by the name that targets use for their products.
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// The library's modules in import order: each may import those above it, never one below.
let libraryTargets: [(name: String, dependencies: [Target.Dependency])] = [
    ("ContinuoTensor", ["CKernels"]),
    ("ContinuoFormats", ["ContinuoTensor", "CPNG", yams]),
    ("ContinuoSequences", ["ContinuoTensor", "ContinuoFormats"]),
    ("ContinuoBackbones", ["ContinuoTensor", "ContinuoFormats"]),
    ("ContinuoDecoding", ["ContinuoTensor", "ContinuoFormats", "ContinuoSequences"]),
    (
        "ContinuoProcesses",
        ["ContinuoTensor", "ContinuoFormats", "ContinuoSequences", "ContinuoBackbones", "ContinuoDecoding"]
    ),
    (
        "ContinuoProbabilistic",
        ["CKernels", "ContinuoTensor", "ContinuoFormats", "ContinuoSequences", "ContinuoDecoding"]
    ),
    (
        "ContinuoTraining",
        [
            "CKernels", "ContinuoTensor", "ContinuoFormats", "ContinuoSequences", "ContinuoBackbones",
            "ContinuoDecoding", "ContinuoProcesses", "ContinuoProbabilistic",
        ]
    ),
    ("ContinuoCompression", ["ContinuoFormats", "ContinuoSequences", "ContinuoDecoding"]),
    (
        "ContinuoAnalysis",
        [
            "ContinuoTensor", "ContinuoSequences", "ContinuoBackbones", "ContinuoDecoding", "ContinuoProcesses",
            "ContinuoProbabilistic", "ContinuoTraining",
        ]
    ),
    (
        "ContinuoReproductions",
        [
            "ContinuoTensor", "ContinuoFormats", "ContinuoSequences", "ContinuoBackbones", "ContinuoDecoding",
            "ContinuoProcesses", "ContinuoProbabilistic", "ContinuoTraining", "ContinuoAnalysis",
        ]
    ),
    (
        "Continuo",
        [
            "ContinuoTensor", "ContinuoFormats", "ContinuoSequences", "ContinuoBackbones", "ContinuoDecoding",
            "ContinuoProcesses", "ContinuoProbabilistic", "ContinuoTraining", "ContinuoCompression",
            "ContinuoAnalysis", "ContinuoReproductions",
        ]
    ),
]

/// Each is tested by the target of its name in `Tests`.
let testedTargets = [
    "ContinuoTensor", "ContinuoFormats", "ContinuoSequences", "ContinuoBackbones", "ContinuoDecoding",
    "ContinuoProcesses", "ContinuoProbabilistic", "ContinuoTraining", "ContinuoCompression",
    "ContinuoAnalysis", "ContinuoReproductions", "ContinuoCommand",
]

let package = Package(
    name: "continuo",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Continuo", targets: ["Continuo"]),
        .executable(name: "continuo", targets: ["ContinuoCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .target(
            name: "CKernels",
            dependencies: ["CBLAS"],
            cSettings: [
                .headerSearchPath("."),
                .unsafeFlags(["-O3"], .when(configuration: .debug)),
            ]
        ),
    ]
        + libraryTargets.map {
            .target(name: $0.name, dependencies: $0.dependencies, swiftSettings: swiftSettings)
        }
        + [
            .executableTarget(
                name: "ContinuoCommand",
                dependencies: ["Continuo", argumentParser, logging],
                swiftSettings: swiftSettings
            ),
            .target(
                name: "ContinuoTestSupport",
                dependencies: [
                    "CKernels", "ContinuoTensor", "ContinuoFormats", "ContinuoSequences", "ContinuoBackbones",
                    "ContinuoDecoding", "ContinuoProcesses", "ContinuoProbabilistic",
                ],
                path: "Tests/ContinuoTestSupport",
                swiftSettings: swiftSettings
            ),
        ]
        + testedTargets.map {
            .testTarget(
                name: "\($0)Tests",
                dependencies: [.target(name: $0), "CKernels", "ContinuoTestSupport"],
                swiftSettings: swiftSettings
            )
        }
)
