"""Placement rounds: requested, run in the background, run again to verify the result."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

from waystation.analysis import matching
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.tasks import actions as tasks
from waystation.registry.people import queries as people
from waystation.registry.skills import queries as skills
from waystation.services.labour import queries
from waystation.services.labour.models import (
    Candidacy,
    Floor,
    MatchingRound,
    RoundResult,
    RoundVacancy,
    Vacancy,
)
from waystation.services.labour.queries import rounds, supply
from waystation.services.labour.rules import rounds as rules

from .pipeline import log as log_candidacy
from .pipeline import reasons_of, write_candidacy

KIND = "labour.MatchingRound"
TASK = "labour.round"
Tell = Callable[..., None]


def _quiet(done: int, of: int, note: str = "") -> None:
    return None


@transaction.atomic
def begin_round(
    user: access.AnyUser,
    office_id: UUID,
    *,
    title: str,
    mode: str,
    vacancies: Sequence[UUID],
    seed: int | None = None,
    floors: Mapping[str, float] | None = None,
    with_at_work: bool = False,
) -> MatchingRound:
    """Ask for a placement round over published vacancies; it runs in the background.

    Without a seed one is drawn and printed. People who are at work take part only
    ``with_at_work``. Raises NotAllowed, Refusals, NotSeen for a vacancy
    that is not published or of another office.
    """
    me = access.require(user, "placement.record", office_id)
    chosen = list(queries.open_vacancies(user, office_id).filter(id__in=list(vacancies)))
    if len(chosen) != len(set(vacancies)):
        raise NotSeen(
            N_("A vacancy of this round is not published any more. Choose again."), code="not_seen"
        )
    asked = dict(floors or {})
    refuse(rules.refusals_of_round(title, mode, len(chosen), seed, asked))
    made = MatchingRound.begin(
        me,
        office_id,
        title=title.strip(),
        mode=mode,
        seed=secrets.randbelow(rules.MOST_SEED) if seed is None else seed,
        with_at_work=with_at_work,
    )
    _write(made, [(one, one.openings - rounds.filled_openings(one)) for one in chosen], asked)
    audit.log(me, "round.record", KIND, made.id, office_id=office_id, vacancies=len(chosen))
    tasks.begin(me, TASK, {"round": str(made.id)})
    return made


def _write(
    made: MatchingRound, openings: Sequence[tuple[Vacancy, int]], floors: Mapping[str, float]
) -> None:
    made.save(force_insert=True)
    RoundVacancy.objects.bulk_create(
        RoundVacancy(round=made, vacancy=one, openings=max(0, free)) for one, free in openings
    )
    Floor.objects.bulk_create(
        Floor(round=made, group=group, share=share) for group, share in sorted(floors.items())
    )


@transaction.atomic
def run_again(user: access.AnyUser, round_id: UUID) -> MatchingRound:
    """Request a rerun of a round, with the same seed, vacancies and openings.

    Its page says whether the result is the same. Raises NotSeen, NotAllowed.
    """
    before = queries.round_visible_to(user, round_id)
    me = access.require(user, "placement.record", before.office_id)
    made = MatchingRound.begin(
        me,
        before.office_id,
        title=before.title,
        mode=before.mode,
        seed=before.seed,
        with_at_work=before.with_at_work,
        again_of=before.again_of or before,
    )
    openings = [(one.vacancy, one.openings) for one in before.vacancies.select_related("vacancy")]
    _write(made, openings, {one.group: one.share for one in before.floors.all()})
    audit.log(me, "round.record", KIND, made.id, office_id=made.office_id, again=str(before.id))
    tasks.begin(me, TASK, {"round": str(made.id)})
    return made


def run_round(user: access.AnyUser, round_id: UUID, tell: Tell = _quiet) -> MatchingRound:
    """Run a waiting round; a completed one is unchanged.

    Scores use neither sex nor community. If a minimum share is set for a group, membership is read
    for this round's limits only. Raises NotSeen, NotAllowed.
    """
    made = queries.round_visible_to(user, round_id)
    me = access.require(user, "placement.record", made.office_id)
    if made.state != "waiting":
        return made
    places = list(
        made.vacancies.select_related("vacancy")
        .prefetch_related("vacancy__skills")
        .order_by("vacancy__number")
    )
    tell(1, 4, N_("Reading candidates"))
    pool = supply.pool_for(user, made.office_id, [one.vacancy for one in places])
    asked = [supply.as_vacancy(one.vacancy, with_at_work=made.with_at_work) for one in places]
    edges, ids = matching.edges_of(asked, pool)
    openings = np.array([one.openings for one in places], dtype=np.int64)
    edges = matching.Edges(edges.candidates, openings, edges.candidate, edges.vacancy, edges.score)
    tell(2, 4, N_("Allocating places"))
    who = skills.people_of(user, [UUID(one) for one in ids])
    keys = [who[UUID(one)] for one in ids]
    outcome = _outcome(made, edges, keys)
    tell(3, 4, N_("Writing the results"))
    with transaction.atomic():
        saved = _save(me, made.id, places, edges, keys, outcome)
    tell(4, 4)
    return saved


def _outcome(made: MatchingRound, edges: matching.Edges, keys: Sequence[UUID]) -> Any:
    """Return the round, or the FloorImpossible that says how much is possible at most."""
    if made.mode == "stable":
        return matching.stable_round(edges, seed=made.seed)
    wanted = [(one.group, one.share) for one in made.floors.order_by("group")]
    if not wanted:
        return matching.optimal_round(edges)
    known = people.plain_of(made.organisation_id, keys)
    today = today_in()
    floors = [
        matching.Floor(
            group, np.array([rules.in_group(known[one], group, today) for one in keys]), share
        )
        for group, share in wanted
    ]
    try:
        return matching.round_with_floors(edges, floors)
    except matching.FloorImpossible as impossible:
        return impossible


def _save(
    me: Any,
    round_id: UUID,
    places: Sequence[RoundVacancy],
    edges: matching.Edges,
    keys: Sequence[UUID],
    outcome: Any,
) -> MatchingRound:
    made = MatchingRound.objects.select_for_update(of=("self",)).get(id=round_id)
    if made.state != "waiting":  # another worker has run it
        return made
    made.candidates, made.edges = edges.candidates, len(edges.candidate)
    made.weights, made.ran_at = matching.WEIGHTS.version, now()
    made.pool_digest = supply.digest_of([one.hex for one in keys])
    if isinstance(outcome, matching.FloorImpossible):
        made.state, made.floor_missed, made.most = "impossible", outcome.floor.name, outcome.most
    else:
        made.state, made.placed, made.total = "done", outcome.placed, round(outcome.total, 6)
        made.price = getattr(outcome, "price", None)
        if isinstance(outcome, matching.StableRound):
            made.blocking = len(matching.blocking_pairs(edges, outcome))
        rows = _results(made, places, edges, keys, outcome)
        RoundResult.objects.bulk_create(rows, batch_size=500)
        _record_shares_reached(made, keys, outcome)
        made.digest = _digest(rows)
    made.touch()
    made.save()
    audit.log(me, "round.run", KIND, made.id, office_id=made.office_id, placed=made.placed)
    return made


def _digest(rows: Sequence[RoundResult]) -> str:
    lines = sorted(
        f"{one.person_id} {one.vacancy_id} {one.score!r} {one.lottery} {one.reason}" for one in rows
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _record_shares_reached(made: MatchingRound, keys: Sequence[UUID], outcome: Any) -> None:
    """Record of each group with a least share which share of the placed belongs to it."""
    taken = np.flatnonzero(outcome.vacancy != matching.UNPLACED).tolist()
    placed = [keys[row] for row in taken]
    known = people.plain_of(made.organisation_id, placed)
    today = today_in()
    for floor in made.floors.all():
        inside = sum(rules.in_group(known[one], floor.group, today) for one in placed)
        floor.reached = inside / len(placed) if placed else None
        floor.save(update_fields=["reached"])


def _results(
    made: MatchingRound,
    places: Sequence[RoundVacancy],
    edges: matching.Edges,
    keys: Sequence[UUID],
    outcome: Any,
) -> list[RoundResult]:
    """Return where each candidate goes, or why nowhere, with the lottery number of each."""
    lottery = getattr(outcome, "lottery", None)
    went = outcome.vacancy
    least, filled = _last_placed(edges, went)
    offers: dict[int, list[tuple[int, float]]] = {}
    for row, (candidate, vacancy) in enumerate(zip(edges.candidate, edges.vacancy, strict=True)):
        offers.setdefault(int(candidate), []).append((int(vacancy), float(edges.score[row])))
    floors = made.floors.exists()
    busy = {} if made.with_at_work else supply.placements_running(list(keys))
    rows = []
    for number, key in enumerate(keys):
        own = offers.get(number, [])
        placed = int(went[number])
        best = max((score for _vacancy, score in own), default=None)
        score = best
        if placed != matching.UNPLACED:
            reason, score = "placed", dict(own)[placed]
        elif key in busy:
            reason = "at_work"
        else:
            shown = [(s, least[v], filled[v] >= edges.openings[v]) for v, s in own]
            reason = rules.reason_unplaced(best, shown, floors=floors, stable=made.mode == "stable")
        rows.append(
            RoundResult(
                round=made,
                person_id=key,
                vacancy=places[placed].vacancy if placed != matching.UNPLACED else None,
                score=score,
                lottery=int(lottery[number]) + 1 if lottery is not None else None,
                reason=reason,
                detail={
                    "offers": [
                        {"vacancy": str(places[v].vacancy_id), "score": round(s, 6)} for v, s in own
                    ]
                },
            )
        )
    return rows


def _last_placed(edges: matching.Edges, went: Any) -> tuple[list[float], list[int]]:
    """Return the lowest score that was placed with each vacancy, and how many were."""
    taken = went[edges.candidate] == edges.vacancy
    least = np.full(len(edges.openings), np.inf)
    np.minimum.at(least, edges.vacancy[taken], edges.score[taken])
    filled = np.bincount(edges.vacancy[taken], minlength=len(edges.openings))
    return least.tolist(), filled.tolist()


@transaction.atomic
def propose_results(user: access.AnyUser, round_id: UUID) -> int:
    """Create candidacies for everybody whom a round placed; return how many.

    Existing candidacies are unchanged. Raises NotSeen, NotAllowed.
    """
    made = queries.round_visible_to(user, round_id)
    me = access.require(user, "placement.record", made.office_id)
    rows = made.results.filter(vacancy__isnull=False).select_related("vacancy")
    candidates = {one.id: one for one in supply.candidates_of_office(user, made.office_id)}
    profiles = {person: key for key, person in skills.people_of(
        user, [UUID(one) for one in candidates]).items()}  # fmt: skip
    count = 0
    for row in rows.order_by("vacancy__number", "-score", "lottery", "id"):
        vacancy, profile = row.vacancy, profiles.get(row.person_id)
        if vacancy is None or profile is None or vacancy.state != "published":
            continue
        if Candidacy.objects.filter(vacancy=vacancy, person_id=row.person_id).exists():
            continue
        why = reasons_of(user, vacancy, candidates[str(profile)])
        candidacy = write_candidacy(me, vacancy, row.person_id, why, round=made)
        log_candidacy(me, "candidacy.record", candidacy, round=str(made.id))
        count += 1
    return count
