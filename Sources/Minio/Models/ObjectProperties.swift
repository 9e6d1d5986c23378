// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What is stored with an object besides its bytes: its type, how it is to be delivered, user metadata.
public struct ObjectProperties: Sendable, Hashable {
    /// `Content-Type`; `nil` for `application/octet-stream`.
    public var contentType: String?
    /// `Cache-Control`.
    public var cacheControl: String?
    /// `Content-Disposition`.
    public var contentDisposition: String?
    /// `Content-Encoding`: how the bytes that are sent have been encoded already; nothing encodes or decodes them here.
    public var contentEncoding: String?
    /// `Content-Language`.
    public var contentLanguage: String?
    /// `Expires`: until when caches may keep it, to the second.
    public var expires: Date?
    /// `x-amz-website-redirect-location`: where a website of this bucket sends those who ask for this object.
    public var websiteRedirectLocation: String?
    /// User metadata, at most 2 KiB in all.
    public var metadata = Metadata()
    /// What to do with values of ``metadata`` that are not ASCII.
    public var metadataEncoding = MetadataEncoding.asciiOnly

    /// No properties.
    public init() {}

    /// The properties that an object has, as an answer about it says.
    init(of info: ObjectInfo) {
        self.contentType = info.contentType
        self.cacheControl = info.cacheControl
        self.contentDisposition = info.contentDisposition
        self.contentEncoding = info.contentEncoding
        self.contentLanguage = info.contentLanguage
        self.expires = info.expires
        self.websiteRedirectLocation = info.headers[.amzWebsiteRedirectLocation]
        self.metadata = info.metadata
        self.metadataEncoding = .rfc2047
    }
}

extension S3Request {
    /// Stores properties with what is written.
    mutating func set(_ properties: ObjectProperties) throws(MinioError) {
        let contentType = properties.contentType.flatMap { $0.isEmpty ? nil : $0 }
        try self.set(.contentType, contentType ?? "application/octet-stream")
        try self.set(.cacheControl, properties.cacheControl)
        try self.set(.contentDisposition, properties.contentDisposition)
        try self.set(.contentEncoding, properties.contentEncoding)
        try self.set(.contentLanguage, properties.contentLanguage)
        try self.set(.expires, properties.expires.map(S3Timestamp.http))
        try self.set(.amzWebsiteRedirectLocation, properties.websiteRedirectLocation)
        self.headers.append(contentsOf: try properties.metadata.headers(encoding: properties.metadataEncoding))
    }
}
