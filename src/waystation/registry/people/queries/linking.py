"""Linkage: which files may be a given person, found by tokens, then scored.

Candidates are found by their tokens; each shared token adds a few bits, so that only the most
promising files are decrypted. The linkage model scores them with a prior for the size of the
office's file and with name frequencies from the index, and reviewers' decisions adjust the
probabilities. It never merges.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from waystation.analysis import link
from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.shared.sealing import CannotOpen
from waystation.registry.people.models import LinkReview, Person
from waystation.registry.people.rules import finding, likeness
from waystation.registry.people.rules.identity import Identity
from waystation.registry.people.rules.likeness import Proposed

from . import plain
from .files import open_identity
from .finding import SEARCH, SearchResult
from .plain import Integers

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

MOST_RANKED = 160  # files whose tokens are looked at
MOST_OPENED = 16
PER_TOKEN = 200  # newest files behind one token; of the others their own tokens tell
COUNTED = 5000  # of a name's files: more make it no more frequent for us
SECONDS_REMEMBERED = 3600.0  # of a large count; it changes slowly
FREQUENT = 1000  # from here a count is large
MOST_REVIEWS = 2000

Floats = NDArray[np.float64]
_counts: dict[int | UUID, tuple[float, int]] = {}  # by token or office


class Candidate(NamedTuple):
    """The row of a file that shares something with a description, not opened."""

    id: UUID
    handle: int
    tokens: bytes
    number: str
    sealed: bytes
    sex: str
    birth_year: int | None
    municipality: str


def likely_files(
    user: access.AnyUser,
    office_id: UUID,
    proposed: Proposed,
    *,
    but_not: UUID | None = None,
    least: float = likeness.SHOWN_FROM,
    limit: int = 10,
) -> list[SearchResult]:
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
    worth = likeness.tokens_for(key, office_id, proposed)
    terms = likeness.rare_terms(key, office_id, proposed)
    named = [token for _, token in terms.values()]
    asked = _ask_index(me.organisation_id, office_id, list(worth), named)
    candidates = _candidates(me, key, office_id, proposed, worth, asked, but_not)
    if not candidates:
        return []
    size = _size(me.organisation_id, office_id)
    shares = {
        column: {term: likeness.share_of(column, asked.counts[token], size)}
        for column, (term, token) in terms.items()
    }
    slope, shift = _fit_decisions(me.organisation_id, asked.last) if asked.last else (1.0, 0.0)
    model = likeness.model_for(size, shares, slope, shift)
    looker = link.Looker(model, likeness.name_features(proposed))
    found = []
    for row in candidates:
        try:
            identity = open_identity(ring, row.id, row.sealed)
        except CannotOpen:  # its own page says so
            continue
        if not identity.names:
            continue
        plain = {"birth_year": row.birth_year, "sex": row.sex, "municipality": row.municipality}
        theirs = Proposed.of(identity, plain)
        features = likeness.name_features(theirs)
        # Two people cannot have one passport; one of the two files has it wrong, or they are one.
        known = bool(proposed.identifiers and proposed.identifiers & theirs.identifiers)
        chance = 1.0 if known else looker.probability(features)
        if chance >= least:
            found.append((-chance, identity.main.full, row.number, row, identity, features, known))
    found.sort(key=lambda one: one[:3])
    return [
        _describe_match(model, looker, proposed, asked.office, *one[3:]) for one in found[:limit]
    ]


def _describe_match(
    model: link.Model,
    looker: link.Looker,
    proposed: Proposed,
    office: str,
    row: Candidate,
    identity: Identity,
    features: list[dict[str, Any]],
    known: bool,
) -> SearchResult:
    """Return one file that is shown: chance, weight, first reason and all reasons."""
    score = likeness.score(model, looker.records, features)
    reasons = likeness.reasons(score)
    chance, level, why = score.probability, finding.EXACT, finding.WHY_IDENTIFIER
    if known:
        chance = 1.0
    else:
        words = tuple(finding.words_of(Identity(proposed.names[:1])))
        query = finding.Query(words, None, "", None)
        match = finding.match(query, identity.names) if words else None
        level = finding.SOUNDS if match is None else match.level
        why = reasons[0] if match is None or not reasons else match.why
    return SearchResult(
        id=row.id,
        number=row.number,
        name=identity.main.full,
        other_name="",
        level=level,
        why=why,
        sex=row.sex,
        birth_year=row.birth_year,
        municipality=row.municipality,
        office=office,
        chance=chance,
        reasons=reasons,
        weight=score.weight,
        caution=score.caution.code if score.caution and not known else "",
        caution_says=score.caution.says if score.caution and not known else "",
    )


def _candidates(
    user: User,
    key: bytes,
    office: UUID,
    proposed: Proposed,
    worth: dict[int, float],
    asked: IndexData,
    but_not: UUID | None,
) -> list[Candidate]:
    """Return the files that share most with the description, the newest first among equals."""
    handles = _promising(worth, asked.behind)
    if not handles:
        return []
    rows = _files(user.organisation_id, office, handles)
    hidden = _hidden_files(user, [row.id for row in rows], but_not)
    rows = [row for row in rows if row.id not in hidden]
    return _rank(key, office, proposed, worth, rows) if len(rows) > MOST_OPENED else rows


def _rank(
    key: bytes, office: UUID, proposed: Proposed, worth: dict[int, float], rows: list[Candidate]
) -> list[Candidate]:
    """Return those that share most, by all of their own tokens."""
    # Many share but one thing, such as given name and year: how near their words sound decides.
    sounds = likeness.sounds_of(key, office, proposed)
    shared, near = _shared_worth([row.tokens for row in rows], worth, sounds)
    newest = np.array([-row.handle for row in rows])
    order = np.lexsort((newest, -near, -shared))
    return [rows[place] for place in order[:MOST_OPENED].tolist()]


def _hidden_files(user: User, keys: Sequence[UUID], but_not: UUID | None) -> set[UUID]:
    """Return which of these files are left out for this user."""
    hidden = {but_not} if but_not else set()
    hidden |= hidden_from_linkage(user, keys)
    return hidden


@dataclass(frozen=True)
class IndexData:
    """The index data about a description, from one query.

    ``behind``: the newest handles of each token, at most PER_TOKEN of a frequent one. ``counts``:
    how many files have a name. ``last``: the organisation's last review, "" before the first.
    ``office``: the office's name.
    """

    behind: dict[int, Integers]
    counts: dict[int, int]
    last: str
    office: str


# Lists go in as one value, so that the statement is always the same and its plan is kept.
_INDEX_DATA = """
SELECT 0, value, (
    SELECT joined(handle) FROM (
        SELECT handle FROM people_searchtoken WHERE token = value ORDER BY handle DESC LIMIT %s
    ) AS newest
), 0, NULL FROM listed(%s)
UNION ALL
SELECT 1, value, NULL, (
    SELECT count(*) FROM (
        SELECT 1 FROM people_searchtoken WHERE token = value LIMIT %s
    ) AS counted
), NULL FROM listed(%s)
UNION ALL
SELECT 2, 0, NULL, 0, review FROM (
    SELECT CAST(id AS text) || '/' || CAST(version AS text) AS review FROM people_linkreview
    WHERE organisation_id = %s ORDER BY changed_at DESC LIMIT 1
) AS last
UNION ALL
SELECT 3, 0, NULL, 0, name FROM access_office WHERE id = %s
"""


def _ask_index(
    organisation_id: UUID, office: UUID, tokens: Sequence[int], names: Sequence[int]
) -> IndexData:
    """Ask the index about these tokens, and how many files have those names."""
    counts = {token: count for token in names if (count := _remembered_size(token)) is not None}
    unknown = sorted({*names} - counts.keys())
    behind, last, called = {}, "", ""
    mine, here = access.in_sql(organisation_id), access.in_sql(office)
    values = [
        PER_TOKEN,
        plain.as_one_value(tokens),
        COUNTED,
        plain.as_one_value(unknown),
        mine,
        here,
    ]
    for kind, token, content, count, said in plain.ask(_INDEX_DATA, values):
        if kind == 3:
            called = said
        elif kind == 2:
            last = said
        elif kind == 1:
            counts[token] = _remember(token, count)
        elif content:
            behind[token] = plain.numbers(content)
    return IndexData(behind, counts, last, called)


def _promising(worth: dict[int, float], newest: dict[int, Integers]) -> list[int]:
    """Return the handles that share most, as far as the newest files behind each token tell.

    Of a file older than the newest behind a frequent token it is not known whether it has the
    token: it gets the benefit of the doubt, and its own tokens are read later.
    """
    if not newest:
        return []
    behind = [(worth[token], handles) for token, handles in newest.items()]
    found, place = np.unique(np.concatenate([each for _, each in behind]), return_inverse=True)
    each_worth = np.concatenate([np.full(len(each), value) for value, each in behind])
    known: Floats = np.bincount(place, each_worth).astype(np.float64)
    if len(found) > MOST_RANKED:
        for value, each in behind:
            if len(each) == PER_TOKEN:
                known[found < each.min()] += value
    order = np.lexsort((-found, -known))
    promising: list[int] = found[order[:MOST_RANKED]].tolist()
    return promising


# The office stands in a CASE so that SQLite does not walk all of its files by another index.
_FILES = """
SELECT id, handle, tokens, number, sealed, sex, birth_year, municipality FROM people_person
WHERE organisation_id = %s AND handle among(%s)
AND CASE WHEN office_id = %s THEN 1 ELSE 0 END = 1
AND merged_into_id IS NULL AND erased_at IS NULL
"""


def _files(organisation_id: UUID, office: UUID, handles: Sequence[int]) -> list[Candidate]:
    """Return those of these files that are this office's and in use."""
    values = [access.in_sql(organisation_id), plain.as_one_value(handles), access.in_sql(office)]
    found = plain.ask(_FILES, values)
    if connection.vendor == "sqlite":  # keys are text there
        found = [(UUID(key), *rest) for key, *rest in found]
    return [Candidate._make(row) for row in found]


