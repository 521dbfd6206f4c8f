"""Linkage: quality on FEBRL and on a made-up Kosovo file, training at a million, its memory.

    python -m benchmarks.linkage --what febrl,kosovo,training --records 1000000

Training runs in a process of its own, so that its peak memory is its own. How fast people are
found in a database of a million is measured by ``benchmarks.people``. Appends a section to
benchmarks/results/linkage.md; ``--weights FILE`` also writes the weights trained on the Kosovo
file, without any name's frequency: the ones the program ships.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import febrl
from benchmarks.kosovo import Row, kosovo_file
from waystation.analysis import link
from waystation.analysis.link import persons

RESULTS = Path(__file__).parent / "results" / "linkage.md"
LINKED_FROM = 4.0


def features_of(row: Row) -> dict:
    """Return what is compared of a row."""
    return link.features(
        row.given, row.family, row.father, row.birth_date, row.birth_year, row.sex, row.place,
        [row.phone, link.address_key(row.address, row.place)],
    )  # fmt: skip


def trained(file, random_pairs: float = 2e6, learning_pairs: float = 5e5) -> link.Model:
    return link.train(
        file,
        link.PERSONS,
        learn_from=persons.LEARN_FROM,
        sure=persons.SURE,
        recall=persons.RECALL_OF_SURE,
        random_pairs=random_pairs,
        learning_pairs=learning_pairs,
    )


def measure_febrl() -> list[str]:
    lines = ["| file | F1 | precision | recall | seconds |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, run in (
        ("FEBRL4, linked one to one", febrl.febrl4),
        ("FEBRL3, clustered", febrl.febrl3),
    ):
        start = time.perf_counter()
        quality = run()
        lines.append(
            f"| {name} | {quality.f1:.4f} | {quality.precision:.4f} | {quality.recall:.4f} "
            f"| {time.perf_counter() - start:.0f} |"
        )
    return lines


def measure_kosovo(records: int, weights: str) -> list[str]:
    rows = kosovo_file(records)
    file = persons.table([features_of(row) for row in rows])
    start = time.perf_counter()
    model = trained(file)
    middle = time.perf_counter()
    pairs = link.scored_pairs(model, file, persons.RULES)
    seconds = time.perf_counter() - middle
    if weights:
        content = model.as_json() | {"frequencies": {}}
        Path(weights).write_text(json.dumps(content, indent=1) + "\n")
    community = {row.person: row.community for row in rows}
    true: Counter = Counter()
    for person, n in Counter(row.person for row in rows).items():
        true[community[person]] += n * (n - 1) // 2
    lines = [
        f"Kosovo file, {records:,} records, {sum(true.values()):,} true pairs; trained in "
        f"{middle - start:.0f} s, {len(pairs):,} pairs scored in {seconds:.0f} s.",
        "",
        "| from (bits) | precision | recall | F1 | " + " | ".join(true) + " | gap |",
        "| ---: | ---: | ---: | ---: |" + " ---: |" * (len(true) + 1),
    ]
    for least in (0.0, 2.0, LINKED_FROM, 5.0, 6.0):
        found = pairs.above(least)
        right = Counter(
            rows[a].community
            for a, b in zip(found.left, found.right, strict=True)
            if rows[a].person == rows[b].person
        )
        hits, every = sum(right.values()), sum(true.values())
        recalls = [right[name] / n for name, n in true.items()]
        mark = "**" if least == LINKED_FROM else ""
        lines.append(
            f"| {mark}{least:.0f}{mark} | {hits / len(found):.4f} | {hits / every:.4f} "
            f"| {2 * hits / (len(found) + every):.4f} | "
            + " | ".join(f"{one:.3f}" for one in recalls)
            + f" | {max(recalls) - min(recalls):.3f} |"
        )
    return lines


def train_alone(path: str) -> None:
    """Train on a Parquet file and print seconds and peak memory: the child process."""
    import pyarrow.parquet as pq

    start, busy = time.perf_counter(), time.process_time()
    model = trained(pq.read_table(path))
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "busy": busy, "peak": peak, "prior": model.prior}))


def measure_training(records: int) -> list[str]:
    import tempfile

    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/file.parquet"
        start = time.perf_counter()
        pq.write_table(persons.table([features_of(row) for row in kosovo_file(records)]), path)
        made = time.perf_counter() - start
        out = subprocess.run(
            [sys.executable, "-m", "benchmarks.linkage", "--train", path],
            capture_output=True, text=True, check=True, env=os.environ,
        )  # fmt: skip
    found = json.loads(out.stdout.splitlines()[-1])
    return [
        f"Training on {records:,} records: {found['seconds']:.1f} s from reading the file to the "
        f"model, {found['busy']:.1f} s of processor time, peak {found['peak']:,.0f} MB (its own "
        f"process; the file and its features were "
        f"made in {made:.0f} s before)."
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--what", default="febrl,kosovo,training")
    parser.add_argument("--records", type=int, default=1_000_000, help="for training")
    parser.add_argument("--kosovo", type=int, default=100_000)
    parser.add_argument("--weights", default="")
    parser.add_argument("--train", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.train:
        train_alone(options.train)
        return
    lines = [
        f"## {datetime.now(UTC):%d.%m.%Y}: {options.what}",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores shared with other work (load "
        f"{os.getloadavg()[0]:.1f}), Python {platform.python_version()}.",
    ]
    for part in options.what.split(","):
        lines.append("")
        if part == "febrl":
            lines += measure_febrl()
        elif part == "kosovo":
            lines += measure_kosovo(options.kosovo, options.weights)
        elif part == "training":
            lines += measure_training(options.records)
    text = "\n".join(lines) + "\n"
    print(text)
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write("\n" + text)


if __name__ == "__main__":
    main()
