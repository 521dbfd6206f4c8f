"""Matching on synthetic candidates drawn from real ESCO profiles, with what others do beside it.

    python -m benchmarks.matching --data FOLDER [--people 100000] [--million] [--postgres here]

FOLDER holds the ESCO files (DERIVED_skills_en.csv.gz, DERIVED_occupation_skill_relations.csv.gz,
occupations_en.csv). A candidate has worked in an ESCO occupation and has most of its essential and
some of its optional skills; a vacancy asks for skills of one. All engines see the same candidates
and vacancies, drawn from one seed, in one run:

- ours: gates, then everybody scored;
- exhaustive: the same formula in plain Python, candidate by candidate, to count the recall;
- PostgreSQL's ``ts_rank`` over the names of skills, with a GIN index (where a URL is given);
- hybrid: BM25 and vectors of the ESCO texts (truncated SVD), joined by rank fusion, without gates.

Appends a section to benchmarks/results/matching.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from os import getloadavg
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

from benchmarks import servers
from waystation.analysis import matching
from waystation.analysis.matching import Candidate, Pool, Vacancy

RESULTS = Path(__file__).parent / "results" / "matching.md"
SEED, TOP, VACANCIES = 2026, 20, 200
COUNTRIES = ("DE", "AT", "CH", "SI", "HR", "IT")
PLACES = [f"xk-{n}" for n in range(38)]
SPEAKING = ("de", "spoken_interaction")


class Esco(NamedTuple):
    """Skills with their names and texts; occupations with their group and skills."""

    labels: dict[str, list[str]]
    texts: dict[str, str]
    groups: dict[str, str]
    essential: dict[str, list[str]]
    optional: dict[str, list[str]]


def read_esco(folder: Path) -> Esco:
    esco = Esco({}, {}, {}, {}, {})
    csv.field_size_limit(10_000_000)
    with gzip.open(folder / "DERIVED_skills_en.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["preferredLabel"]:
                others = [one for one in row["altLabels"].split("\n") if one]
                esco.labels[row["conceptUri"]] = [row["preferredLabel"], *others]
                esco.texts[row["conceptUri"]] = f"{row['preferredLabel']} {row['text']}"
    with (folder / "occupations_en.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            esco.groups[row["conceptUri"]] = row["iscoGroup"]
    name = "DERIVED_occupation_skill_relations.csv.gz"
    with gzip.open(folder / name, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind = esco.essential if row["relationType"] == "essential" else esco.optional
            if row["skillUri"] in esco.labels and row["occupationUri"] in esco.groups:
                kind.setdefault(row["occupationUri"], []).append(row["skillUri"])
    return esco


def candidates(esco: Esco, number: int, chance: np.random.Generator, first: int = 0):
    """Yield candidates: half of them speak German at B1 or better, most would go to Germany."""
    occupations = sorted(esco.essential)
    skills = sorted(esco.labels)
    drawn = chance.integers(0, len(occupations), number)
    levels = chance.choice(7, (number, 5), p=[0.2, 0.1, 0.15, 0.2, 0.2, 0.1, 0.05])
    for n in range(number):
        occupation = occupations[drawn[n]]
        essential, optional = esco.essential[occupation], esco.optional.get(occupation, [])
        has = [one for one in essential if chance.random() < 0.7]
        has += [one for one in optional if chance.random() < 0.25]
        has += [skills[place] for place in chance.integers(0, len(skills), 2)]
        yield Candidate(
            f"c{first + n:07}",
            occupation=esco.groups[occupation],
            skills=frozenset(has),
            languages={
                ("de", activity): int(level)
                for activity, level in zip(matching.ACTIVITIES, levels[n], strict=True)
                if level
            },
            place=PLACES[int(chance.integers(len(PLACES)))],
            starts_from=date(2027, 1 + int(chance.integers(9)), 1),
            destinations=frozenset(
                COUNTRIES[place] for place in chance.integers(0, len(COUNTRIES), 3)
            ),
            documents=frozenset(["passport"] if chance.random() < 0.9 else []),
            pay_wish=float(chance.integers(12, 40) * 100),
        )


def vacancies(esco: Esco, number: int, chance: np.random.Generator) -> list[Vacancy]:
    occupations = [one for one in sorted(esco.essential) if len(esco.essential[one]) >= 6]
    found = []
    for n in range(number):
        occupation = occupations[int(chance.integers(len(occupations)))]
        essential = chance.permutation(esco.essential[occupation])[:12].tolist()
        optional = chance.permutation(esco.optional.get(occupation, []) or [""])[:8].tolist()
        found.append(
            Vacancy(
                f"v{n:05}",
                occupation=esco.groups[occupation],
                essential=frozenset(essential),
                optional=frozenset(one for one in optional if one),
                languages={SPEAKING: int(chance.integers(0, 5))},
                place=PLACES[int(chance.integers(len(PLACES)))],
                starts_by=date(2027, 4 + int(chance.integers(6)), 1),
                destination=COUNTRIES[int(chance.integers(3))],
                documents=frozenset({"passport"}),
                pay=float(chance.integers(15, 40) * 100),
            )
        )
    return found


class Spent(NamedTuple):
    """The p95 of an engine in ms: on the clock, and of the processor."""

    clock: float
    processor: float


def timed(
    ask: Callable[[Any], Any],
    questions: list[Any],
    processor_of: Callable[[], float] = time.process_time,
) -> tuple[list[Any], str, Spent]:
    """Return the answers, a line of the table, and the p95 in ms.

    ``processor_of`` is the processor time of this process, and of a server where there is one.
    """
    answers, clock, processor = [], [], []
    for one in questions:
        began, used = time.perf_counter(), processor_of()
        answers.append(ask(one))
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (processor_of() - used))
    parts = [*np.percentile(clock, [50, 95]), *np.percentile(processor, [50, 95])]
    line = " | ".join(f"{one:.2f}" for one in parts)
    return answers, line, Spent(float(parts[1]), float(parts[3]))


# The same formula, candidate by candidate


def plain_score(vacancy: Vacancy, one: Candidate) -> float | None:
    """Return a score by the definition of docs/matching, None where a gate is failed."""
    weights = matching.WEIGHTS
    if any(one.languages.get(key, 0) < level for key, level in vacancy.languages.items()):
        return None
    if one.starts_from and vacancy.starts_by and one.starts_from > vacancy.starts_by:
        return None
    if one.destinations and vacancy.destination not in one.destinations:
        return None
    if not vacancy.documents <= one.documents:
        return None
    near = matching.nearness_of_isco(one.occupation, vacancy.occupation)
    for_all = not vacancy.occupation or vacancy.occupation[0] == "9"
    if near < 0.7 and not vacancy.essential & one.skills and (vacancy.essential or not for_all):
        return None
    parts = [(weights.occupation, near), (weights.place, float(one.place == vacancy.place))]
    for weight, asked in (
        (weights.essential, vacancy.essential),
        (weights.optional, vacancy.optional),
    ):
        if asked:
            parts.append((weight, len(asked & one.skills) / len(asked)))
    if vacancy.pay:
        short = ((one.pay_wish or 0) - vacancy.pay) / vacancy.pay
        parts.append((weights.pay, min(max(1 - short, 0), 1)))
    return sum(w * v for w, v in parts) / sum(w for w, _v in parts)


def exhaustive(vacancy: Vacancy, people: list[Candidate]) -> list[tuple[float, str]]:
    scores = ((plain_score(vacancy, one), one.id) for one in people)
    return sorted((-score, key) for score, key in scores if score is not None)


def recall(found: list[str], best: list[tuple[float, str]]) -> float:
    """Return the share of the best that were found; who scores like the last counts as the best."""
    if not best:
        return 1.0
    edge = best[:TOP][-1][0]
    good = {key for score, key in best if score <= edge + 1e-12}
    return len(good & set(found)) / min(TOP, len(best))


# The baseline of a hybrid search: BM25, vectors, rank fusion


class Hybrid:
    """Candidates as texts of their skills: BM25 over words, truncated SVD, rank fusion (k = 60)."""

    def __init__(self, esco: Esco, people: list[Candidate], dimensions: int = 100) -> None:
        self.ids = np.array([one.id for one in people])
        skills = {uri: place for place, uri in enumerate(sorted(esco.labels))}
        words: dict[str, int] = {}
        ends, places = [0], []
        for uri in skills:
            for word in matching.fold(esco.labels[uri][0]).split():
                places.append(words.setdefault(word, len(words)))
            ends.append(len(places))
        self.words = words
        named = sparse.csr_array(
            (np.ones(len(places)), places, ends), shape=(len(skills), len(words))
        )
        ends, places = [0], []
        for one in people:
            places += [skills[uri] for uri in one.skills]
            ends.append(len(places))
        member = sparse.csr_array(
            (np.ones(len(places)), places, ends), shape=(len(people), len(skills))
        )
        counts = sparse.csr_array(member @ named)
        found = np.bincount(counts.indices, minlength=len(words))
        self.idf = np.log(1 + (len(people) - found + 0.5) / (found + 0.5))
        length = np.asarray(counts.sum(axis=1)).ravel()
        norm = 1.5 * (0.25 + 0.75 * length / length.mean())
        row = np.repeat(np.arange(len(people)), np.diff(counts.indptr))
        counts.data = counts.data * 2.5 / (counts.data + norm[row])
        self.bm25 = sparse.csc_array(counts)
        texts: dict[str, int] = {}
        ends, places = [0], []
        for uri in skills:
            for word in matching.fold(esco.texts[uri][:400]).split():
                places.append(texts.setdefault(word, len(texts)))
            ends.append(len(places))
        self.texts = texts
        matrix = sparse.csr_array(
            (np.ones(len(places)), places, ends), shape=(len(skills), len(texts))
        )
        self.weight = np.log(len(skills) / (1 + np.bincount(places, minlength=len(texts)))) + 1
        matrix = sparse.csr_array(matrix @ sparse.diags_array(self.weight))
        _u, _s, components = linalg.svds(matrix, k=dimensions, random_state=SEED)
        self.components = components.T.astype(np.float32)
        vectors = np.asarray(member @ (matrix @ self.components), dtype=np.float32)
        self.vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    def ask(self, names: list[str]) -> list[str]:
        score = np.zeros(len(self.ids))
        vector = np.zeros(len(self.texts))
        for name in names:
            for word in matching.fold(name).split():
                if word in self.words:
                    place = self.words[word]
                    start, end = self.bm25.indptr[place : place + 2]
                    score[self.bm25.indices[start:end]] += (
                        self.idf[place] * self.bm25.data[start:end]
                    )
                if word in self.texts:
                    vector[self.texts[word]] += self.weight[self.texts[word]]
        near = self.vectors @ (vector @ self.components).astype(np.float32)
        fused: dict[int, float] = {}
        for values in (score, near):
            best = np.argpartition(-values, 200)[:200]
            for rank, place in enumerate(best[np.argsort(-values[best], kind="stable")]):
                fused[int(place)] = fused.get(int(place), 0.0) + 1 / (61 + rank)
        order = sorted(fused, key=lambda place: (-fused[place], place))
        return [str(self.ids[place]) for place in order[:TOP]]


# PostgreSQL's full text search


class FullText:
    """Names of skills as a tsvector with a GIN index; ``ts_rank`` over what matches any word."""

    def __init__(self, url: str, esco: Esco, people: list[Candidate]) -> None:
        import psycopg

        self.connection = psycopg.connect(url, autocommit=True)
        run = self.connection.execute
        run("DROP TABLE IF EXISTS benchmark_candidate")
        run("CREATE UNLOGGED TABLE benchmark_candidate (id text, words tsvector)")
        run("CREATE TEMP TABLE raw (id text, body text)")
        with self.connection.cursor() as cursor, cursor.copy("COPY raw FROM STDIN") as copy:
            for one in people:
                copy.write_row((one.id, ". ".join(esco.labels[uri][0] for uri in one.skills)))
        run("INSERT INTO benchmark_candidate SELECT id, to_tsvector('english', body) FROM raw")
        run("CREATE INDEX ON benchmark_candidate USING gin (words)")
        run("ANALYZE benchmark_candidate")
        row = self.connection.execute("SELECT pg_backend_pid()").fetchone()
        self.backend = int(row[0]) if row else 0

    def processor(self) -> float:
        """Return the seconds of this process and of the server's, with its parallel workers.

        From /proc, in steps of 10 ms; the address must be of a server on this machine.
        """
        server = int(_stat(self.backend)[1])
        ticks = sum(int(one) for one in _stat(server)[11:15])
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = _stat(int(folder.name))
            except OSError:
                continue
            if int(stat[1]) == server:
                ticks += int(stat[11]) + int(stat[12])
        return ticks / os.sysconf("SC_CLK_TCK") + time.process_time()

    def ask(self, names: list[str]) -> list[str]:
        words = " or ".join(" ".join(names).split())
        rows = self.connection.execute(
            "SELECT id FROM benchmark_candidate, websearch_to_tsquery('english', %s) AS asked "
            "WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC LIMIT %s",
            (words, TOP),
        )
        return [row[0] for row in rows]


def _stat(process: int) -> list[str]:
    """Return what Linux says of a process, from its state on: parent 1, processor time 11 to 14."""
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()


def names_of(esco: Esco, vacancy: Vacancy) -> list[str]:
    return [esco.labels[uri][0] for uri in sorted(vacancy.essential | vacancy.optional)]


def paraphrased(esco: Esco, vacancy: Vacancy) -> list[str]:
    """Return the skills of a vacancy by their last alternative names."""
    return [esco.labels[uri][-1] for uri in sorted(vacancy.essential | vacancy.optional)]


def coded(known: dict[str, str], vacancy: Vacancy, names: list[str]) -> Vacancy:
    """Return a vacancy whose skills were typed by other names, coded by the names of ESCO."""
    found = {known[matching.fold(name)] for name in names if matching.fold(name) in known}
    return Vacancy(
        **(
            vars(vacancy)
            | {"essential": vacancy.essential & found, "optional": vacancy.optional & found}
        )
    )


def measure(arguments: argparse.Namespace) -> Iterator[str]:
    esco = read_esco(arguments.data)
    chance = np.random.default_rng(SEED)
    people = list(candidates(esco, arguments.people, chance))
    asked = vacancies(esco, VACANCIES, chance)
    began = time.process_time()
    pool = Pool(people)
    yield f"A pool of {len(people):,} made in {time.process_time() - began:.1f} s of processor.\n"
    yield "| engine | clock, median ms | p95 | processor, median ms | p95 | recall | paraphrased |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    ours, line, our_p95 = timed(lambda one: matching.rank_candidates(one, pool, top=TOP), asked)
    checked = asked[: arguments.checked]
    best = [exhaustive(one, people) for one in checked]
    right = [
        recall([s.id for s in found.suggestions], whole)
        for found, whole in zip(ours, best, strict=False)
    ]
    known: dict[str, str] = {}
    for uri, labels in esco.labels.items():
        for name in labels:
            known.setdefault(matching.fold(name), uri)
    other = [
        recall(
            [
                s.id
                for s in matching.rank_candidates(
                    coded(known, one, paraphrased(esco, one)), pool, top=TOP
                ).suggestions
            ],
            whole,
        )
        for one, whole in zip(checked, best, strict=True)
    ]
    yield f"| Waystation | {line} | {np.mean(right):.3f} | {np.mean(other):.3f} |"
    engines: list[tuple[str, Any]] = [("hybrid (BM25 + SVD + fusion)", Hybrid(esco, people))]
    if arguments.postgres:
        engines.append(("PostgreSQL ts_rank", FullText(arguments.postgres, esco, people)))
    for name, engine in engines:
        some = asked if "hybrid" in name else checked
        found, line, p95 = timed(
            lambda one, e=engine: e.ask(names_of(esco, one)),
            some,
            getattr(engine, "processor", time.process_time),
        )
        hit = np.mean([recall(one, whole) for one, whole in zip(found, best, strict=False)])
        again = [engine.ask(paraphrased(esco, one)) for one in checked]
        para = np.mean([recall(one, whole) for one, whole in zip(again, best, strict=True)])
        times = f"{p95.clock / our_p95.clock:.0f} ×, {p95.processor / our_p95.processor:.0f} ×"
        yield f"| {name}, {times} | {line} | {hit:.3f} | {para:.3f} |"
    del engines
    yield from _changes(pool, people)
    yield from _rounds(esco, pool, chance, arguments.vacancies)


def _changes(pool: Pool, people: list[Candidate]) -> Iterator[str]:
    added = Candidate(**(vars(people[0]) | {"id": "new"}))
    _a, line, _p = timed(lambda key: pool.with_changes([added], [key]), pool.ids[:20])
    yield f"\nOne candidate more and one consent less, in ms: {line} (clock, then processor)."


def _rounds(esco: Esco, pool: Pool, chance: np.random.Generator, number: int) -> Iterator[str]:
    asked = vacancies(esco, number, chance)
    times = []
    for step in ("edges", "optimal", "stable"):
        began, used = time.perf_counter(), time.process_time()
        if step == "edges":
            edges, _ids = matching.edges_of(asked, pool, most=TOP)
        elif step == "optimal":
            best = matching.optimal_round(edges)
        else:
            stable = matching.stable_round(edges, seed=SEED)
        times.append(
            f"{step} {time.perf_counter() - began:.1f} s "
            f"({time.process_time() - used:.1f} s of processor)"
        )
    blocking = len(matching.blocking_pairs(edges, stable))
    yield (
        f"\nA round of {len(pool):,} × {number:,}, {len(edges.candidate):,} edges: "
        f"{', '.join(times)}. Placed {best.placed:,}, total {best.total:.2f}; stable: placed "
        f"{stable.placed:,}, {blocking} blocking pairs."
    )


def million(arguments: argparse.Namespace) -> Iterator[str]:
    """A pool of a million, made in parts so that what they were made of is not in memory."""
    esco = read_esco(arguments.data)
    chance = np.random.default_rng(SEED)
    asked = vacancies(esco, VACANCIES, chance)
    part = 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pool = Pool([])
    for first in range(0, 1_000_000, part):
        pool = pool.with_changes(list(candidates(esco, part, chance, first)))
    now = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    _answers, line, _p95 = timed(lambda one: matching.rank_candidates(one, pool, top=TOP), asked)
    yield (
        f"\nOf {len(pool):,}, top {TOP}: {line} (clock median, p95; processor median, p95, in ms). "
        f"Memory of the process with the pool and ESCO {now // 2**20:,} MB (before the pool "
        f"{before // 1024:,} MB at most)."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--vacancies", type=int, default=10_000)
    parser.add_argument("--checked", type=int, default=20)
    parser.add_argument("--postgres", default="", help='an address, or "here" to start one')
    parser.add_argument("--million", action="store_true")
    arguments = parser.parse_args()
    head = (
        f"\n## {datetime.now(UTC):%d.%m.%Y %H:%M}, {platform.machine()}, Python "
        f"{platform.python_version()}, load {getloadavg()[0]:.1f} before\n"
    )
    lines = [head]
    with ExitStack() as stack:
        if arguments.postgres == "here":
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            arguments.postgres = stack.enter_context(servers.a_durable_postgres(folder))
        for line in million(arguments) if arguments.million else measure(arguments):
            print(line, flush=True)
            lines.append(line)
    lines.append(f"\nLoad {getloadavg()[0]:.1f} after.")
    RESULTS.parent.mkdir(exist_ok=True)
    there = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Matching\n"
    RESULTS.write_text(there + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
