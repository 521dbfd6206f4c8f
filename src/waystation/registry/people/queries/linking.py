"""Who of the files may be a person that somebody describes: found by tokens, then scored.

The tokens bring candidates; each token a candidate shares is worth a few bits, so that only the
most promising are opened. These are scored by the linkage model with the size of the office's
file as prior and the frequency of the names as the index itself counts it, and what reviewers
decided moves the probabilities. It never merges.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from waystation.analysis import link
from waystation.foundation.access import queries as access
from waystation.registry.people.models import LinkReview, Person
from waystation.registry.people.rules import finding, likeness
from waystation.registry.people.rules.identity import Identity
from waystation.registry.people.rules.likeness import Proposed

from .files import open_identity
from .finding import SEARCH, Found

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

MOST_RANKED = 400  # files whose tokens are looked at
MOST_OPENED = 40
PER_TOKEN = 400  # newest files behind one token; of the others their own tokens tell
COUNTED = 5000  # of a name's files: more make it no more frequent for us
KEPT = 600.0  # seconds that a large count is remembered; it changes slowly
FREQUENT = 1000  # from here a count is large
MOST_REVIEWS = 2000

_counts: dict[int | UUID, tuple[float, int]] = {}  # by token or office


@dataclass(frozen=True)
class Candidate:
    """The row of a file that shares something with a description, not opened."""

    id: UUID
    handle: int
    number: str
    sealed: bytes
    sex: str
    birth_year: int | None
    municipality: str
    office: str
    tokens: bytes


def likely_files(
    user: access.Anyone,
    office_id: UUID,
    proposed: Proposed,
    *,
    but_not: UUID | None = None,
    least: float = likeness.SHOWN_FROM,
    limit: int = 10,
) -> list[Found]:
    """Return files of this office that may be of the described person, most likely first.

    Each with its chance and the reasons for and against. A file with the same identifier is
    always among them. Only what the user may see, and nothing that ``LINKAGE_SEALED`` hides.
    Raises NotAllowed.
    """
    me = access.require(user, "person.read")
    if office_id not in access.offices_where(me, "person.read") or not proposed.names:
        return []
    ring = access.keyring(me.organisation_id)
    key = ring.derive(SEARCH)
    candidates = _candidates(me, key, office_id, proposed, but_not)
    if not candidates:
        return []
    model = _model(me.organisation_id, office_id, key, proposed)
    looker = link.Looker(model, likeness.compared(proposed))
    found = []
    for row in candidates:
        identity = open_identity(ring, row.id, row.sealed)
        if not identity.names:
            continue
        plain = {"birth_year": row.birth_year, "sex": row.sex, "municipality": row.municipality}
        theirs = Proposed.of(identity, plain)
        features = likeness.compared(theirs)
        known = bool(proposed.identifiers and proposed.identifiers & theirs.identifiers)
        if not known and model.probability(looker.weight(features)) < least:
            continue
        found.append(_told(model, looker, proposed, row, identity, features, known))
    return sorted(found, key=lambda one: (-one.chance, one.name, one.number))[:limit]


def _told(
    model: link.Model,
    looker: link.Looker,
    proposed: Proposed,
    row: Candidate,
    identity: Identity,
    features: list[dict[str, Any]],
    known: bool,
) -> Found:
    """Return one file that is shown: chance, weight, first reason and all reasons."""
    score = likeness.score(model, looker.records, features)
    reasons = likeness.reasons(score)
    chance, level, why = score.probability, finding.EXACT, finding.WHY_IDENTIFIER
    if known:
        # Two people cannot have one passport; one of the two files has it wrong, or they are one.
        chance = 1.0
    else:
        words = tuple(finding.words_of(Identity(proposed.names[:1])))
        query = finding.Query(words, None, "", None)
        match = finding.match(query, identity.names) if words else None
        level = finding.SOUNDS if match is None else match.level
        why = reasons[0] if match is None or not reasons else match.why
    return Found(
        id=row.id,
        number=row.number,
        name=identity.main.full,
        other_name="",
        level=level,
        why=why,
        sex=row.sex,
        birth_year=row.birth_year,
        municipality=row.municipality,
        office=row.office,
        chance=chance,
        reasons=reasons,
        weight=score.weight,
    )


def _candidates(
    user: User, key: bytes, office: UUID, proposed: Proposed, but_not: UUID | None
) -> list[Candidate]:
    """Return the files that share most with the description, the newest first among equals."""
    worth = likeness.tokens_for(key, office, proposed)
    handles = _promising(worth)
    if not handles:
        return []
    rows = _rows(user.organisation_id, office, handles)
    hidden = hidden_from_linkage(user, [row.id for row in rows])
    rows = [row for row in rows if row.id not in hidden and row.id != but_not]
    if len(rows) <= 1:
        return rows
    # Many share but one thing, such as given name and year: how near their words sound decides.
    shared = _shared(rows, worth)
    near = _shared(rows, dict.fromkeys(likeness.sounds_of(key, office, proposed), 1.0))
    newest = np.array([-row.handle for row in rows])
    order = np.lexsort((newest, -near, -shared))
    return [rows[place] for place in order[:MOST_OPENED].tolist()]


def _promising(worth: dict[int, float]) -> list[int]:
    """Return the handles that share most, as far as the newest files behind each token tell.

    Of a file older than the newest behind a frequent token it is not known whether it has the
    token: it gets the benefit of the doubt, and its own tokens are read later.
    """
    if not worth:
        return []
    one = (
        "SELECT * FROM (SELECT token, handle FROM people_searchtoken WHERE token = %s "
        "ORDER BY handle DESC LIMIT %s) AS t"
    )
    tokens = list(worth)
    behind: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(tokens), 400):
            some = tokens[start : start + 400]
            cursor.execute(
                " UNION ALL ".join([one] * len(some)),
                [value for token in some for value in (token, PER_TOKEN)],
            )
            for token, handle in cursor.fetchall():
                behind.setdefault(token, []).append(handle)
    total: dict[int, float] = {}
    for token, handles in behind.items():
        value = worth[token]
        for handle in handles:
            total[handle] = total.get(handle, 0.0) + value
    if len(total) <= MOST_RANKED:
        return list(total)
    found, known = np.array(list(total)), np.array(list(total.values()))
    for token, handles in behind.items():
        if len(handles) == PER_TOKEN:
            known[found < min(handles)] += worth[token]
    order = np.lexsort((-found, -known))
    return [int(handle) for handle in found[order[:MOST_RANKED]]]


_ROWS = """
SELECT p.id, p.handle, p.number, p.sealed, p.sex, p.birth_year, p.municipality, o.name, p.tokens
FROM people_person p JOIN access_office o ON o.id = p.office_id
WHERE p.organisation_id = %s AND p.office_id = %s AND p.handle IN (handles)
AND p.merged_into_id IS NULL AND p.erased_at IS NULL
"""


def _rows(organisation_id: UUID, office: UUID, handles: Sequence[int]) -> list[Candidate]:
    """Return the files of this office with these handles, in SQL: it is asked while one types."""
    sql = _ROWS.replace("(handles)", f"({', '.join(map(str, handles))})")
    with connection.cursor() as cursor:
        cursor.execute(sql, [access.in_sql(organisation_id), access.in_sql(office)])
        return [
            Candidate(key if isinstance(key, UUID) else UUID(key), *rest)
            for key, *rest in cursor.fetchall()
        ]


def _shared(rows: Sequence[Candidate], worth: dict[int, float]) -> np.ndarray[Any, Any]:
    """Return what the tokens that each file shares with ``worth`` are worth together."""
    lengths = [len(row.tokens) // 8 for row in rows]
    there = np.frombuffer(b"".join(row.tokens for row in rows), dtype=">i8").astype(np.int64)
    wanted = np.array(sorted(worth), dtype=np.int64)
    if not len(wanted):
        return np.zeros(len(rows))
    value = np.array([worth[int(token)] for token in wanted])
    place = np.minimum(np.searchsorted(wanted, there), len(wanted) - 1)
    each = np.where(wanted[place] == there, value[place], 0.0)
    return np.bincount(np.repeat(np.arange(len(rows)), lengths), each, len(rows))


def _model(organisation_id: UUID, office: UUID, key: bytes, proposed: Proposed) -> link.Model:
    """Return the model for this description in this office's file as it is now."""
    terms = likeness.rare_terms(key, office, proposed)
    counts = _frequent([token for _, token in terms.values()])
    size = _size(organisation_id, office)
    shares = {
        column: {term: likeness.share_of(column, counts[token], size)}
        for column, (term, token) in terms.items()
    }
    slope, shift = _calibration(organisation_id)
    return likeness.model_for(size, shares, slope, shift)


