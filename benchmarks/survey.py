"""Survey estimation: ours beside svy, R's survey and one plain read of the columns.

    python benchmarks/survey.py [--rows 1000000] [--large 10000000] [--no-r] [--no-svy]

svy lives in a virtual environment of its own (SVY_PYTHON, default /tmp/svyvenv/bin/python), R in
the system (Debian: r-cran-survey); what is absent is left out of the table and said so. Each task
runs in its own process: time is the best of a few runs after the data were read, memory is the
peak of the process. Results go to benchmarks/results/survey.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STRATA, DOMAINS, CLUSTERS = 76, 456, 40
MARGINS = {"a": 5, "b": 2, "m": 38}


def make(path: Path, rows: int) -> None:
    """Write the generated file: 38 municipalities × 2 strata × 40 clusters, sorted by design."""
    import numpy as np
    import pyarrow
    import pyarrow.parquet

    rng = np.random.default_rng(20261122)
    cluster = np.sort(rng.integers(0, STRATA * CLUSTERS, rows)).astype(np.int32)
    stratum = (cluster // CLUSTERS).astype(np.int32)
    municipality = (stratum // 2).astype(np.int32)
    effect = rng.normal(0, 5, STRATA * CLUSTERS)
    table = pyarrow.table(
        {
            "h": stratum,
            "c": cluster,
            "w": rng.uniform(1, 30, rows),
            "y": 100 + effect[cluster] + rng.normal(0, 20, rows),
            "x": rng.uniform(1, 9, rows),
            "d": (municipality * 12 + rng.integers(0, 12, rows)).astype(np.int32),
            "a": rng.integers(0, 5, rows).astype(np.int32),
            "b": rng.integers(0, 2, rows).astype(np.int32),
            "m": municipality,
        }
    )
    pyarrow.parquet.write_table(table, path)


def margin_totals(columns: dict) -> dict:
    """Return totals a few percent off the sample's, the same grand total in each margin."""
    import numpy as np

    rng = np.random.default_rng(7)
    grand = float(columns["w"].sum())
    out = {}
    for name, size in MARGINS.items():
        share = np.bincount(columns[name], columns["w"], size) * rng.uniform(0.9, 1.1, size)
        out[name] = dict(enumerate((share * grand / share.sum()).tolist()))
    return out


def best(task, repeat: int) -> dict:
    """Return the shortest wall time and the shortest processor time (all threads)."""
    wall, processor = [], []
    for _ in range(repeat):
        start, used = time.perf_counter(), time.process_time()
        task()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    return {"seconds": min(wall), "processor": min(processor)}


def read(path: Path, names: list[str]) -> dict:
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path, columns=names)
    return {name: table.column(name).to_numpy() for name in names}


def ours(task: str, path: Path, repeat: int) -> dict:
    """Run one of our tasks and return seconds, its design's seconds and a figure to compare."""
    import numpy as np

    from waystation.analysis import survey

    names = {"by": ["d"], "rake": ["a", "b", "m"]}.get(task, [])
    t = read(path, ["h", "c", "w", "y", *names])
    if task == "read":
        return best(lambda: [t[n].sum() for n in ("h", "c", "w", "y")], repeat)

    def design():
        return survey.Design(weights=t["w"], strata=t["h"], clusters=t["c"])

    survey.mean(survey.Design(n=40), np.arange(40.0))
    made = design()
    prepare = best(design, repeat)["processor"]
    run = {
        "mean": lambda: survey.mean(made, t["y"], deff=None),
        "by": lambda: survey.mean(made, t["y"], by=t["d"], deff=None),
        "median": lambda: survey.quantile(made, t["y"], 0.5),
    }
    if task == "rake":
        totals = margin_totals(t)
        margins = {name: (t[name], totals[name]) for name in MARGINS}
        run["rake"] = lambda: survey.rake(made, margins)
    if task == "bootstrap":
        run["bootstrap"] = lambda: survey.mean(
            survey.replicates(made, "bootstrap", count=100), t["y"], deff=None
        )
    result = run[task]()
    figure = [float(result[0].value), float(result[0].se)] if task != "rake" else [
        float(np.sum(result.weights**2)), 0.0]  # fmt: skip
    return {**best(run[task], repeat), "design": prepare, "figure": figure}


