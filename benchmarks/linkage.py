"""Linkage: quality on FEBRL and on made-up Kosovo files, training at a million, its memory.

    python -m benchmarks.linkage --what febrl,kosovo,varied,training --records 1000000

``varied`` measures files of other names, habits of writing and gaps (``benchmarks.kosovo``), one
for each of ``--seeds``; nothing was developed on the default ones. Training, and each varied file,
runs in a process of its own, so that its peak memory is its own. How fast people are
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
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path

from benchmarks import febrl
from benchmarks.kosovo import Row, kosovo_file, varied_file
from waystation.analysis import link
from waystation.analysis.link import persons

RESULTS = Path(__file__).parent / "results" / "linkage.md"
SEEDS = "11,12,13,14,15,16,17,18,19,20"


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


def weighed(model: link.Model, file) -> link.Pairs:
    """Return the scored pairs of a file, with the prior and the namesakes that it shows."""
    model = link.fit_prior(model, file, persons.RULES)
    return link.among_namesakes(model, link.scored_pairs(model, file, persons.RULES), file)


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
    pairs = link.together(weighed(model, file))
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
    for least in (0.0, persons.LINKED_FROM, 2.0, 4.0, 6.0):
        found = pairs.above(least)
        right = Counter(
            rows[a].community
            for a, b in zip(found.left, found.right, strict=True)
            if rows[a].person == rows[b].person
        )
        hits, every = sum(right.values()), sum(true.values())
        recalls = [right[name] / n for name, n in true.items()]
        mark = "**" if least == persons.LINKED_FROM else ""
        lines.append(
            f"| {mark}{least:g}{mark} | {hits / len(found):.4f} | {hits / every:.4f} "
            f"| {2 * hits / (len(found) + every):.4f} | "
            + " | ".join(f"{one:.3f}" for one in recalls)
            + f" | {max(recalls) - min(recalls):.3f} |"
        )
    return lines


def ids_of(pairs: link.Pairs) -> Iterable[tuple[int, int]]:
    return zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)


def quality_of(rows: list[Row], pairs: Iterable[tuple[int, int]]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 of pairs of rows, of all and by community."""
    community = {row.person: row.community for row in rows}
    found: Counter = Counter()
    right: Counter = Counter()
    true: Counter = Counter()
    for person, n in Counter(row.person for row in rows).items():
        for name in ("all", community[person]):
            true[name] += n * (n - 1) // 2
    for a, b in pairs:
        for name in ("all", rows[a].community):
            found[name] += 1
            right[name] += rows[a].person == rows[b].person
    return {
        name: {
            "precision": right[name] / found[name],
            "recall": right[name] / true[name],
            "f1": 2 * right[name] / (found[name] + true[name]),
        }
        for name in true
    }


def vary_alone(records: int, seed: int) -> None:
    """Link one varied file and print its quality, seconds and peak memory: the child process."""
    rows, noise = varied_file(records, seed)
    moments = [time.process_time()]
    file = persons.table([features_of(row) for row in rows])
    moments.append(time.process_time())
    model = trained(file)
    moments.append(time.process_time())
    pairs = weighed(model, file)
    moments.append(time.process_time())
    groups = link.groups(pairs)
    moments.append(time.process_time())
    proposed = link.proposed(link.together(pairs), persons.LINKED_FROM, persons.LINKED_RIGHT)
    sure = proposed.at(proposed.caution == "")
    found = {
        "reached": quality_of(rows, ids_of(pairs))["all"]["recall"],
        "proposed": quality_of(rows, ids_of(proposed)),
        "without caution": quality_of(rows, ids_of(sure)),
        "groups": quality_of(rows, (two for one in groups for two in combinations(one, 2))),
        "noise": asdict(noise),
        "seconds": [b - a for a, b in pairwise(moments)],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(found))


def measure_varied(records: int, seeds: list[int]) -> list[str]:
    found = {}
    for seed in seeds:
        out = subprocess.run(
            [sys.executable, "-m", "benchmarks.linkage", "--vary", str(seed),
             "--kosovo", str(records)],
            capture_output=True, text=True, check=True, env=os.environ,
        )  # fmt: skip
        found[seed] = json.loads(out.stdout.splitlines()[-1])
    return lines_of_varied(records, found)


def lines_of_varied(records: int, found: dict[int, dict]) -> list[str]:
    """Return what was found in each file, by seed, and the range over them by community."""
    lines = [
        f"Varied Kosovo files of {records:,} records, names and habits of writing of their own, on "
        "which nothing was developed. Each is trained on itself. Pairs from "
        f"{persons.LINKED_FROM:g} bits are proposed to a reviewer, as long as "
        f"{persons.LINKED_RIGHT:.1%} of them are expected to be right, those with a caution among "
        "them; groups are never joined by a pair with a caution.",
        "",
        "| seed | slips | no day of birth | reached | proposed: precision | recall | F1 "
        "| groups: precision | recall | F1 | processor seconds: features, training, scoring, "
        "groups | peak MB |",
        "| ---: " * 12 + "|",
    ]
    for seed, one in found.items():
        cells = [f"{one[what]['all'][name]:.4f}" for what in ("proposed", "groups")
                 for name in ("precision", "recall", "f1")]  # fmt: skip
        lines.append(
            f"| {seed} | {one['noise']['slip']:.3f} | {one['noise']['no_day']:.2f} "
            f"| {one['reached']:.4f} | {' | '.join(cells)} "
            f"| {', '.join(f'{n:.0f}' for n in one['seconds'])} | {one['peak']:,.0f} |"
        )
    lines += [
        "",
        "The range over the files, least to most:",
        "",
        "| | proposed: precision | recall | F1 | groups: precision | recall | F1 |",
        "| --- " + "| ---: " * 6 + "|",
    ]
    for community in next(iter(found.values()))["groups"]:
        cells = []
        for what in ("proposed", "groups"):
            for name in ("precision", "recall", "f1"):
                values = [one[what][community][name] for one in found.values()]
                cells.append(f"{min(values):.3f}–{max(values):.3f}")
        lines.append(f"| {community} | {' | '.join(cells)} |")
    bare = [one["without caution"]["all"] for one in found.values()]
    lines += [
        "",
        "The pairs proposed, without those that carry a caution: "
        + ", ".join(
            f"{name} {min(one[name] for one in bare):.3f}–{max(one[name] for one in bare):.3f}"
            for name in ("precision", "recall", "f1")
        )
        + ".",
    ]
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
    parser.add_argument("--seeds", default=SEEDS, help="of the varied files")
    parser.add_argument("--train", default="", help=argparse.SUPPRESS)
    parser.add_argument("--vary", type=int, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.train:
        train_alone(options.train)
        return
    if options.vary is not None:
        vary_alone(options.kosovo, options.vary)
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
        elif part == "varied":
            lines += measure_varied(options.kosovo, [int(one) for one in options.seeds.split(",")])
        elif part == "training":
            lines += measure_training(options.records)
    text = "\n".join(lines) + "\n"
    print(text)
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write("\n" + text)


if __name__ == "__main__":
    main()
