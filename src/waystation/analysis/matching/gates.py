"""Gates: conditions that a candidate must meet, and the candidates that each one excludes.

A gate is passed or not; nothing makes up for a failed one. The first gate is that a candidate has
something to do with the work: a similar occupation, or a needed skill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .people import CEFR, LEVELS, Bits, Bools, Segment, Vacancy, Wanted

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Nearness = Callable[[str, str], float]
BY_LEVELS = (0.0, 0.15, 0.4, 0.7, 1.0)  # how near, by the levels that are shared
SIMILAR = 0.7  # how near a similar occupation is: in ISCO-08, of the same minor group
MANY = 64  # so many stated conditions a segment remembers
ELEMENTARY = "9"  # the major group of ISCO-08 that asks for no training


def nearness_of_isco(one: str, other: str) -> float:
    """Return how near two ISCO-08 codes are: by the levels of the classification they share."""
    if one[:1] != other[:1] or not one:  # most pairs
        return 0.0
    shared = 0
    for level, same in zip(one, other, strict=False):
        if level != same:
            break
        shared += 1
    return BY_LEVELS[min(shared, LEVELS)]


def near(asked: str, segment: Segment, nearness: Nearness) -> Floats:
    """Return how near each of the segment's occupations is to the one asked for."""
    found = segment.near.get((asked, nearness))
    if found is None:
        if nearness is nearness_of_isco:
            found = _near_by_isco(asked, segment)
        else:
            found = np.array([nearness(one, asked) for one in segment.occupations])
        segment.near[asked, nearness] = found
    return found


def _near_by_isco(asked: str, segment: Segment) -> Floats:
    """Return ``nearness_of_isco`` for all occupations of a segment at once."""
    wanted = np.array([asked], f"U{LEVELS}").view("U1")
    same = (segment.digits == wanted) & (wanted != "")
    shared = np.logical_and.accumulate(same, axis=1).sum(axis=1)
    return np.asarray(np.array(BY_LEVELS)[shared])


def near_further(asked: str, segment: Segment, nearness: Nearness) -> dict[str, float]:
    """Return how near the further occupations are, those that are near at all."""
    found = segment.near_further.get((asked, nearness))
    if found is None:
        values = ((code, nearness(code, asked)) for code in segment.has_worked_as)
        found = {code: value for code, value in values if value > 0}
        segment.near_further[asked, nearness] = found
    return found


class Gate(NamedTuple):
    """A condition: its kind, and what is asked ("de speaking B2")."""

    kind: str
    asked: str


Condition = tuple[Gate, Any]
"""A gate with what is asked as a value: of the gate above, ("de", "speaking") and 4."""


def gates_of(
    vacancy: Vacancy, segment: Segment, nearness: Nearness = nearness_of_isco
) -> Iterator[tuple[Gate, Bools]]:
    """Yield each gate of a vacancy with who passes it."""
    if asks_for_related(vacancy):
        yield RELATED, related_to(vacancy, Wanted(vacancy, segment), nearness)
    yield from stated_gates_of(vacancy, segment)


RELATED = Gate("related", "work")


def asks_for_related(vacancy: Vacancy) -> bool:
    """Return whether a vacancy is only for those who have something to do with the work.

    Elementary occupations need no more than primary education or a short instruction at work
    (ILO 2012, International Standard Classification of Occupations: ISCO-08, volume I, skill level
    1): without needed skills they are for everybody, as is a vacancy without an occupation.
    """
    trained = bool(vacancy.occupation) and not vacancy.occupation.startswith(ELEMENTARY)
    return vacancy.only_related and (trained or bool(vacancy.essential))


def related_to(vacancy: Vacancy, wanted: Wanted, nearness: Nearness) -> Bools:
    """Return who has a similar occupation or at least one needed skill.

    Major groups of ISCO-08 are levels of skill; the groups below them distinguish ever finer what
    kind of work it is (ILO 2012, volume I, "skill specialization"). A sub-major group is too wide:
    51, personal service workers, has cooks, waiters and hairdressers. Waiters and bartenders share
    a minor group, 513.
    """
    found, segment = wanted.needed(), wanted.segment
    if vacancy.occupation:
        values = near(vacancy.occupation, segment, nearness)
        found[segment.working_as(np.flatnonzero(values >= SIMILAR).tolist())] = True
        for code, value in near_further(vacancy.occupation, segment, nearness).items():
            if value >= SIMILAR:
                found[segment.has_worked_as[code]] = True
    return found


