// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

extension HTTPFields {
    /// The value of a header: what the subscript gives, without what that takes to join several values of one name.
    package func value(of name: HTTPField.Name) -> String? {
        let canonicalName = name.canonicalName
        var found: String?
        for index in self.indices where self[index].name.canonicalName == canonicalName {
            if found != nil { return self[name] }
            found = self[index].value
        }
        return found
    }
}

extension HTTPField.Name {
    package static let amzAbortDate = constant("x-amz-abort-date")
    package static let amzAbortRuleID = constant("x-amz-abort-rule-id")
    package static let amzACL = constant("x-amz-acl")
    package static let amzBucketObjectLockEnabled = constant("x-amz-bucket-object-lock-enabled")
    package static let amzBucketRegion = constant("x-amz-bucket-region")
    package static let amzBypassGovernanceRetention = constant("x-amz-bypass-governance-retention")
    package static let amzChecksumAlgorithm = constant("x-amz-checksum-algorithm")
    package static let amzChecksumCRC32 = constant("x-amz-checksum-crc32")
    package static let amzChecksumCRC32C = constant("x-amz-checksum-crc32c")
    package static let amzChecksumCRC64NVME = constant("x-amz-checksum-crc64nvme")
    package static let amzChecksumMode = constant("x-amz-checksum-mode")
    package static let amzChecksumSHA1 = constant("x-amz-checksum-sha1")
    package static let amzChecksumSHA256 = constant("x-amz-checksum-sha256")
    package static let amzChecksumType = constant("x-amz-checksum-type")
    package static let amzContentSHA256 = constant("x-amz-content-sha256")
    package static let amzCopySource = constant("x-amz-copy-source")
    package static let amzCopySourceIfMatch = constant("x-amz-copy-source-if-match")
    package static let amzCopySourceIfModifiedSince = constant("x-amz-copy-source-if-modified-since")
    package static let amzCopySourceIfNoneMatch = constant("x-amz-copy-source-if-none-match")
    package static let amzCopySourceIfUnmodifiedSince = constant("x-amz-copy-source-if-unmodified-since")
    package static let amzCopySourceRange = constant("x-amz-copy-source-range")
    package static let amzCopySourceVersionID = constant("x-amz-copy-source-version-id")
    package static let amzDate = constant("x-amz-date")
    package static let amzDecodedContentLength = constant("x-amz-decoded-content-length")
    package static let amzDeleteMarker = constant("x-amz-delete-marker")
    package static let amzExpiration = constant("x-amz-expiration")
    package static let amzHostID = constant("x-amz-id-2")
    package static let amzMetadataDirective = constant("x-amz-metadata-directive")
    package static let amzMissingMeta = constant("x-amz-missing-meta")
    package static let amzMPObjectSize = constant("x-amz-mp-object-size")
    package static let amzMPPartsCount = constant("x-amz-mp-parts-count")
    package static let amzObjectLockLegalHold = constant("x-amz-object-lock-legal-hold")
    package static let amzObjectLockMode = constant("x-amz-object-lock-mode")
    package static let amzObjectLockRetainUntilDate = constant("x-amz-object-lock-retain-until-date")
    package static let amzRequestID = constant("x-amz-request-id")
    package static let amzRestore = constant("x-amz-restore")
    package static let amzRetryAfter = constant("x-amz-retry-after")
    package static let amzSDKChecksumAlgorithm = constant("x-amz-sdk-checksum-algorithm")
    package static let amzSDKInvocationID = constant("amz-sdk-invocation-id")
    package static let amzSDKRequest = constant("amz-sdk-request")
    package static let amzSecurityToken = constant("x-amz-security-token")
    package static let amzServerSideEncryption = constant("x-amz-server-side-encryption")
    package static let amzServerSideEncryptionBucketKeyEnabled = constant(
        "x-amz-server-side-encryption-bucket-key-enabled")
    package static let amzServerSideEncryptionContext = constant("x-amz-server-side-encryption-context")
    package static let amzServerSideEncryptionCustomerAlgorithm = constant(
        "x-amz-server-side-encryption-customer-algorithm")
    package static let amzServerSideEncryptionKMSKeyID = constant("x-amz-server-side-encryption-aws-kms-key-id")
    package static let amzStorageClass = constant("x-amz-storage-class")
    package static let amzTagging = constant("x-amz-tagging")
    package static let amzTaggingCount = constant("x-amz-tagging-count")
    package static let amzTaggingDirective = constant("x-amz-tagging-directive")
    package static let amzTrailer = constant("x-amz-trailer")
    package static let amzVersionID = constant("x-amz-version-id")
    package static let amzWebsiteRedirectLocation = constant("x-amz-website-redirect-location")
    package static let contentMD5 = constant("content-md5")
    package static let minioErrorCode = constant("x-minio-error-code")
    package static let minioErrorDescription = constant("x-minio-error-desc")

    /// A name from a literal that is a valid token, which a test checks for each of the above; nothing traps here.
    package static func constant(_ name: StaticString) -> HTTPField.Name {
        HTTPField.Name(name.description) ?? .connection
    }
}