def _frequent(tokens: Sequence[int]) -> dict[int, int]:
    """Return how many files each of these tokens has, of a frequent one about."""
    known = {token: count for token in tokens if (count := _remembered(token)) is not None}
    asked = [token for token in tokens if token not in known]
    if asked:
        one = (
            "SELECT count(*) FROM (SELECT 1 FROM people_searchtoken WHERE token = %s LIMIT %s) AS t"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join([one] * len(asked)),
                [value for token in asked for value in (token, COUNTED)],
            )
            for token, (count,) in zip(asked, cursor.fetchall(), strict=True):
                known[token] = _remember(token, count)
    return known


def _size(organisation_id: UUID, office: UUID) -> int:
    """Return about how many files the office has: the prior needs no more."""
    known = _remembered(office)
    if known is not None:
        return known
    rows = Person.objects.filter(organisation_id=organisation_id, office_id=office)
    return _remember(office, rows.count())


def _remembered(what: int | UUID) -> int | None:
    moment, count = _counts.get(what, (0.0, 0))
    return count if count and time.monotonic() - moment < KEPT else None


def _remember(what: int | UUID, count: int) -> int:
    """Keep a large count for a while: an in-process memory of numbers, not of names."""
    if count > FREQUENT:
        if len(_counts) > 50_000:
            _counts.clear()
        _counts[what] = time.monotonic(), count
    return count


