// swift-tools-version: 6.2
// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0
import Foundation
import PackageDescription

/// One constant for every target, so that no two of them disagree.
let settings: [SwiftSetting] =
    [
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
        .enableUpcomingFeature("ExistentialAny"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
        .enableUpcomingFeature("InternalImportsByDefault"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
        .enableUpcomingFeature("MemberImportVisibility"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0470-isolated-conformances.md
        .enableUpcomingFeature("InferIsolatedConformances"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0481-weak-let.md
        .enableUpcomingFeature("ImmutableWeakCaptures"),
    ]
    // Every warning of ours is an error where the checks run; a user's build is never broken by a newer compiler.
    + (ProcessInfo.processInfo.environment["MINIO_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

let package = Package(
    name: "minio-swift",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [
        .library(name: "Minio", targets: ["Minio"]),
        .library(name: "MinioTesting", targets: ["MinioTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.36.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.30.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.40.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.0"),
    ],
    targets: [
        .target(name: "CMinioChecksums"),
        .target(
            name: "Minio",
            dependencies: [
                "CMinioChecksums",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "MinioTesting",
            dependencies: [
                "Minio",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "Quickstart",
            dependencies: ["Minio", "MinioTesting", .product(name: "NIOCore", package: "swift-nio")],
            path: "Examples/Quickstart",
            swiftSettings: settings
        ),
        .testTarget(
            name: "MinioTests",
            dependencies: [
                "CMinioChecksums", "Minio", "MinioTesting",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            resources: [.copy("Vectors")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WireGoldenTests",
            dependencies: [
                "Minio",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["Golden"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MinioTestingTests",
            dependencies: [
                "Minio", "MinioTesting",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "Minio", "MinioTesting",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)

// The fuzz target replaces all others and takes from the library only what the XML reader needs: the instrumented build
// is then a minute's work, not that of the whole network stack. Scripts/fuzz runs it.
if ProcessInfo.processInfo.environment["MINIO_FUZZ"] != nil {
    package.products = []
    package.targets = [
        .target(
            name: "Minio",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            sources: ["MinioError.swift", "MinioErrorCode.swift", "Wire/Hexadecimal.swift", "Wire/XML"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "XMLFuzzer",
            dependencies: ["Minio", .product(name: "NIOCore", package: "swift-nio")],
            path: "Fuzz/XMLReader",
            exclude: ["Corpus", "xml.dict"],
            swiftSettings: settings
        ),
    ]
}

// One program that does what is measured, a piece at a time. Scripts/benchmark runs it beside other clients.
if ProcessInfo.processInfo.environment["MINIO_BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "TransferBenchmark",
            dependencies: [
                "CMinioChecksums", "Minio",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Benchmarks/Transfers",
            swiftSettings: settings
        ))
}

// What shows how the library behaves over time and under load, against real servers. Scripts/kill-resume and Scripts/soak
// build it.
if ProcessInfo.processInfo.environment["MINIO_BENCHMARKS"] != nil {
    package.targets += [
        .executableTarget(
            name: "Endurance",
            dependencies: [
                "Minio", .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Benchmarks/Endurance",
            swiftSettings: settings
        )
    ]
}
