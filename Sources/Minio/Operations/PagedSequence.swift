// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// One page of a listing.
public protocol ListingPage: Sendable {
    /// What the listing is of.
    associatedtype Element: Sendable
    /// The elements of this page, in the server's order.
    var elements: [Element] { get }
}

/// A listing that asks for the next page when the last one is used up.
///
/// It is lazy: nothing is sent before it is iterated, and what is not asked for is never fetched. Every iteration begins
/// anew. A failure ends it; what was given before is right, but not complete.
public struct PagedSequence<Page: ListingPage>: AsyncSequence, Sendable {
    /// What the sequence gives.
    public typealias Element = Page.Element
    /// What the sequence fails with.
    public typealias Failure = MinioError

    /// Fetches one page after another; `nil` after the last.
    typealias Fetch = () async throws(MinioError) -> Page?

    private let makeFetch: @Sendable () -> Fetch

    init(_ makeFetch: @escaping @Sendable () -> Fetch) { self.makeFetch = makeFetch }

    /// The listing page by page, one request each.
    public var pages: Pages { Pages(makeFetch: self.makeFetch) }

    /// The whole listing in memory.
    ///
    /// - Parameter limit: The most elements to fetch; the rest is not asked for.
    /// - Returns: The elements, in the server's order.
    /// - Throws: The error of the first page that fails.
    public func collect(limit: Int = .max) async throws(MinioError) -> [Element] {
        var elements: [Element] = []
        guard limit > 0 else { return elements }
        for try await element in self {
            elements.append(element)
            if elements.count >= limit { break }
        }
        return elements
    }

    /// An iterator over the sequence, from its beginning.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pages: self.pages.makeAsyncIterator()) }

    /// Delivers the elements.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var pages: Pages.AsyncIterator
        private var elements: [Element] = []
        private var position = 0

        fileprivate init(pages: Pages.AsyncIterator) { self.pages = pages }

        /// The next one; `nil` at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(MinioError) -> Element? {
            while self.position >= self.elements.count {
                guard let page = try await self.pages.next(isolation: actor) else { return nil }
                self.elements = page.elements
                self.position = 0
            }
            defer { self.position += 1 }
            return self.elements[self.position]
        }
    }

    /// The pages of a listing.
    public struct Pages: AsyncSequence, Sendable {
        /// What the sequence gives.
        public typealias Element = Page
        /// What the sequence fails with.
        public typealias Failure = MinioError

        fileprivate let makeFetch: @Sendable () -> Fetch

        /// An iterator over the sequence, from its beginning.
        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(fetch: self.makeFetch()) }

        /// Delivers the pages.
        public struct AsyncIterator: AsyncIteratorProtocol {
            fileprivate var fetch: Fetch?

            fileprivate init(fetch: @escaping Fetch) { self.fetch = fetch }

            /// The next one; `nil` at the end.
            public mutating func next(
                isolation actor: isolated (any Actor)? = #isolation
            ) async throws(MinioError) -> Page? {
                guard let fetch = self.fetch else { return nil }
                do throws(MinioError) {
                    let page = try await fetch()
                    if page == nil { self.fetch = nil }
                    return page
                } catch {
                    self.fetch = nil
                    throw error
                }
            }
        }
    }
}

/// An operation that answers one page, and can ask for the one after it.
protocol PagedOperation: S3Operation where Output: ListingPage {
    /// Moves on to the next page; `false` if this was the last.
    ///
    /// - Throws: ``MinioError/Code/malformedResponse`` if the server says that there is more, but not where: asking again
    ///   would begin the same page anew, for ever.
    mutating func advance(past page: Output) throws(MinioError) -> Bool
}

extension MinioClient {
    /// The listing that an operation begins.
    func pages<Operation: PagedOperation>(_ first: Operation) -> PagedSequence<Operation.Output> {
        PagedSequence {
            var next: Operation? = first
            return { () async throws(MinioError) -> Operation.Output? in
                guard var operation = next else { return nil }
                let page = try await self.execute(operation)
                do throws(MinioError) {
                    next = try operation.advance(past: page) ? operation : nil
                } catch {
                    throw error.located(operation: Operation.name, bucket: nil, key: nil)
                }
                return page
            }
        }
    }
}
