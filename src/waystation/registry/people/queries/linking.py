"""Who of the files may be a person that somebody describes: found by tokens, then scored.

The tokens bring candidates; each token a candidate shares is worth a few bits, so that only the
most promising are opened. These are scored by the linkage model with the size of the office's
file as prior and the frequency of the names as the index itself counts it, and what reviewers
decided moves the probabilities. It never merges.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from numpy.typing import NDArray

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

MOST_RANKED = 250  # files whose tokens are looked at
MOST_OPENED = 20
PER_TOKEN = 200  # newest files behind one token; of the others their own tokens tell
COUNTED = 5000  # of a name's files: more make it no more frequent for us
KEPT = 3600.0  # seconds that a large count is remembered; it changes slowly
FREQUENT = 1000  # from here a count is large
MOST_REVIEWS = 2000

Floats = NDArray[np.float64]
_counts: dict[int | UUID, tuple[float, int]] = {}  # by token or office


class Candidate(NamedTuple):
    """The row of a file that shares something with a description, not opened."""

    id: UUID
    number: str
    sealed: bytes
    sex: str
    birth_year: int | None
    municipality: str
    office: str


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
    rows = _tokens(user.organisation_id, office, handles)
    hidden = {but_not.hex} if but_not else set()
    if settings.LINKAGE_SEALED:
        seen = hidden_from_linkage(user, [UUID(str(key)) for key, *_ in rows])
        hidden |= {one.hex for one in seen}
    if hidden:
        rows = [row for row in rows if UUID(str(row[0])).hex not in hidden]
    if not rows:
        return []
    # Many share but one thing, such as given name and year: how near their words sound decides.
    sounds = likeness.sounds_of(key, office, proposed)
    shared, near = _shared([row[2] for row in rows], worth, sounds)
    newest = np.array([-row[1] for row in rows])
    order = np.lexsort((newest, -near, -shared))
    return _rows(user.organisation_id, office, [rows[i][1] for i in order[:MOST_OPENED].tolist()])


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


_FILES = """
FROM people_person p JOIN access_office o ON o.id = p.office_id
WHERE p.organisation_id = %s AND p.office_id = %s AND p.handle (handles)
AND p.merged_into_id IS NULL AND p.erased_at IS NULL
"""
_TOKENS = f"SELECT p.id, p.handle, p.tokens {_FILES}"
_ROWS = (
    f"SELECT p.id, p.number, p.sealed, p.sex, p.birth_year, p.municipality, o.name {_FILES} "
    "ORDER BY p.handle"
)


def _files(sql: str, organisation_id: UUID, office: UUID, handles: Sequence[int]) -> list[Any]:
    """Return what plain SQL finds of these files: this is asked while somebody types.

    The handles go in as one value, so that the database knows the statement from the last time.
    """
    on_sqlite = connection.vendor == "sqlite"
    sql = sql.replace(
        "(handles)",
        "IN (SELECT value FROM json_each(%s))" if on_sqlite else "= ANY(%s::bigint[])",
    )
    listed = str(list(handles)) if on_sqlite else list(handles)
    with connection.cursor() as cursor:
        cursor.execute(sql, [access.in_sql(organisation_id), access.in_sql(office), listed])
        found: list[Any] = cursor.fetchall()
    return found


def _tokens(organisation_id: UUID, office: UUID, handles: Sequence[int]) -> list[Any]:
    """Return key, handle and packed tokens of those files of this office that are in use."""
    return _files(_TOKENS, organisation_id, office, handles)


def _rows(organisation_id: UUID, office: UUID, handles: Sequence[int]) -> list[Candidate]:
    """Return the files of this office with these handles."""
    found = _files(_ROWS, organisation_id, office, handles)
    return [Candidate(UUID(str(key)), *rest) for key, *rest in found]


def _shared(
    tokens: Sequence[bytes], worth: Mapping[int, float], sounds: Collection[int]
) -> tuple[Floats, Floats]:
    """Return what each file's tokens in ``worth`` are worth together, and how many sound near."""
    wanted = np.array(sorted({*worth, *sounds}), dtype=np.int64)
    values = np.array(
        [(worth.get(one, 0.0), float(one in sounds)) for one in wanted.tolist()]
    ).reshape(-1, 2)
    there = np.frombuffer(b"".join(tokens), dtype=">i8").astype(np.int64)
    owner = np.repeat(np.arange(len(tokens)), [len(one) // 8 for one in tokens])
    place = np.searchsorted(wanted, there).clip(max=len(wanted) - 1)
    hits = wanted[place] == there
    owner, place = owner[hits], place[hits]
    by_worth = np.bincount(owner, values[place, 0], len(tokens)).astype(np.float64)
    by_sound = np.bincount(owner, values[place, 1], len(tokens)).astype(np.float64)
    return by_worth, by_sound


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
