# Copyright 2026 the minio-swift authors
# SPDX-License-Identifier: Apache-2.0
"""Measures clients side by side and prints a table; Scripts/benchmark says how to call it and prepares what it needs.

Every figure is that of a whole process, from its start to its end, as the kernel counts it: processor time of user and
system together, wall time, peak resident memory. The clients of a row take turns, so that all of them see the same
machine; the median of their runs is printed."""

import argparse
import contextlib
import dataclasses
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent
OURS = str(ROOT / ".build/release/TransferBenchmark")
MIB, GIB = 1 << 20, 1 << 30
# Proxies and authorities of the machine are not for the server here.
ENVIRONMENT = {
    name: value for name, value in os.environ.items()
    if not name.startswith(("AWS_", "RCLONE_")) and not name.lower().endswith("_proxy")
    and name not in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
}


@dataclasses.dataclass
class Sample:
    cpu: float
    wall: float
    peak: float
    output: str


@dataclasses.dataclass
class Contender:
    name: str
    command: list
    runs: int
    environment: dict = dataclasses.field(default_factory=dict)
    # How much of the row's work a run does: slow clients do less of it, and the figure is scaled.
    share: float = 1
    source: list = None
    samples: list = dataclasses.field(default_factory=list)

    def median(self, field):
        return statistics.median(getattr(sample, field) for sample in self.samples)

    @property
    def cpu(self):
        return self.median("cpu") / self.share


@dataclasses.dataclass
class Row:
    key: str
    title: str
    unit: str
    # What the processor time is divided by to have the unit.
    amount: float
    contenders: list
    # (text, measured, limit, whether it must not be more)
    verdicts: list = dataclasses.field(default_factory=list)

    def named(self, name):
        return next((one for one in self.contenders if one.name == name and one.samples), None)


class Missed(Exception):
    pass


def measure(command, environment=None, source=None):
    """Runs a process and asks the kernel what it took."""
    feeder = None
    standard_input = subprocess.DEVNULL
    if source:
        feeder = subprocess.Popen(source, stdout=subprocess.PIPE)
        standard_input = feeder.stdout
    with tempfile.TemporaryFile() as output:
        # What is thrown away goes to no file; and this process stays small, for a child's peak begins with its parent's.
        standard_output = subprocess.DEVNULL if "cat" in command else output
        start = time.monotonic()
        process = subprocess.Popen(
            command, stdin=standard_input, stdout=standard_output, stderr=output,
            env={**ENVIRONMENT, **(environment or {})},
        )
        if feeder:
            feeder.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if feeder:
            feeder.wait()
        output.seek(max(0, output.seek(0, os.SEEK_END) - 1000))
        text = output.read().decode(errors="replace")
    if process.returncode != 0:
        raise Missed(f"{' '.join(map(str, command))} ended with {process.returncode}: {text}")
    return Sample(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, text)


