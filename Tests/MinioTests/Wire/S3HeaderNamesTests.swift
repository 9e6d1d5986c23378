// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import Testing

@Suite("Header names")
struct S3HeaderNamesTests {
    @Test("every constant is the name that it was made of")
    func constants() {
        let names: [(HTTPField.Name, String)] = [
            (.amzACL, "x-amz-acl"),
            (.amzBucketObjectLockEnabled, "x-amz-bucket-object-lock-enabled"),
            (.amzBucketRegion, "x-amz-bucket-region"),
            (.amzBypassGovernanceRetention, "x-amz-bypass-governance-retention"),
            (.amzContentSHA256, "x-amz-content-sha256"),
            (.amzCopySource, "x-amz-copy-source"),
            (.amzCopySourceIfMatch, "x-amz-copy-source-if-match"),
            (.amzCopySourceIfModifiedSince, "x-amz-copy-source-if-modified-since"),
            (.amzCopySourceIfNoneMatch, "x-amz-copy-source-if-none-match"),
            (.amzCopySourceIfUnmodifiedSince, "x-amz-copy-source-if-unmodified-since"),
            (.amzCopySourceVersionID, "x-amz-copy-source-version-id"),
            (.amzDate, "x-amz-date"),
            (.amzDecodedContentLength, "x-amz-decoded-content-length"),
            (.amzDeleteMarker, "x-amz-delete-marker"),
            (.amzExpiration, "x-amz-expiration"),
            (.amzHostID, "x-amz-id-2"),
            (.amzMetadataDirective, "x-amz-metadata-directive"),
            (.amzMissingMeta, "x-amz-missing-meta"),
            (.amzMPPartsCount, "x-amz-mp-parts-count"),
            (.amzRequestID, "x-amz-request-id"),
            (.amzRestore, "x-amz-restore"),
            (.amzRetryAfter, "x-amz-retry-after"),
            (.amzSDKInvocationID, "amz-sdk-invocation-id"),
            (.amzSDKRequest, "amz-sdk-request"),
            (.amzSecurityToken, "x-amz-security-token"),
            (.amzServerSideEncryption, "x-amz-server-side-encryption"),
            (.amzStorageClass, "x-amz-storage-class"),
            (.amzTagging, "x-amz-tagging"),
            (.amzTaggingCount, "x-amz-tagging-count"),
            (.amzTaggingDirective, "x-amz-tagging-directive"),
            (.amzVersionID, "x-amz-version-id"),
            (.amzWebsiteRedirectLocation, "x-amz-website-redirect-location"),
            (.contentMD5, "content-md5"),
            (.minioErrorCode, "x-minio-error-code"),
            (.minioErrorDescription, "x-minio-error-desc"),
        ]
        for (name, text) in names { #expect(name.canonicalName == text) }
        #expect(Set(names.map(\.1)).count == names.count)
    }

    @Test("a literal that is no token is seen by the test above, and does not trap")
    func broken() {
        #expect(HTTPField.Name.constant("no token").canonicalName == "connection")
    }
}
