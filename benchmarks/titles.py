"""Coding of job titles on MELO (Retyk et al. 2024): mean reciprocal rank, and what is accepted.

    python -m benchmarks.titles --data FOLDER/melo

A concept that the coder accepts by itself is right where it is one of those that the annotators
gave, and right by group where one of theirs lies in the same unit group of ISCO-08. Coder and
labels are those of MELO: our own titles and what an office has learnt are not in it. Appends a
section to benchmarks/results/titles.md.
"""

from __future__ import annotations

import argparse
import csv
import platform
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from waystation.analysis.matching import Label, TitleCoder

RESULTS = Path(__file__).parent / "results" / "titles.md"
FOLDERS = {"usa_q_en_c_en": "English (USA)", "hrv_q_hr_c_hr": "Croatian"}
ELSEWHERE = {
    "usa_q_en_c_en": "BM25 on lemmas 0.6004, bge-m3 0.6226, e5 0.6735",
    "hrv_q_hr_c_hr": "BM25 on lemmas 0.4445, bge-m3 0.4827, e5 0.5074",
}


def rows(folder: Path, name: str) -> list[list[str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def groups(folder: Path) -> dict[str, str]:
    """Return the unit group of ISCO-08 of each concept, where it lies in one."""
    with (folder.parents[1] / "esco-1.2.0" / "occupations_en.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        of = {row["conceptUri"]: row["iscoGroup"] for row in csv.DictReader(file)}
    found = {}
    for element, uri in rows(folder, "concept_mapping.tsv"):
        code = uri.rsplit("/C", 1)[-1] if "/isco/C" in uri else of.get(uri, "")
        if len(code) == 4:
            found[element.split("_")[0]] = code
    return found


def measure(folder: Path) -> str:
    gold: dict[str, set[str]] = defaultdict(set)
    for query, _zero, element, relevant in rows(folder, "annotations.tsv"):
        if relevant != "0":
            gold[query].add(element)
    elements = [(row[0], row[1]) for row in rows(folder, "corpus_elements.tsv")]
    coder = TitleCoder([Label(key.split("_")[0], text) for key, text in elements])
    places = defaultdict(list)
    for place, label in enumerate(coder.labels):
        places[label.code, label.text].append(place)
    take = [places[key.split("_")[0], text][0] for key, text in elements]
    number = {key: n for n, (key, _text) in enumerate(elements)}
    asked = [row for row in rows(folder, "queries.tsv") if gold[row[0]]]
    ranks: list[float] = []
    group = groups(folder)
    accepted = right = right_group = 0
    began = time.process_time()
    for key, text in asked:
        order = coder.ranking([text])[0][take]
        good = [number[one] for one in gold[key]]
        best = order[good].max()
        equal = int((order == best).sum()) - int((order[good] == best).sum())
        ranks.append(1 / (1 + int((order > best).sum()) + equal))
        (coding,) = coder.code([text])
        if coding.verdict == "accepted":
            accepted += 1
            theirs = {one.split("_")[0] for one in gold[key]}
            right += coding.code in theirs
            right_group += group.get(coding.code, "") in {group.get(one, "?") for one in theirs}
    spent = 1000 * (time.process_time() - began) / len(asked)
    return (
        f"| {FOLDERS[folder.name]} | {len(asked):,} | {np.mean(ranks):.4f} | "
        f"{ELSEWHERE[folder.name]} | {accepted:,} ({100 * accepted / len(asked):.0f} %) | "
        f"{100 * right / max(accepted, 1):.1f} % | "
        f"{100 * right_group / max(accepted, 1):.1f} % | {spent:.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    lines = [
        f"\n## {datetime.now(UTC):%d.%m.%Y}, {platform.machine()}, Python "
        f"{platform.python_version()}\n",
        "| titles | number | mean reciprocal rank | published by MELO | accepted without asking | "
        "of these right | right by ISCO group | processor, ms each |",
        "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for name in FOLDERS:
        lines.append(measure(arguments.data / name))
        print(lines[-1], flush=True)
    there = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Coding of job titles\n"
    RESULTS.write_text(there + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
