// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The server's sockets: one that listens on 127.0.0.1, and one for each connection.
final class LoopbackListener: Sendable {
    private let channel: any Channel
    private let connections: Connections

    /// The port that the system chose.
    let port: Int

    private init(channel: any Channel, port: Int, connections: Connections) {
        self.channel = channel
        self.port = port
        self.connections = connections
    }

    static func start(_ core: ServerCore) async throws -> LoopbackListener {
        let connections = Connections()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = connections.add(channel)
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(LoopbackConnection(core: core, number: number))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else { throw IOError(errnoCode: 0, reason: "no local address") }
        return LoopbackListener(channel: channel, port: port, connections: connections)
    }

    /// Closes every socket, and waits until they are closed.
    func stop() async {
        // A socket that is closed already is what is wanted.
        try? await self.channel.close().get()
        for connection in self.connections.close() {
            try? await connection.close().get()
            try? await connection.closeFuture.get()
        }
    }
}

/// The connections that are open.
private final class Connections: Sendable {
    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        var count = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Counts a connection, and keeps it until it is closed.
    func add(_ channel: any Channel) -> Int {
        let (number, isClosed) = self.state.withLock { state in
            state.count += 1
            state.open[ObjectIdentifier(channel)] = channel
            return (state.count, state.isClosed)
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { state in _ = state.open.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        if isClosed { channel.close(promise: nil) }
        return number
    }

    /// Takes no more connections, and returns those that are open.
    func close() -> [any Channel] {
        self.state.withLock { state in
            state.isClosed = true
            return Array(state.open.values)
        }
    }
}
