"""Gates: which candidates pass the conditions of a vacancy, and whom each condition excludes.

A gate is passed or not; nothing makes up for a failed one. The first gate is that a candidate has
something to do with the work: a similar occupation, or a needed skill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .people import CEFR, Bits, Bools, Segment, Vacancy

Floats = NDArray[np.float64]
Nearness = Callable[[str, str], float]
SIMILAR = 0.4  # how near a similar occupation is: in ISCO-08, of the same sub-major group
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
    return (0.0, 0.15, 0.4, 0.7, 1.0)[min(shared, 4)]


def near(asked: str, segment: Segment, nearness: Nearness) -> Floats:
    """Return how near each of the segment's occupations is to the one asked for."""
    found = segment.near.get((asked, nearness))
    if found is None:
        found = np.array([nearness(one, asked) for one in segment.occupations])
        segment.near[asked, nearness] = found
    return found


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


def gates_of(
    vacancy: Vacancy, segment: Segment, nearness: Nearness = nearness_of_isco
) -> Iterator[tuple[Gate, Bools]]:
    """Yield each gate of a vacancy with who passes it."""
    if asks_for_related(vacancy):
        yield Gate("related", "work"), related_to(vacancy, segment, nearness)
    yield from stated_gates_of(vacancy, segment)


def asks_for_related(vacancy: Vacancy) -> bool:
    """Return whether a vacancy is only for those who have something to do with the work.

    Elementary occupations need no more than primary education or a short instruction at work
    (ILO 2012, International Standard Classification of Occupations: ISCO-08, volume I, skill level
    1): without needed skills they are for everybody, as is a vacancy without an occupation.
    """
    trained = bool(vacancy.occupation) and not vacancy.occupation.startswith(ELEMENTARY)
    return vacancy.only_related and (trained or bool(vacancy.essential))


def related_to(vacancy: Vacancy, segment: Segment, nearness: Nearness) -> Bools:
    """Return who has a similar occupation or at least one needed skill.

    Major groups of ISCO-08 are levels of skill; what kind of work it is distinguishes the sub-major
    groups below them (ILO 2012, volume I, "skill specialization"). Welders and electricians share
    no more than the level.
    """
    asked = vacancy.occupation
    if asked:
        found = (near(asked, segment, nearness) >= SIMILAR)[segment.occupation]
        for code, value in near_further(asked, segment, nearness).items():
            if value >= SIMILAR:
                found[segment.has_worked_as[code]] = True
    else:
        found = np.zeros(segment.rows, bool)
    return segment.add_having(vacancy.essential, found)


def stated_gates_of(vacancy: Vacancy, segment: Segment) -> Iterator[tuple[Gate, Bools]]:
    """Yield each condition that a vacancy states with who passes it."""
    for (language, activity), level in sorted(vacancy.languages.items()):
        if level > 0:
            gate = Gate("language", f"{language} {activity} {CEFR[level]}")
            yield gate, segment.level((language, activity)) >= level
    if vacancy.pathways:
        some = np.zeros(segment.rows, bool)
        for pathway in vacancy.pathways:
            some |= segment.flags(segment.has_pathway, pathway)
        yield Gate("pathway", ", ".join(sorted(vacancy.pathways))), some
    if vacancy.starts_by is not None:
        day = vacancy.starts_by
        yield Gate("start", day.isoformat()), segment.starts <= day.toordinal()
    if vacancy.destination:
        goes = segment.flags(segment.goes_to, vacancy.destination)
        yield Gate("destination", vacancy.destination), segment.anywhere | goes
    if vacancy.only_free:
        yield Gate("free", "work"), ~segment.at_work
    for document in sorted(vacancy.documents):
        yield Gate("document", document), segment.flags(segment.has_document, document)


class Screened(NamedTuple):
    """Who passes every gate of a vacancy, and how many each gate excludes, and it alone."""

    passes: Bools
    failing: dict[Gate, int]
    failing_only: dict[Gate, int]


def screen(
    vacancy: Vacancy, segment: Segment, present: Bools, nearness: Nearness = nearness_of_isco
) -> Screened:
    """Ask the gates of those who are present."""
    there = bits_of(present)
    once, more = np.zeros_like(there), np.zeros_like(there)  # who fails one gate; several
    gates, fails = [], []
    for gate, passes in gates_of(vacancy, segment, nearness):
        failed = there & ~bits_of(passes)
        more |= once & failed
        once |= failed
        gates.append(gate)
        fails.append(failed)
    alone = once & ~more
    return Screened(
        np.unpackbits((there & ~once).view(np.uint8), count=segment.rows).view(bool),
        dict(zip(gates, _counted(fails), strict=True)),
        dict(zip(gates, _counted([failed & alone for failed in fails]), strict=True)),
    )


def bits_of(flags: Bools) -> Bits:
    """Return flags as bits, 64 to a number; what is left of the last one is 0."""
    found = np.zeros(-(-len(flags) // 64), np.uint64)
    found.view(np.uint8)[: -(-len(flags) // 8)] = np.packbits(flags)
    return found


def _counted(sets: list[Bits]) -> list[int]:
    """Return how many bits of each are set."""
    return [int(np.bitwise_count(one).sum(dtype=np.int64)) for one in sets]
