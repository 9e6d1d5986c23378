// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore

/// One document that libFuzzer made up: it is read or refused, and what is read survives being written.
@_cdecl("LLVMFuzzerTestOneInput")
public func readDocument(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let document = ByteBuffer(bytes: UnsafeBufferPointer(start: start, count: count))
    guard let written = try? XMLReader.read(document).document else { return 0 }
    let again = try? XMLReader.read(written).document
    precondition(again == written, "a document changed when it was written and read again")
    return 0
}

/// libFuzzer's own loop. Swift's `main` comes before the one of libFuzzer, so it is called by name.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// - Returns: The status to exit with: libFuzzer's own, not 0 if it found something.
private func fuzz() -> CInt {
    var argumentCount = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    return runFuzzer(&argumentCount, &arguments, readDocument)
}

let status = fuzz()
precondition(status == 0, "libFuzzer found a document that breaks the reader")
