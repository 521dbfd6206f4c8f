"""The survey engine of another commit beside today's, row by row, in processor seconds.

    git archive d3db9e3b | tar x -C /tmp/before
    PYTHONPATH=src:. python -m benchmarks.survey_before /tmp/before [--rows 1000000] [--rounds 7]

Both run the tasks of ``benchmarks/survey.py`` of their own commit on one file, each in a process
of its own, in turn: a task's time is the best of all rounds, so that what else the machine does
takes as much from the one as from the other.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.survey import ROOT, make

TASKS = ("read", "mean", "by", "median", "rake", "bootstrap", "report")
REPEAT = 9


def run(folder: Path, task: str, path: Path) -> dict[str, float]:
    """Run one task of one commit in a process of its own and return its processor seconds."""
    script = folder / "benchmarks" / "survey.py"
    done = subprocess.run(
        [sys.executable, str(script), "--child", "ours", task, str(path), str(REPEAT)],
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    return {name: found[name] for name in ("processor", "design") if name in found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "data.parquet"
        make(path, options.rows)
        times: dict[str, list[list[float]]] = {}
        for task in TASKS:
            for _ in range(options.rounds):
                for which, folder in enumerate((options.before, ROOT)):
                    for name, seconds in run(folder, task, path).items():
                        row = "making the design" if name == "design" else task
                        times.setdefault(row, [[], []])[which].append(seconds)
    print(f"{options.rows:,} rows, {options.rounds} rounds, load {os.getloadavg()[0]:.1f}\n")
    print("| task | before | now | now ÷ before |\n|---|---|---|---|")
    for row, (before, now) in times.items():
        print(f"| {row} | {min(before):.4f} | {min(now):.4f} | {min(now) / min(before):.2f} |")


if __name__ == "__main__":
    main()
