// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The connections to one host: as many as are allowed, the one that was used last before others.
final class HTTP1Host: Sendable {
    /// What tells one host from another: a connection to the one is of no use for the other.
    struct Name: Sendable, Hashable {
        let isSecure: Bool
        let authority: String
    }

    private struct State {
        /// Connections that wait for a request, the oldest first.
        var idle: [HTTP1Connection] = []
        var isReaping = false
        var isClosed = false
    }

    private let connector: HTTP1Connector
    private let permits: ConnectionPermits
    private let settings: HTTPSettings
    private let state = Mutex(State())

    init(_ connector: HTTP1Connector, settings: HTTPSettings) {
        self.connector = connector
        self.settings = settings
        self.permits = ConnectionPermits(settings.maximumConnections)
    }

    /// Runs with a connection, and keeps it for the next request if it may be used again.
    func withConnection<Value>(
        _ use: (HTTP1Connection) async throws(HTTPTransportError) -> (value: Value, isReusable: Bool)
    ) async throws(HTTPTransportError) -> Value {
        guard await self.permits.acquire(within: self.settings.connectionWaitTimeout) else {
            throw Task.isCancelled
                ? HTTPTransportError(.cancelled, "the task was cancelled while waiting for a connection")
                : HTTPTransportError(
                    .connectTimeout,
                    "all \(self.settings.maximumConnections) connections were busy for "
                        + "\(self.settings.connectionWaitTimeout)")
        }
        defer { self.permits.release() }
        let connection: HTTP1Connection
        if let idle = self.takeIdle() {
            connection = idle
        } else {
            connection = try await self.connect()
        }
        do throws(HTTPTransportError) {
            let (value, isReusable) = try await use(connection)
            if isReusable { self.keep(connection) } else { connection.close() }
            return value
        } catch {
            connection.close()
            throw error
        }
    }

    /// Closes what nobody uses, now and from now on.
    func close() {
        let idle = self.state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for connection in idle { connection.close() }
    }

    private func connect() async throws(HTTPTransportError) -> HTTP1Connection {
        try await self.connector.connect { [weak self] connection in
            connection.watch { [weak self, weak connection] in
                guard let self, let connection else { return }
                self.state.withLock { $0.idle.removeAll { $0 === connection } }
            }
        }
    }

    private func takeIdle() -> HTTP1Connection? {
        self.state.withLock { state in
            while let newest = state.idle.popLast() {
                if newest.isOpen { return newest }
            }
            return nil
        }
    }

    private func keep(_ connection: HTTP1Connection) {
        guard connection.isOpen else { return }
        connection.idleSince.withLock { $0 = .now() }
        let (isKept, reaps) = self.state.withLock { state in
            if state.isClosed { return (false, false) }
            state.idle.append(connection)
            defer { state.isReaping = true }
            return (true, !state.isReaping)
        }
        if !isKept { connection.close() }
        if reaps { self.reap(on: connection.eventLoop, in: TimeAmount(self.settings.idleConnectionTimeout)) }
    }

    /// Closes connections that have been idle for long enough, and looks again as long as there are any.
    private func reap(on eventLoop: any EventLoop, in delay: TimeAmount) {
        eventLoop.scheduleTask(in: delay) { [weak self] in
            guard let self else { return }
            let limit = TimeAmount(self.settings.idleConnectionTimeout)
            let now = NIODeadline.now()
            let (old, next) = self.state.withLock { state -> ([HTTP1Connection], NIODeadline?) in
                // The oldest stand first.
                let count = state.idle.prefix { now - $0.idleSince.withLock { $0 } >= limit }.count
                let old = Array(state.idle.prefix(count))
                state.idle.removeFirst(count)
                state.isReaping = !state.idle.isEmpty
                return (old, state.idle.first.map { $0.idleSince.withLock { $0 } + limit })
            }
            for connection in old { connection.close() }
            if let next { self.reap(on: eventLoop, in: max(next - now, .milliseconds(10))) }
        }
    }
}
