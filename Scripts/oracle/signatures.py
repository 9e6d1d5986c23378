#!/usr/bin/env python3
# Copyright 2026 the minio-swift authors
# SPDX-License-Identifier: Apache-2.0
"""Prints random S3 requests with the signatures that botocore makes for them, one JSON object a line.

    Scripts/oracle/signatures.py --count 600 --seed 1 > Tests/MinioTests/Vectors/signatures.jsonl

The names in a row are short to keep the file small:

    kind  "header" or "query": where the signature goes
    m     method                 url   endpoint (scheme, host, port)      vh    bucket in the host
    b, k  bucket, key            q     query, pairs of name and value     h     headers, pairs of name and value
    ak, sk, tk  credentials      d, r  timestamp, region                  x     expires, in seconds (query only)
    p     x-amz-content-sha256 (header only)                              sig   the signature

Only headers that the library signs are made up. Needs botocore.
"""
import argparse
import datetime
import hashlib
import json
import random
import string
import unicodedata
from urllib.parse import parse_qs, quote, urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TIMESTAMP = "%Y%m%dT%H%M%SZ"
METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD"]
REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-2", "cn-north-1", "us-gov-west-1", "minio-1", "auto"]
NAMED_HOSTS = ["localhost", "play.min.io", "minio.example.com", "s3.example.org", "my_minio"]
ADDRESSES = ["127.0.0.1", "10.0.0.7", "[::1]", "[2001:db8::1]", "[fe80::1ff:fe23:4567:890a]", "[::ffff:192.0.2.1]"]
PORTS = ["", "", ":80", ":443", ":9000", ":8443"]
BUCKETS = ["bucket", "my-bucket", "a1b", "photos2024"]
DOTTED = ["my.bucket", "a.b.c", "Upper_Case"]
PIECES = [
    " ", "  ", "+", "%", "%2F", "%2B", "%00", "/", "//", ".", "..", "./", "../", "~", "-", "_", "=", "&", "?", "#",
    ";", ":", "@", "!", "$", "'", "(", ")", "*", ",", "[", "]", "{", "}", "|", "\\", "^", "`", "<", ">", '"',
    "\t", "\n", "\r", "\x01", "\x1b", "\x7f", "\x85", "é", unicodedata.normalize("NFD", "é"),
    "ñandú", "日本語", "🪣", "👩‍👩‍👧", "\u202e", "\ufeff", "\ufffe", "\U0010ffff", "Å", "\u212b",
]
QUERY_NAMES = [
    "prefix", "delimiter", "marker", "max-keys", "uploads", "uploadId", "partNumber", "versionId", "list-type",
    "response-content-type", "response-content-disposition", "a", "A", "a-b", "a.b", "a~b", "a b", "a+b", "a=b", "a&b",
    "é", "🪣", "", "x-id",
]
HEADER_NAMES = [
    "content-type", "content-md5", "range", "if-match", "if-none-match", "if-modified-since", "x-amz-acl",
    "x-amz-storage-class", "x-amz-tagging", "x-amz-copy-source", "x-amz-meta-a", "x-amz-meta-a-b", "x-amz-meta-B",
    "X-Amz-Meta-Mixed-Case", "x-amz-meta-0", "x-amz-meta-z_z", "x-minio-force-delete", "x-amz-grant-read",
]
VALUE_PIECES = [
    "a", "b c", " ", "  ", "\t", " \t ", '"x  y"', "=", ",", ";", "bytes=0-9", "text/plain", "é", "日本", "%20",
]


class Header(botocore.auth.S3SigV4Auth):
    """S3's own header signature with a payload hash that the caller chooses."""

    def __init__(self, *arguments, payload_hash):
        super().__init__(*arguments)
        self.payload_hash = payload_hash

    def payload(self, request):
        return self.payload_hash


def text(generator, pieces, most):
    letters = lambda: "".join(generator.choices(string.ascii_letters + string.digits, k=generator.randint(1, 4)))
    return "".join(
        generator.choice(pieces) if generator.random() < 0.6 else letters() for _ in range(generator.randint(1, most)))


