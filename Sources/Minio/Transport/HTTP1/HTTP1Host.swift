// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// The connections to one host: as many as are allowed, the one that was used last before others.
final class HTTP1Host: Sendable {
    /// What tells one host from another: a connection to the one is of no use for the other.
    struct Name: Sendable, Hashable {
        let isSecure: Bool
        let authority: String
    }

    /// What a connection is for.
    ///
    /// Many small requests cost least where one loop serves them all: it is never idle long enough to sleep, and finds many
    /// answers at once. A few large transfers want a loop each, and not that of the small requests.
    enum Lane: Sendable {
        case small
        case large
    }

    private struct State {
        /// Connections that wait for a request, the oldest first.
        var idle: [HTTP1Connection] = []
        /// How many there are of each kind, busy or idle.
        var smallCount = 0
        var largeCount = 0
        var isReaping = false
        var isClosed = false

        subscript(count lane: Lane) -> Int {
            get { lane == .small ? self.smallCount : self.largeCount }
            set { if lane == .small { self.smallCount = newValue } else { self.largeCount = newValue } }
        }
    }

    /// How many connections for small requests share a loop before another one is taken in.
    private static let connectionsPerLoop = 64
    private static let loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator())

    private let connector: HTTP1Connector
    private let permits: ConnectionPermits
    private let settings: HTTPSettings
    private let state = Mutex(State())

    init(_ connector: HTTP1Connector, settings: HTTPSettings) {
        self.connector = connector
        self.settings = settings
        self.permits = ConnectionPermits(settings.maximumConnections)
    }

    /// A connection for one request, to be given back with ``giveBack(_:isReusable:)`` whatever becomes of the request.
    func connection(_ lane: Lane) async throws(HTTPTransportError) -> HTTP1Connection {
        try await self.permits.take(within: self.settings.connectionWaitTimeout)
        if let idle = self.takeIdle(lane) { return idle }
        do throws(HTTPTransportError) {
            return try await self.connect(lane)
        } catch {
            self.permits.release()
            throw error
        }
    }

    /// Takes a connection back: for the next request, or, if it cannot carry another one, to be closed.
    func giveBack(_ connection: HTTP1Connection, isReusable: Bool) {
        if isReusable { self.keep(connection) } else { connection.close() }
        self.permits.release()
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

    private func connect(_ lane: Lane) async throws(HTTPTransportError) -> HTTP1Connection {
        let (number, surplus) = self.state.withLock { state -> (Int, HTTP1Connection?) in
            // One that idles for the other kind makes room.
            let isFull = state.smallCount + state.largeCount >= self.settings.maximumConnections
            let surplus = isFull && !state.idle.isEmpty ? state.idle.removeFirst() : nil
            defer { state[count: lane] += 1 }
            return (state[count: lane], surplus)
        }
        surplus?.close()
        // From the other end, so that with few of both kinds they do not meet.
        let index = lane == .small ? number / Self.connectionsPerLoop : Self.loops.count - 1 - number % Self.loops.count
        do throws(HTTPTransportError) {
            return try await self.connector.connect(lane, on: Self.loops[index % Self.loops.count]) {
                [weak self] connection in
                connection.watch { [weak self, weak connection] in
                    self?.state.withLock { state in
                        state[count: lane] -= 1
                        state.idle.removeAll { $0 === connection }
                    }
                }
            }
        } catch {
            self.state.withLock { $0[count: lane] -= 1 }
            throw error
        }
    }

    private func takeIdle(_ lane: Lane) -> HTTP1Connection? {
        self.state.withLock { state in
            // A small request goes over any connection; a large one would be in the way of small ones.
            while let index = state.idle.lastIndex(where: { lane == .small || $0.lane == lane }) {
                let newest = state.idle.remove(at: index)
                if newest.isOpen { return newest }
            }
            return nil
        }
    }

    private func keep(_ connection: HTTP1Connection) {
        guard connection.isOpen else { return }
        connection.idleSince.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed)
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
                let count = state.idle.prefix { now - Self.idleSince($0) >= limit }.count
                let old = Array(state.idle.prefix(count))
                state.idle.removeFirst(count)
                state.isReaping = !state.idle.isEmpty
                return (old, state.idle.first.map { Self.idleSince($0) + limit })
            }
            for connection in old { connection.close() }
            if let next { self.reap(on: eventLoop, in: max(next - now, .milliseconds(10))) }
        }
    }

    private static func idleSince(_ connection: HTTP1Connection) -> NIODeadline {
        .uptimeNanoseconds(connection.idleSince.load(ordering: .relaxed))
    }
}