def svy(task: str, path: Path, repeat: int) -> dict:
    """The same with svy (runs in svy's own environment)."""
    import numpy as np
    import polars as pl
    import svy as package

    names = {"by": ["d"], "rake": ["a", "b", "m"]}.get(task, [])
    frame = pl.read_parquet(path, columns=["h", "c", "w", "y", *names])
    start = time.process_time()
    sample = package.Sample(frame, package.Design(stratum="h", psu="c", wgt="w"))
    prepare = time.process_time() - start
    if task == "rake":
        totals = margin_totals({n: frame[n].to_numpy() for n in (*MARGINS, "w")})
    run = {
        "mean": lambda: sample.estimation.mean("y"),
        "by": lambda: sample.estimation.mean("y", by="d"),
        "median": lambda: sample.estimation.median("y"),
        "rake": lambda: sample.weighting.rake(controls=totals, tol=1e-10, max_iter=1000),
        "bootstrap": lambda: sample.weighting.create_bs_wgts(100, rstate=1).estimation.mean(
            "y", method="replication"
        ),
    }[task]
    figure = [0.0, 0.0]
    if task == "rake":
        figure[0] = float(np.sum(run().data["rk_wgt"].to_numpy() ** 2))
    else:
        first = run().to_polars().row(0, named=True)
        figure = [float(first["est"]), float(first["se"])]
    return {**best(run, repeat), "design": prepare, "figure": figure}


R_SCRIPT = """
suppressMessages(library(survey)); options(survey.lonely.psu="certainty")
args <- commandArgs(TRUE); task <- args[1]
d <- read.csv(args[2]); s <- sum(proc.time()[1:2])
des <- svydesign(ids=~c, strata=~h, weights=~w, data=d)
prepare <- sum(proc.time()[1:2]) - s
f <- switch(task,
  mean=function() svymean(~y, des),
  by=function() svyby(~y, ~d, des, svymean),
  median=function() svyquantile(~y, des, .5),
  rake=function() { g <- sum(d$w); set.seed(7)
    pop <- lapply(c("a","b","m"), function(n) { z <- tapply(d$w, d[[n]], sum)
      z <- z*runif(length(z),.9,1.1); z <- z*g/sum(z)
      p <- data.frame(as.integer(names(z)), as.numeric(z)); names(p) <- c(n,"Freq"); p})
    rake(des, list(~a,~b,~m), pop, control=list(maxit=1000, epsilon=1e-10)) },
  bootstrap=function() svymean(~y, as.svrepdesign(des, type="subbootstrap", replicates=100)))
s <- proc.time(); r <- f(); e <- proc.time() - s
peak <- as.numeric(sub("[^0-9]*([0-9]+).*", "\\\\1",
                       grep("VmHWM", readLines("/proc/self/status"), value=TRUE))) / 1024
cat(sprintf('{"seconds": %.4f, "processor": %.4f, "design": %.4f, "megabytes": %.0f}\\n',
            e[3], sum(e[1:2]), prepare, peak))
"""


def report(path: Path) -> dict:
    """20 indicators × 3 breakdowns of 5,000 rows, warm."""
    import numpy as np

    from waystation.analysis import survey

    rng = np.random.default_rng(1)
    n = 5000
    h = np.sort(rng.integers(0, 38, n))
    design = survey.Design(weights=rng.uniform(1, 5, n), strata=h, clusters=rng.integers(0, 6, n))
    breakdowns = [rng.integers(0, k, n) for k in (2, 5, 38)]
    indicators = [rng.random(n) < p for p in np.linspace(0.1, 0.9, 20)]

    def all_of_it():
        for by in breakdowns:
            for y in indicators:
                survey.proportion(design, y, by=by)

    all_of_it()
    return best(all_of_it, 5)


def importing(what: str) -> dict:
    """Return the processor and wall time of an import in a fresh process."""
    code = f"import time; s, p = time.perf_counter(), time.process_time(); {what}; "
    code += "print(time.perf_counter() - s, time.process_time() - p)"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    runs = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
        runs.append([float(part) for part in done.stdout.split()])
    return {"seconds": min(r[0] for r in runs), "processor": min(r[1] for r in runs)}