def make(generator, kind):
    row = {"kind": kind, "m": generator.choice(METHODS)}
    row["r"] = generator.choice(REGIONS)
    hosts = NAMED_HOSTS if generator.random() < 0.5 else ADDRESSES
    scheme = generator.choice(["http", "https"])
    host = generator.choice(hosts) + generator.choice(PORTS)
    row["vh"] = hosts is NAMED_HOSTS and generator.random() < 0.5
    row["b"] = generator.choice(BUCKETS if row["vh"] or generator.random() < 0.7 else DOTTED)
    if generator.random() < 0.1:
        row["vh"], row["b"], host = True, "bucket", f"s3.{row['r']}.amazonaws.com"
    row["url"] = f"{scheme}://{host}"
    row["k"] = text(generator, PIECES, 8) if generator.random() < 0.9 else None
    names = generator.sample(QUERY_NAMES, generator.choice([0, 0, 1, 2, 3]))
    if kind == "query":
        # botocore moves the query through a dictionary, which has each name once and no empty one.
        names = [name for name in names if name]
    elif names and generator.random() < 0.4:
        names += generator.choices(names, k=generator.randint(1, 2))
    row["q"] = [[n, generator.choice(["", "1", text(generator, PIECES, 3), "a=b&c+d"])] for n in names]
    row["h"] = [
        [n, text(generator, VALUE_PIECES, 4)]
        for n in generator.choices(HEADER_NAMES, k=generator.choice([0, 1, 2, 4]))]
    row["ak"] = "".join(generator.choices(string.ascii_uppercase + string.digits, k=generator.choice([5, 20])))
    row["sk"] = "".join(generator.choices(string.ascii_letters + string.digits + "+/", k=generator.choice([8, 40])))
    row["tk"] = "".join(generator.choices(string.ascii_letters + "+/=", k=40)) if generator.random() < 0.3 else None
    moment = datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=generator.randrange(50 * 365 * 86400))
    row["d"] = moment.strftime(TIMESTAMP)
    return row


def sign(generator, row):
    parts = urlsplit(row["url"])
    netloc = f"{row['b']}.{parts.netloc}" if row["vh"] else parts.netloc
    path = "/" if row["vh"] else f"/{row['b']}"
    if row["k"] is not None:
        path = path.rstrip("/") + "/" + quote(row["k"], safe="/~")
    query = "&".join(f"{quote(n, safe='~')}={quote(v, safe='~')}" for n, v in row["q"])
    url = f"{parts.scheme}://{netloc}{path}" + (f"?{query}" if query else "")
    request = AWSRequest(method=row["m"], url=url)
    for name, value in row["h"]:
        request.headers[name] = value
    moment = datetime.datetime.strptime(row["d"], TIMESTAMP)
    botocore.auth.get_current_datetime = lambda: moment
    credentials = Credentials(row["ak"], row["sk"], row["tk"])
    if row["kind"] == "query":
        row["x"] = generator.choice([1, 60, 3600, 604800])
        botocore.auth.S3SigV4QueryAuth(credentials, "s3", row["r"], expires=row["x"]).add_auth(request)
        row["sig"] = parse_qs(urlsplit(request.url).query)["X-Amz-Signature"][0]
    else:
        body = hashlib.sha256(generator.randbytes(generator.choice([0, 0, 9]))).hexdigest()
        row["p"] = generator.choice([body, "UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"])
        Header(credentials, "s3", row["r"], payload_hash=row["p"]).add_auth(request)
        row["sig"] = request.headers["Authorization"].rpartition("Signature=")[2]
    return {name: value for name, value in row.items() if value is not None and value != [] and value is not False}


def main():
    parser = argparse.ArgumentParser(description="Random S3 requests with botocore's signatures, as JSON lines.")
    parser.add_argument("--count", type=int, default=600, help="how many rows; three in five sign in the header")
    parser.add_argument("--seed", type=int, required=True, help="the same seed gives the same rows")
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)
    for index in range(arguments.count):
        row = sign(generator, make(generator, "header" if index % 5 < 3 else "query"))
        print(json.dumps(row, ensure_ascii=True, separators=(",", ":")))


if __name__ == "__main__":
    main()