def _calibration(organisation_id: UUID) -> tuple[float, float]:
    """Return slope and shift fitted to what reviewers of the organisation decided."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, version FROM people_linkreview WHERE organisation_id = %s "
            "ORDER BY changed_at DESC LIMIT 1",
            [access.in_sql(organisation_id)],
        )
        last = cursor.fetchone()
    return _fitted(organisation_id, *last) if last else (1.0, 0.0)


@lru_cache(maxsize=256)
def _fitted(organisation_id: UUID, last: UUID | str, version: int) -> tuple[float, float]:
    """Return the fit as of the last review; every review is another ``last`` or ``version``."""
    decisions = (
        LinkReview.objects.filter(organisation_id=organisation_id)
        .order_by("-changed_at")
        .values_list("weight", "same")[:MOST_REVIEWS]
    )
    model = link.recalibrated(link.persons.shipped_model(), list(decisions))
    return model.slope, model.shift


def hidden_from_linkage(user: access.Anyone, people: Sequence[UUID]) -> set[UUID]:
    """Return which of these files linkage may not look at for this user.

    Rooms with sealed compartments name a function in ``LINKAGE_SEALED``: it is given the user and
    the files and returns those whose existence is sealed. They are not opened, scored, shown or
    counted.
    """
    hidden: set[UUID] = set()
    for path in settings.LINKAGE_SEALED.values():
        hidden |= set(import_string(path)(user, people))
    return hidden