def child(engine: str, task: str, path: Path, repeat: int) -> None:
    run = {"ours": ours, "svy": svy}.get(engine)
    result = report(path) if task == "report" else run(task, path, repeat)
    # Not getrusage(): its peak is inherited from the parent that forked this process.
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps({**result, "megabytes": peak / 1024}))


def start(python: str, engine: str, task: str, path: Path, repeat: int) -> dict | None:
    command = [python, __file__, "--child", engine, task, str(path), str(repeat)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src") if engine == "ours" else ""}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode:
        print(f"{engine} {task} failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def start_r(task: str, path: Path, folder: Path) -> dict | None:
    script = folder / "task.R"
    script.write_text(R_SCRIPT)
    done = subprocess.run(["Rscript", str(script), task, str(path)], capture_output=True, text=True)
    if done.returncode:
        print(f"R {task} failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--large", type=int, default=10_000_000)
    options.add_argument("--folder", type=Path, default=Path("/tmp/waystation-bench"))
    options.add_argument("--no-r", action="store_true")
    options.add_argument("--no-svy", action="store_true")
    options.add_argument("--resume", action="store_true", help="keep what was measured before")
    options.add_argument("--child", nargs=4)
    given = options.parse_args()
    if given.child:
        engine, task, path, repeat = given.child
        return child(engine, task, Path(path), int(repeat))
    given.folder.mkdir(parents=True, exist_ok=True)
    small = given.folder / f"survey-{given.rows}.parquet"
    if not small.exists():
        make(small, given.rows)
    tasks = list(NAMES)
    kept = given.folder / "survey.json"
    found: dict[str, dict | None] = json.loads(kept.read_text()) if given.resume else {}
    python = os.environ.get("SVY_PYTHON", "/tmp/svyvenv/bin/python")
    large = given.folder / f"survey-{given.large}.parquet"
    text = given.folder / f"survey-{given.rows}.csv"

    def note(key: str, result: dict | None) -> None:
        """Keep each result at once, so that a run that is stopped has not been for nothing."""
        found[key] = result
        kept.write_text(json.dumps(found, indent=1))
        written = ROOT / "benchmarks" / "results" / "survey.md"
        written.parent.mkdir(exist_ok=True)
        written.write_text(table(found, given.rows, given.large))

    jobs = [(f"ours {t}", partial(start, sys.executable, "ours", t, small, 3)) for t in tasks]
    jobs.append(("report", partial(start, sys.executable, "ours", "report", small, 5)))
    everything = "from waystation.analysis import survey; survey.mean"
    jobs.append(("import", partial(importing, "import waystation.analysis")))
    jobs.append(("import all", partial(importing, everything)))
    if given.large:
        if not large.exists():
            make(large, given.large)
        jobs += [
            (f"large {t}", partial(start, sys.executable, "ours", t, large, 2))
            for t in ("read", "mean", "by")
        ]
    if not given.no_svy and Path(python).exists():
        order = ("mean", "rake", "median", "bootstrap", "by")
        jobs += [(f"svy {t}", partial(start, python, "svy", t, small, 1)) for t in order]
    if not given.no_r and shutil.which("Rscript"):
        if not text.exists():
            pyarrow_csv(small, text)
        jobs += [(f"R {t}", partial(start_r, t, text, given.folder)) for t in tasks[1:]]
    for key, job in jobs:
        note(key, found[key] if key in found else job())
        print(key, found[key], flush=True)


def pyarrow_csv(parquet: Path, text: Path) -> None:
    """Write the same file as text, which is what R reads without further packages."""
    import pyarrow.csv
    import pyarrow.parquet

    pyarrow.csv.write_csv(pyarrow.parquet.read_table(parquet), text)


def machine() -> str:
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.processor(),
    )  # fmt: skip
    return (
        f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"load average at the end {os.getloadavg()[0]:.1f}"
    )


NAMES = {
    "read": "read the four columns once", "mean": "mean with SE",
    "by": "mean by 456 domains with SE", "median": "median with interval",
    "rake": "raking, three margins", "bootstrap": "bootstrap, 100 replicates, mean",
}  # fmt: skip


def cell(value: float | None, shape: str = ".4f") -> str:
    return "–" if value is None else format(value, shape)


def table(found: dict, rows: int, large: int) -> str:
    """Return the results as Markdown, each goal with what was reached."""

    def of(key: str, what: str = "seconds") -> float | None:
        return (found.get(key) or {}).get(what)

    def ratio(a: str, b: str) -> float | None:
        one, other = of(a), of(b)
        return one / other if one and other else None

    lines = [
        "# Survey estimation", "",
        f"Made by `benchmarks/survey.py` on {datetime.now(UTC):%d %B %Y}. {machine()}.", "",
        "Seconds on the clock (the best of a few runs after the data were read), processor seconds",
        "of all threads in brackets: where they are far apart the machine was shared with other",
        "work. Peak memory is of the whole process, libraries and data included.", "",
        f"## {rows:,} rows, {STRATA} strata, {STRATA * CLUSTERS:,} clusters, {DOMAINS} domains", "",
        "| task | ours | MB | svy | MB | R survey | MB | svy ÷ ours | R ÷ ours |",
        "|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for task, name in NAMES.items():
        parts = [name]
        for engine in ("ours", "svy", "R"):
            key = f"{engine} {task}"
            both = "–" if of(key) is None else f"{of(key):.4f} ({of(key, 'processor'):.4f})"
            parts += [both, cell(of(key, "megabytes"), ".0f")]
        for engine in ("svy", "R"):
            times = ratio(f"{engine} {task}", f"ours {task}")
            parts.append("–" if times is None else f"{times:.0f} ×")
        lines.append("| " + " | ".join(parts) + " |")
    designs = ", ".join(
        f"{engine} {cell(of(f'{engine} mean', 'design'))} s" for engine in ("ours", "svy", "R")
    )
    lines += ["", f"Making the design, once: {designs}.", ""]
    lines += ["The same figures (first value and SE; Σw² for raking):", ""]
    for task in ("mean", "by", "median", "rake"):
        mine, peer = (found.get(f"{e} {task}") or {} for e in ("ours", "svy"))
        if "figure" in mine and "figure" in peer:
            lines.append(f"- {NAMES[task]}: ours {mine['figure']}, svy {peer['figure']}")
    lines += ["", f"## {large:,} rows", "", "| task | seconds | MB |", "|---|---|---|"]
    for task in ("read", "mean", "by"):
        key = f"large {task}"
        both = "–" if of(key) is None else f"{of(key):.4f} ({of(key, 'processor'):.4f})"
        lines.append(f"| {NAMES[task]} | {both} | {cell(of(key, 'megabytes'), '.0f')} |")
    lines += ["", f"Making the design, once: {cell(of('large mean', 'design'))} s.", ""]
    lines += [
        "## Goals",
        "",
        "By seconds on the clock.",
        "",
        "| goal | reached | |",
        "|---|---|---|",
    ]
    goals = [
        ("456 domains ≥ 100 × svy", ratio("svy by", "ours by"), 100, ">="),
        ("456 domains ≤ 400 MB", of("ours by", "megabytes"), 400, "<="),
        ("raking ≥ 20 × svy", ratio("svy rake", "ours rake"), 20, ">="),
        ("bootstrap ≥ 30 × svy", ratio("svy bootstrap", "ours bootstrap"), 30, ">="),
        ("quantile with interval ≥ 3 × svy", ratio("svy median", "ours median"), 3, ">="),
        ("10 M rows: mean ≤ 3 × one read", ratio("large mean", "large read"), 3, "<="),
        ("10 M rows: 456 domains ≤ 0.5 s", of("large by"), 0.5, "<="),
        ("10 M rows: ≤ 1,500 MB", of("large by", "megabytes"), 1500, "<="),
        ("20 indicators × 3 breakdowns, n = 5,000, ≤ 0.1 s", of("report"), 0.1, "<="),
        ("import waystation.analysis ≤ 0.3 s", of("import"), 0.3, "<="),
        ("… with the estimator and NumPy ≤ 0.3 s", of("import all"), 0.3, "<="),
    ]
    for goal, value, wanted, sense in goals:
        if value is None:
            lines.append(f"| {goal} | not measured | |")
            continue
        reached = value >= wanted if sense == ">=" else value <= wanted
        lines.append(f"| {goal} | {value:.3g} | {'yes' if reached else 'no'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