def stated_gates_of(vacancy: Vacancy, segment: Segment) -> Iterator[tuple[Gate, Bools]]:
    """Yield each condition that a vacancy states with who passes it."""
    for gate, value in conditions_of(vacancy):
        yield gate, _passing(gate, value, segment)


def conditions_of(vacancy: Vacancy) -> Iterator[Condition]:
    """Yield the conditions that a vacancy states."""
    for (language, activity), level in sorted(vacancy.languages.items()):
        if level > 0:
            gate = Gate("language", f"{language} {activity} {CEFR[level]}")
            yield gate, ((language, activity), level)
    if vacancy.pathways:
        yield Gate("pathway", ", ".join(sorted(vacancy.pathways))), vacancy.pathways
    if vacancy.starts_by is not None:
        yield Gate("start", vacancy.starts_by.isoformat()), vacancy.starts_by.toordinal()
    if vacancy.destination:
        yield Gate("destination", vacancy.destination), vacancy.destination
    if vacancy.only_free:
        yield Gate("free", "work"), None
    for document in sorted(vacancy.documents):
        yield Gate("document", document), document


def _passing(gate: Gate, value: Any, segment: Segment) -> Bools:
    """Return who passes one stated condition."""
    match gate.kind:
        case "language":
            language, level = value
            return np.asarray(segment.level(language) >= level)
        case "pathway":
            some = np.zeros(segment.rows, bool)
            for pathway in value:
                some |= segment.flags(segment.has_pathway, pathway)
            return some
        case "start":
            return np.asarray(segment.starts <= value)
        case "destination":
            return segment.anywhere | segment.flags(segment.goes_to, value)
        case "free":
            return ~segment.at_work
        case _:
            return segment.flags(segment.has_document, value)


class Screened(NamedTuple):
    """Who passes every gate of a vacancy, and how many each gate excludes, and it alone."""

    rows: Rows
    failing: dict[Gate, int]
    failing_only: dict[Gate, int]


def screen(
    vacancy: Vacancy, wanted: Wanted, present: Bools, nearness: Nearness = nearness_of_isco
) -> Screened:
    """Ask the gates of those who are present."""
    there = bits_of(present)
    gates, passing = [], []
    if asks_for_related(vacancy):
        gates.append(RELATED)
        passing.append(bits_of(related_to(vacancy, wanted, nearness)))
    for condition in conditions_of(vacancy):
        gates.append(condition[0])
        passing.append(_known(condition, wanted.segment))
    once, more = np.zeros_like(there), np.zeros_like(there)  # who fails one gate; several
    fails = []
    for passes in passing:
        failed = there & ~passes
        more |= once & failed
        once |= failed
        fails.append(failed)
    alone = once & ~more
    return Screened(
        rows_of(there & ~once),
        {gate: _counted(failed) for gate, failed in zip(gates, fails, strict=True)},
        {gate: _counted(failed & alone) for gate, failed in zip(gates, fails, strict=True)},
    )


def _counted(words: Bits) -> int:
    """Return how many bits are set."""
    return int(np.bitwise_count(words).sum(dtype=np.int64))


def _known(condition: Condition, segment: Segment) -> Bits:
    """Return who passes a stated condition; a segment never changes and remembers it."""
    found = segment.known.get(condition)
    if found is None:
        if len(segment.known) >= MANY:
            segment.known.clear()
        found = bits_of(_passing(*condition, segment))
        segment.known[condition] = found
    return found


def bits_of(flags: Bools) -> Bits:
    """Return flags as bits, 64 to a number; what is left of the last one is 0."""
    found = np.zeros(-(-len(flags) // 64), np.uint64)
    found.view(np.uint8)[: -(-len(flags) // 8)] = np.packbits(flags)
    return found


def rows_of(words: Bits) -> Rows:
    """Return which bits are set."""
    return np.flatnonzero(np.unpackbits(words.view(np.uint8)).view(bool))
