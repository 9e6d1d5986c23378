import Minio
import NIOCore
let env = CommandLine.arguments
let minio = try MinioClient(env[1], credentials: .static(accessKey: "minioadmin", secretKey: "minioadmin"))
do {
print(try await minio.bucketExists("smoke-test"))
if try await !minio.bucketExists("smoke-test") { try await minio.makeBucket("smoke-test") }
for key in ["a b", "a+b", "a%2Fb", "ü", "u\u{308}", "x//y", "tab\there", "..", "../x"] {
    do {
    try await minio.putObject(bucket: "smoke-test", key: key, .string("hello \(key)"), options: .with { $0.contentType = "text/plain"; $0.metadata["name"] = "a   b" })
    let back = try await minio.getObject(bucket: "smoke-test", key: key, upTo: 1000)
    let s = try await minio.statObject(bucket: "smoke-test", key: key)
    print(String(buffer: back), s.metadata, s.etag ?? "", s.size ?? -1)
    } catch { print(key, error) }
}
try await minio.putObject(bucket: "smoke-test", key: "file", .file("/work/main/Package.swift"))
print(try await minio.copyObject(from: .init(bucket: "smoke-test", key: "a+b"), bucket: "smoke-test", key: "copy of a"))
for try await o in minio.listObjects(bucket: "smoke-test") { print(o.key, o.size ?? -1, o.lastModified as Any) }
for try await f in minio.removeObjects(bucket: "smoke-test", minio.listObjects(bucket: "smoke-test").map(\.reference)) { print(f) }
for try await b in minio.listBuckets() { print(b) }
try await minio.removeBucket("smoke-test")
} catch { print("ERR", error) }
