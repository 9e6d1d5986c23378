# Copyright 2026 the minio-swift authors
# SPDX-License-Identifier: Apache-2.0
"""Prints what Scripts/conformance found, and fails if something failed.

conformance_table.py FOLDER SIGNATURES SERVER…: FOLDER holds SERVER.tests, one line per test: its name, "ok", "FAILED" or
"differs", and a note; and `interop`, one line per reading (Scripts/interop).
"""

import pathlib
import subprocess
import sys

ORDER = ["ok", "differs", "FAILED"]


def read(path):
    """The outcome and note of each test; the worst one if a test has several."""
    tests = {}
    if path.exists():
        for line in path.read_text().splitlines():
            if not line.strip():
                continue
            test, outcome, note = (line.split("\t") + ["", ""])[:3]
            if outcome not in ORDER:
                outcome, note = "FAILED", f"unreadable line: {line}"
            before = tests.get(test)
            if before is None or ORDER.index(outcome) > ORDER.index(before[0]):
                tests[test] = (outcome, note.strip())
    return tests


def main():
    folder, signatures, servers = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    results = {server: read(folder / f"{server}.tests") for server in servers}
    tests = sorted({test for outcomes in results.values() for test in outcomes})
    notes, rows = [], [["test", *servers]]
    failures = []
    for test in tests:
        row = [test]
        for server in servers:
            outcome, note = results[server].get(test, ("", ""))
            if outcome == "differs":
                note = note or "no reason given"
                if note not in notes:
                    notes.append(note)
                row.append(f"[{notes.index(note) + 1}]")
            else:
                row.append({"ok": "✔", "FAILED": "✘", "": "-"}[outcome])
            if outcome == "FAILED":
                failures.append(f"{server}: {test}: {note}")
        rows.append(row)
    totals = {
        server: {outcome: sum(1 for one, _ in results[server].values() if one == outcome) for outcome in ORDER}
        for server in servers
    }
    for outcome, title in (("ok", "ok"), ("differs", "differs"), ("FAILED", "failed")):
        rows.append([title, *(str(totals[server][outcome]) for server in servers)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for index, row in enumerate(rows):
        if index == len(rows) - 3:
            print("-" * (sum(widths) + 2 * len(widths) - 2))
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    for number, note in enumerate(notes, 1):
        print(f"[{number}] {note}")
    for failure in failures:
        print(f"✘ {failure}")

    print()
    interop = folder / "interop"
    exchanged = {"ok": 0, "FAILED": 0, "differs": 0}
    if interop.exists():
        sys.stdout.flush()
        subprocess.run([sys.executable, pathlib.Path(__file__).with_name("interop"), "table", interop], check=False)
        for line in interop.read_text().splitlines():
            exchanged[line.split("\t")[3]] += 1
    print(f"signatures checked against botocore: {signatures}")

    nowhere = [test for test in tests if not any(results[server].get(test, ("",))[0] == "ok" for server in servers)]
    print(f"tests that passed on no server: {', '.join(nowhere) or 'none'}")
    passed = sum(total["ok"] for total in totals.values()) + exchanged["ok"]
    failed = sum(total["FAILED"] for total in totals.values()) + exchanged["FAILED"] + (signatures == "FAILED")
    print(f"{passed} passed, {failed} failed")
    return bool(failed) or bool(nowhere) or not tests or not exchanged["ok"]


sys.exit(main())