class Bench:
    crt_tasks = ("get", "download", "upload")

    def __init__(self, options, memory, disk):
        self.options, self.memory, self.disk = options, memory, disk
        self.quick = options.quick
        self.ports = free_ports(2)
        self.http, self.https = f"http://127.0.0.1:{self.ports[0]}", f"https://localhost:{self.ports[1]}"
        self.ca = str(memory / "ca.crt")
        self.runs = 3
        self.peer_runs = 1 if self.quick else 3
        self.get_size = GIB // 2 if self.quick else 2 * GIB
        self.put_size = GIB // 2 if self.quick else GIB
        self.python = sys.executable
        self.s5cmd = pathlib.Path(sys.executable).parent / "s5cmd"
        self.notes = set()

    # ---- The clients ----

    def ours(self, command, endpoint, runs=None, name="minio-swift", **arguments):
        arguments = {"endpoint": endpoint, "transport": self.options.transport, **arguments}
        return self.program(name, command, runs or self.runs, arguments)

    def bare(self, command, **arguments):
        return self.program("async-http-client", command, self.runs, {"endpoint": self.http, **arguments})

    def program(self, name, command, runs, arguments):
        if str(arguments.get("endpoint", "")).startswith("https"):
            arguments["ca"] = self.ca
        line = [OURS, command]
        for option, value in arguments.items():
            line += [f"--{option.replace('_', '-')}", str(value)]
        return Contender(name, line, runs)

    def curl(self, *arguments):
        return Contender("curl", ["curl", "-sS", "--fail", "--noproxy", "*", *arguments], self.runs)

    def python_peers(self, task, endpoint, share=1, **arguments):
        peers = []
        for library, name in (("minio-py", "minio-py"), ("boto3", "boto3 (CRT)" if task in self.crt_tasks else "boto3")):
            line = [self.python, str(HERE / "peers.py"), library, task, endpoint]
            for option, value in arguments.items():
                line += [f"--{option.replace('_', '-')}", str(value)]
            if endpoint.startswith("https"):
                line += ["--ca", self.ca]
            peers.append(Contender(name, line, self.peer_runs, share=share))
        return peers

    def rclone(self, endpoint, *arguments):
        if not shutil.which("rclone"):
            self.notes.add("rclone is not available here")
            return []
        environment = {
            "RCLONE_CONFIG": "/dev/null", "RCLONE_CONFIG_S_TYPE": "s3", "RCLONE_CONFIG_S_PROVIDER": "Other",
            "RCLONE_CONFIG_S_ENDPOINT": endpoint, "RCLONE_CONFIG_S_ACCESS_KEY_ID": "benchmark",
            "RCLONE_CONFIG_S_SECRET_ACCESS_KEY": "benchmark-secret", "RCLONE_CONFIG_S_REGION": "us-east-1",
            "RCLONE_CONFIG_S_FORCE_PATH_STYLE": "true",
        }
        flags = [
            "--s3-no-check-bucket", "--s3-no-head", "--s3-disable-checksum", "--ignore-checksum", "--s3-list-version", "2",
            "--ca-cert", self.ca, "--s3-chunk-size", "16M", "--s3-upload-concurrency", "4", "--retries", "1",
        ]
        return [Contender("rclone", ["rclone", *arguments, *flags], self.peer_runs, environment)]

    def s5(self, endpoint, *arguments):
        if not self.s5cmd.exists():
            self.notes.add("s5cmd is not available here")
            return []
        environment = {
            "AWS_ACCESS_KEY_ID": "benchmark", "AWS_SECRET_ACCESS_KEY": "benchmark-secret", "AWS_REGION": "us-east-1",
            "SSL_CERT_FILE": self.ca,
        }
        line = [str(self.s5cmd), "--endpoint-url", endpoint, *arguments]
        return [Contender("s5cmd", line, self.peer_runs, environment)]

    # ---- Running ----

    def run(self, row):
        """Lets the row's clients take turns."""
        for turn in range(max(one.runs for one in row.contenders)):
            for one in row.contenders:
                if turn >= one.runs:
                    continue
                try:
                    one.samples.append(measure(one.command, one.environment, one.source))
                except Missed as failure:
                    if one.name in ("minio-swift", "curl", "async-http-client"):
                        raise
                    print(f"benchmark: {row.key}, {one.name}: {failure}", file=sys.stderr)
                    self.notes.add(f"{one.name} failed at {row.key}")
                    one.runs = 0
        row.contenders = [one for one in row.contenders if one.samples]
        return row

    def against(self, row, floor, factor, plus=0.0):
        """The verdict on processor time: at most so much of another's, and less than that of every peer."""
        ours, other = row.named("minio-swift"), row.named(floor)
        label = f"{factor} × {floor}" + (" with one pass of SHA-256" if plus else "")
        row.verdicts.append((label, ours.cpu / (other.cpu + plus), factor, True))
        self.below_peers(row)
        return row

    def below_peers(self, row):
        ours = row.named("minio-swift")
        peers = [one for one in row.contenders if one.name not in ("minio-swift", "curl", "async-http-client")]
        if peers:
            best = min(peers, key=lambda one: one.cpu)
            row.verdicts.append((f"below every peer (best: {best.name})", ours.cpu / best.cpu, 1.0, True))

    # ---- Rows ----

    def get(self, key, endpoint, title, factor):
        url = f"{endpoint}/down/large"
        at = {"bucket": "down", "key": "large"}
        row = Row(key, title, "CPU s/GiB", self.get_size / GIB, [
            self.ours("get", endpoint, **at),
            self.curl("--cacert", self.ca, "-o", "/dev/null", url),
            *self.python_peers("get", endpoint, **at),
            *self.rclone(endpoint, "cat", "s:down/large"),
            *self.s5(endpoint, "cat", "s3://down/large"),
        ])
        self.run(row)
        for sample in row.named("minio-swift").samples:
            if int(sample.output) != self.get_size:
                raise Missed(f"{sample.output.strip()} of {self.get_size} bytes arrived")
        return self.against(row, "curl", factor)

    def get_http(self):
        return self.get("get-http", self.http, f"GET {size(self.get_size)}, thrown away", 0.9)

    def get_tls(self):
        return self.get("get-tls", self.https, f"GET {size(self.get_size)} over TLS, thrown away", 1.0)

    def get_file(self):
        at = {"bucket": "down", "key": "large", "file": str(self.memory / "received")}
        row = Row("get-file", f"GET {size(self.get_size)} to a file", "CPU s/GiB", self.get_size / GIB, [
            self.ours("download", self.http, **at),
            self.curl("-o", at["file"], f"{self.http}/down/large"),
            *self.python_peers("download", self.http, **at),
            *self.rclone(self.http, "copyto", "--ignore-times", "s:down/large", at["file"]),
            *self.s5(self.http, "cp", "s3://down/large", at["file"]),
        ])
        return self.against(self.run(row), "curl", 0.8)

    def put(self, key, endpoint, title, factor, plus):
        at = {"bucket": "upload", "key": "large", "file": str(self.memory / "down/source")}
        row = Row(key, title, "CPU s/GiB", self.put_size / GIB, [
            self.ours("upload", endpoint, **at),
            self.curl("--cacert", self.ca, "-H", "Expect:", "-o", "/dev/null", "-T", at["file"], f"{endpoint}/upload/large"),
            *self.python_peers("upload", endpoint, **at),
            *self.rclone(endpoint, "copyto", "--ignore-times", at["file"], "s:upload/large"),
            *self.s5(endpoint, "cp", at["file"], "s3://upload/large"),
        ])
        return self.against(self.run(row), "curl", factor, plus)

    def put_http(self):
        speed = self.hash_speed("sha256")
        return self.put(
            "put-http", self.http, f"PUT {size(self.put_size)} from a file, signed", 1.1, self.put_size / 1e9 / speed)

    def put_tls(self):
        return self.put("put-tls", self.https, f"PUT {size(self.put_size)} from a file over TLS", 0.8, 0)

    def small(self, key, task, endpoint, bucket, keys, with_bare):
        count = 5_000 if self.quick else 20_000
        few = 500 if self.quick else 2_000
        if not with_bare:
            count //= 5
        name = "small"
        at = {"bucket": bucket, "key": name, "concurrency": 64, **keys}
        contenders = [self.ours(f"small-{task}", endpoint, count=count, **at)]
        if with_bare:
            contenders.append(self.bare(f"bare-{task}", count=count, **at))
        contenders += self.python_peers(f"small-{task}", endpoint, share=few / count, count=few, **at)
        where = "" if with_bare else ", a real server"
        row = Row(key, f"{task.upper()} of 4 KiB, 64 at a time{where}", "CPU ms/1,000", count / 1_000_000, contenders)
        if with_bare:
            return self.against(self.run(row), "async-http-client", 0.6)
        self.below_peers(self.run(row))
        return row

    def small_get(self):
        return self.small("small-get", "get", self.http, "down", {}, True)

    def small_put(self):
        return self.small("small-put", "put", self.http, "upload", {}, True)

    def server(self, key, task):
        endpoint = os.environ.get("MINIO_TEST_ENDPOINT")
        if not endpoint:
            self.notes.add(f"{key}: no server of Scripts/servers runs")
            return None
        access, secret = os.environ["MINIO_TEST_ACCESS_KEY"], os.environ["MINIO_TEST_SECRET_KEY"]
        at = {"access_key": os.environ["MINIO_TEST_ACCESS_KEY"], "secret_key": os.environ["MINIO_TEST_SECRET_KEY"]}
        bucket = f"benchmark-{os.getpid()}"
        # By another process: this one stays small.
        tidy = {task: self.python_peers(task, endpoint, bucket=bucket, **at)[1].command for task in ("make", "remove")}
        measure(tidy["make"])
        try:
            return self.small(key, task, endpoint, bucket, at, False)
        finally:
            measure(tidy["remove"])

    def server_get(self):
        return self.server("server-get", "get")

    def server_put(self):
        return self.server("server-put", "put")

    def list(self):
        count = 100_000 if self.quick else 1_000_000
        write_pages(self.memory / "pages", count // 1000)
        row = Row("list", f"list {count:,} keys", "CPU s/million", count / 1e6, [
            self.ours("list", self.http, bucket="list"),
            *self.python_peers("list", self.http, bucket="list"),
            *self.rclone(self.http, "lsf", "-R", "--fast-list", "--files-only", "s:list"),
            *self.s5(self.http, "ls", "s3://list/*"),
        ])
        # The others take from a quarter of a minute to a whole one.
        for one in row.contenders[1:]:
            one.runs = 1
        self.run(row)
        speed = statistics.median(
            float(measure([OURS, "decode-list", "--count", str(count)]).output) for _ in range(self.runs))
        row.verdicts.append(("keys per CPU second in decoding", speed, 1_000_000, False))
        self.below_peers(row)
        write_pages(self.memory / "pages", count // 10_000)
        fewer = measure(self.ours("list", self.http, bucket="list").command)
        row.verdicts.append(
            ("peak memory as with a tenth of the keys", row.named("minio-swift").median("peak") / fewer.peak, 1.1, True))
        return row

    def hash_speed(self, algorithm):
        count = str(GIB if self.quick or "portable" in algorithm else 4 * GIB)
        return statistics.median(
            float(measure([OURS, "hash", "--algorithm", algorithm, "--bytes", count]).output) for _ in range(self.runs))

    def hash(self):
        row = Row("hash", "checksums, one core", "GB/s", 1, [])
        for algorithm, least in (("crc32c", 8), ("crc64nvme", 8), ("crc32c-portable", 1.5), ("crc64nvme-portable", 1.5)):
            row.verdicts.append((f"{algorithm}, GB/s", self.hash_speed(algorithm), least, False))
        row.verdicts.append(("sha256 (no target), GB/s", self.hash_speed("sha256"), 0, False))
        return row

    def peak_of(self, row):
        return row.named("minio-swift").median("peak")

    def memory_row(self):
        small, large = (GIB // 4, GIB) if self.quick else (GIB, 10 * GIB)
        row = Row("memory", f"{size(large)} up and down, default settings", "CPU s/GiB", large / GIB, [])
        for name, task, extra in (
            ("down, thrown away", "get", {}), ("down, to a file", "download", {"file": str(self.disk / "received")}),
            ("up", "upload", {}),
        ):
            peaks = []
            for amount in (small, large):
                path = self.disk / "disk" / f"sparse-{amount}"
                with open(path, "wb") as file:
                    file.truncate(amount)
                at = {"bucket": "disk", "key": path.name, **extra}
                if task == "upload":
                    at = {"bucket": "upload", "key": "huge", "file": str(path)}
                one = self.ours(task, self.http, runs=1, name=f"minio-swift {name}, {size(amount)}", **at)
                one.share = amount / large
                one.samples.append(measure(one.command))
                row.contenders.append(one)
                peaks.append(one.median("peak"))
                path.unlink()
            (self.disk / "received").unlink(missing_ok=True)
            row.verdicts.append((f"{name}: peak MiB", peaks[1], 160, True))
            row.verdicts.append((f"{name}: peak as for {size(small)}", peaks[1] / peaks[0], 1.1, True))
        return row

    def pipe(self):
        amount = GIB if self.quick else 4 * GIB
        row = Row("pipe", f"PUT {size(amount)} of unknown length", "CPU s/GiB", amount / GIB, [
            self.ours("pipe", self.http, runs=1, bucket="upload", key="pipe")])
        row.contenders[0].source = ["head", "-c", str(amount), "/dev/zero"]
        self.run(row)
        row.verdicts.append(("peak MiB (4 parts of 16 MiB and 48)", self.peak_of(row), 112, True))
        return row


ROWS = {
    "get-http": Bench.get_http, "get-file": Bench.get_file, "get-tls": Bench.get_tls, "put-http": Bench.put_http,
    "put-tls": Bench.put_tls, "small-get": Bench.small_get, "small-put": Bench.small_put, "server-get": Bench.server_get,
    "server-put": Bench.server_put, "list": Bench.list, "hash": Bench.hash, "memory": Bench.memory_row, "pipe": Bench.pipe,
}


def size(count):
    return f"{count // GIB} GiB" if count % GIB == 0 else f"{count // MIB} MiB"


# ---- The server -----------------------------------------------------------------------------------------------------


def write_pages(folder, count):
    """The pages of a listing, named by the token that asks for them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number in range(count):
        token = f"<NextContinuationToken>{number + 1}</NextContinuationToken>" if number + 1 < count else ""
        entries = "".join(
            f"<Contents><Key>measurements/2026/07/station-{number:05}/reading-of-the-day-{entry:04}.csv</Key>"
            "<LastModified>2026-07-01T10:00:00.000Z</LastModified>"
            "<ETag>&quot;0123456789abcdef0123456789abcdef&quot;</ETag><Size>4096</Size>"
            "<StorageClass>STANDARD</StorageClass></Contents>"
            for entry in range(1000)
        )
        (folder / str(number)).write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>list</Name><Prefix></Prefix>'
            f"<KeyCount>1000</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>"
            f"<IsTruncated>{'true' if token else 'false'}</IsTruncated>{token}{entries}</ListBucketResult>"
        )


def write_listing(path, sizes):
    """What is in the bucket that is read from: rclone looks before it reads."""
    entries = "".join(
        f"<Contents><Key>{key}</Key><LastModified>2026-07-01T10:00:00.000Z</LastModified><Size>{count}</Size></Contents>"
        for key, count in sizes.items()
    )
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><Name>down</Name><Prefix></Prefix>'
        f"<IsTruncated>false</IsTruncated>{entries}</ListBucketResult>")


def free_ports(count):
    """Ports of the loopback interface that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def write_certificate(folder):
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-days", "30", "-subj", "/CN=benchmark CA", "-keyout", "ca.key", "-out", "ca.crt",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    openssl("req", *key, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    (folder / "extensions").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30",
            "-extfile", "extensions", "-out", "server.crt")


def write_random(path, count):
    block = os.urandom(4 * MIB)
    with open(path, "wb") as file:
        for _ in range(count // len(block)):
            file.write(block)


@contextlib.contextmanager
def nginx(memory, disk, ports):
    configuration = (HERE / "nginx.conf").read_text()
    for name, value in {"FOLDER": memory, "DISK": disk, "HTTP": ports[0], "HTTPS": ports[1]}.items():
        configuration = configuration.replace(f"@{name}@", str(value))
    if os.getuid() == 0:
        configuration = "user root;\n" + configuration
    (memory / "nginx.conf").write_text(configuration)
    log = memory / "error.log"
    server = subprocess.Popen(["nginx", "-e", str(log), "-c", str(memory / "nginx.conf")])
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", ports[0]), timeout=1):
                break
            if server.poll() is not None:
                sys.exit(f"benchmark: nginx did not start: {log.read_text()[-600:]}")
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


# ---- The table ------------------------------------------------------------------------------------------------------


def show(row):
    print(f"\n**{row.key}**: {row.title}\n")
    if row.contenders:
        print(f"| client | {row.unit} | times ours | wall s | peak MiB | runs |\n|---|---|---|---|---|---|")
        ours = row.contenders[0].cpu
        for one in row.contenders:
            share = "" if one.share == 1 or row.key == "memory" else f" (of {one.share:.0%} of the requests)"
            print(
                f"| {one.name} | {one.cpu / row.amount:.3g} | {one.cpu / ours:.2f} | {one.median('wall'):.2f}{share}"
                f" | {one.median('peak'):.0f} | {len(one.samples)} |"
            )
        print()
    print("| target | measured | limit | |\n|---|---|---|---|")
    for label, measured, limit, is_ceiling in row.verdicts:
        sign = "≤" if is_ceiling else "≥"
        print(f"| {label} | {number(measured)} | {sign} {number(limit)} | {verdict(measured, limit, is_ceiling)} |")
    sys.stdout.flush()


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def verdict(measured, limit, is_ceiling):
    return "met" if (measured <= limit if is_ceiling else measured >= limit) else "MISSED"


def main():
    parser = argparse.ArgumentParser(prog="Scripts/benchmark")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--transport", default="http1")
    parser.add_argument("rows", nargs="*", metavar="ROW")
    options = parser.parse_args()
    unknown = [name for name in options.rows if name not in ROWS]
    if unknown:
        parser.error(f"no row is called {unknown[0]}; there are: {' '.join(ROWS)}")
    # A signal, too, ends what was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    memory = pathlib.Path(tempfile.mkdtemp(
        prefix="minio-swift-benchmark-", dir=os.environ.get("MINIO_BENCHMARK_MEMORY", "/dev/shm")))
    disk = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=os.environ["MINIO_BENCHMARK_FOLDER"]))
    try:
        bench = Bench(options, memory, disk)
        (disk / "disk").mkdir()
        (memory / "down").mkdir()
        write_certificate(memory)
        write_random(memory / "down/large", bench.get_size)
        write_random(memory / "down/source", bench.put_size)
        (memory / "down/small").write_bytes(b"a" * 4096)
        write_listing(memory / "listing.xml", {"large": bench.get_size})
        missed = []
        with nginx(memory, disk, bench.ports):
            print(f"Transport {options.transport}{', quick: smaller objects, fewer requests' if bench.quick else ''}. "
                  "Each figure is the median of its runs.")
            for name in options.rows or ROWS:
                row = ROWS[name](bench)
                if row is None:
                    continue
                show(row)
                missed += [f"{name}: {text}" for text, *rest in row.verdicts if verdict(*rest) != "met"]
        print("\n" + "".join(f"{note}.\n" for note in sorted(bench.notes)))
        print("Missed: " + "; ".join(missed) if missed else "All targets met.")
        return bool(missed)
    finally:
        shutil.rmtree(memory, ignore_errors=True)
        shutil.rmtree(disk, ignore_errors=True)


sys.exit(main())
