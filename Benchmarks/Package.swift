// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "continuo-benchmarks",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "continuo-benchmarks", targets: ["ContinuoBenchmarks"])],
    dependencies: [
        .package(name: "continuo", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .executableTarget(
            name: "ContinuoBenchmarks",
            dependencies: [
                .product(name: "Continuo", package: "continuo"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
    ]
)