def _shared_worth(
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


def _size(organisation_id: UUID, office: UUID) -> int:
    """Return about how many files the office has: enough for the prior."""
    known = _remembered_size(office)
    if known is not None:
        return known
    rows = Person.objects.filter(organisation_id=organisation_id, office_id=office)
    return _remember(office, rows.count())


def _remembered_size(what: int | UUID) -> int | None:
    moment, count = _counts.get(what, (0.0, 0))
    return count if count and time.monotonic() - moment < SECONDS_REMEMBERED else None


def _remember(what: int | UUID, count: int) -> int:
    """Keep a large count for a while: an in-process memory of numbers, not of names."""
    if count > FREQUENT:
        if len(_counts) > 50_000:
            _counts.clear()
        _counts[what] = time.monotonic(), count
    return count


@lru_cache(maxsize=256)
def _fit_decisions(organisation_id: UUID, last: str) -> tuple[float, float]:
    """Return slope and shift fitted to what reviewers decided, as of the last review.

    Every review, new or changed, is another ``last``.
    """
    decisions = (
        LinkReview.objects.filter(organisation_id=organisation_id)
        .order_by("-changed_at")
        .values_list("weight", "same")[:MOST_REVIEWS]
    )
    model = link.recalibrate(link.persons.shipped_model(), list(decisions))
    return model.slope, model.shift


def hidden_from_linkage(user: access.AnyUser, people: Sequence[UUID]) -> set[UUID]:
    """Return which of these files linkage may not look at for this user.

    Apps with sealed compartments contribute ``sealed_from_linkage``: it is given the user and
    the files and returns those whose existence is sealed. They are not opened, scored, shown or
    counted.
    """
    hidden: set[UUID] = set()
    for sealed in contributions.functions("sealed_from_linkage").values():
        hidden |= set(sealed(user, people))
    return hidden
