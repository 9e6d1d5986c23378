# Copyright 2026 the minio-swift authors
# SPDX-License-Identifier: Apache-2.0
"""What TransferBenchmark does, done by the clients for Python: peers.py LIBRARY TASK ENDPOINT [--name value]…"""

import argparse
import concurrent.futures
import io
import os


class Discard(io.RawIOBase):
    def writable(self):
        return True

    def seekable(self):
        return False

    def write(self, data):
        return len(data)


def at_a_time(count, concurrency, work):
    """Runs work(number) count times in as many threads as asked for."""
    def share(first):
        for number in range(first, count, concurrency):
            work(number)

    with concurrent.futures.ThreadPoolExecutor(concurrency) as pool:
        for future in [pool.submit(share, first) for first in range(concurrency)]:
            future.result()


class MinioPy:
    def __init__(self, options):
        import minio
        import urllib3

        host = options.endpoint.split("://")[1]
        pool = urllib3.PoolManager(maxsize=max(10, options.concurrency), ca_certs=options.ca or None)
        self.client = minio.Minio(
            host, access_key=options.access_key, secret_key=options.secret_key, region="us-east-1",
            secure=options.endpoint.startswith("https"), http_client=pool,
        )

    def get(self, o):
        response = self.client.get_object(o.bucket, o.key)
        for _ in response.stream(1 << 20):
            pass
        response.close()

    def download(self, o):
        self.client.fget_object(o.bucket, o.key, o.file)

    def upload(self, o):
        self.client.fput_object(o.bucket, o.key, o.file, part_size=16 << 20, num_parallel_uploads=4)

    def small_get(self, o):
        def one(_):
            response = self.client.get_object(o.bucket, o.key)
            response.read()
            response.close()
            response.release_conn()

        at_a_time(o.count, o.concurrency, one)

    def small_put(self, o):
        body = b"a" * 4096
        at_a_time(
            o.count, o.concurrency,
            lambda number: self.client.put_object(o.bucket, f"{o.key}-{number % 1000}", io.BytesIO(body), len(body)),
        )

    def list(self, o):
        print(sum(1 for entry in self.client.list_objects(o.bucket, recursive=True) if entry.size is not None))


class Boto3:
    def __init__(self, options):
        import boto3
        import botocore.config

        self.options = options
        self.client = boto3.client(
            "s3", endpoint_url=options.endpoint, aws_access_key_id=options.access_key,
            aws_secret_access_key=options.secret_key, region_name="us-east-1", verify=options.ca or None,
            config=botocore.config.Config(
                s3={"addressing_style": "path"}, max_pool_connections=max(10, options.concurrency)
            ),
        )

    def manager(self):
        """The transfer manager of the CRT, as boto3 sets it up, but also for plain HTTP."""
        import botocore.session
        import s3transfer.crt
        from botocore.credentials import Credentials

        o = self.options
        provider = s3transfer.crt.BotocoreCRTCredentialsWrapper(Credentials(o.access_key, o.secret_key))
        client = s3transfer.crt.create_s3_crt_client(
            region="us-east-1", crt_credentials_provider=provider.to_crt_credentials_provider(),
            use_ssl=o.endpoint.startswith("https"), verify=o.ca or None,
        )
        session = botocore.session.Session()
        serializer = s3transfer.crt.BotocoreCRTRequestSerializer(
            session, {"region_name": "us-east-1", "endpoint_url": o.endpoint, "aws_access_key_id": o.access_key,
                      "aws_secret_access_key": o.secret_key},
        )
        return s3transfer.crt.CRTTransferManager(client, serializer)

    def get(self, o):
        with self.manager() as manager:
            manager.download(o.bucket, o.key, Discard()).result()

    def download(self, o):
        with self.manager() as manager:
            manager.download(o.bucket, o.key, o.file).result()

    def upload(self, o):
        with self.manager() as manager:
            manager.upload(o.file, o.bucket, o.key).result()

    def small_get(self, o):
        at_a_time(
            o.count, o.concurrency, lambda _: self.client.get_object(Bucket=o.bucket, Key=o.key)["Body"].read()
        )

    def small_put(self, o):
        body = b"a" * 4096
        at_a_time(
            o.count, o.concurrency,
            lambda number: self.client.put_object(Bucket=o.bucket, Key=f"{o.key}-{number % 1000}", Body=body),
        )

    def list(self, o):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=o.bucket)
        print(sum(1 for page in pages for entry in page.get("Contents", []) if entry["Size"] is not None))

    def make(self, o):
        """A bucket with a small object in it."""
        self.client.create_bucket(Bucket=o.bucket)
        self.client.put_object(Bucket=o.bucket, Key="small", Body=b"a" * 4096)

    def remove(self, o):
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=o.bucket):
            for entry in page.get("Contents", []):
                self.client.delete_object(Bucket=o.bucket, Key=entry["Key"])
        self.client.delete_bucket(Bucket=o.bucket)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("library", choices=["minio-py", "boto3"])
    parser.add_argument("task")
    parser.add_argument("endpoint")
    for name in ("bucket", "key", "file", "ca"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--access-key", default="benchmark")
    parser.add_argument("--secret-key", default="benchmark-secret")
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--concurrency", type=int, default=1)
    options = parser.parse_args()
    if options.ca:
        options.ca = os.path.abspath(options.ca)
    library = (MinioPy if options.library == "minio-py" else Boto3)(options)
    getattr(library, options.task.replace("-", "_"))(options)


main()
