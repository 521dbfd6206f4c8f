"""Search across spellings: candidates by their tokens, which are then decrypted and ranked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared import fold
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.sealing import CannotOpen
from waystation.registry.people.models import Person
from waystation.registry.people.rules import finding
from waystation.registry.people.rules.identity import Identity, plain_number

from . import plain
from .files import KIND, open_identity

SEARCH = "people search"
MOST_CANDIDATES = 120  # opened in one round; more of them only repeat a common name
PER_TOKEN = 60
FEWEST_PER_TOKEN = 8
MOST_WALKED = 2000
Round = Callable[[], list[int]]


@dataclass(frozen=True)
class SearchResult:
    """A person who fits a search, and why."""

    id: UUID
    number: str
    name: str
    other_name: str  # the name that fits, if it is not the main one
    level: int
    why: str
    sex: str
    birth_year: int | None
    municipality: str
    office: str
    # Where files were compared as a whole (``linking``): how likely, and why.
    chance: float = 0.0
    reasons: tuple[str, ...] = ()
    weight: float = 0.0
    # Why the two are never surely one person, whatever agrees: a code, and a sentence to show.
    caution: str = ""
    caution_says: str = ""


@transaction.atomic
def search(user: access.AnyUser, text: str, *, limit: int = 20) -> list[SearchResult]:
    """Return the people in the user's scope who fit ``text``, best first.

    Names in any spelling (exact, then the same key, then near, then sounds-like), a year of
    birth beside a name, a file number, a telephone number or an identifier. What was searched
    is not kept; that there was a search, and how many it found, is.
    """
    me = access.require(user, "person.read")
    offices = access.offices_where(me, "person.read")
    query = finding.parse(text, today_in().year)
    if query.is_empty:
        return []
    found = _find(me.organisation_id, offices, query, limit)
    audit.log(me, "person.search.read", KIND, None, found=len(found))
    return found


def _find(
    organisation_id: UUID, offices: Sequence[UUID], query: finding.Query, limit: int
) -> list[SearchResult]:
    if query.file_number:
        return _by_number(organisation_id, offices, query.file_number)
    key = access.keyring(organisation_id).derive(SEARCH)
    best: dict[int, SearchResult] = {}
    looked: set[int] = set()
    for candidates in _rounds(key, offices, query):
        newest = sorted(set(candidates()) - looked, reverse=True)
        fresh = newest[:MOST_CANDIDATES]
        looked.update(fresh)
        best.update(_rank(organisation_id, offices, query, fresh))
        # The rounds go from strict to loose: once the meant one is there, looser ones add noise.
        good = sum(one.level <= finding.SPELLING for one in best.values())
        telling = len(query.words) > 1 or query.year is not None
        if good >= limit or (good and telling) or len(best) >= 3 * limit:
            break
    return sorted(best.values(), key=lambda one: (one.level, one.name, one.number))[:limit]


def _rounds(key: bytes, offices: Sequence[UUID], query: finding.Query) -> Iterator[Round]:
    """Yield ways to get candidates, each looser than the one before."""
    words = query.words

    def of(tokens: Callable[[UUID], Iterable[int]]) -> Round:
        return lambda: _handles([one for office in offices for one in tokens(office)])

    if query.number:
        yield of(lambda office: [finding.token(key, office, "number", query.number)])
        return
    if query.year:
        year = query.year
        yield of(
            lambda office: {t for w in words for t in finding.year_tokens(key, office, w, year)}
        )
    if len(words) > 1 and len(fold.key(words[-1])) < finding.PREFIXES[0]:
        words = words[:-1]  # one or two letters of the last word only sort the candidates
    if len(words) > 1:
        pairs = list(permutations(words, 2))
        yield of(
            lambda office: {t for a, b in pairs for t in finding.pair_tokens(key, office, a, b)}
        )
        yield of(
            lambda office: {t for a, b in pairs for t in finding.lead_tokens(key, office, a, b)}
        )
        for word, other in pairs:
            yield partial(_meeting, key, offices, word, other)  # the costly one, seldom needed
        return
    (word,) = words
    folded = fold.key(word)
    yield of(lambda office: [finding.token(key, office, "key", folded)])
    if len(folded) >= finding.PREFIXES[0]:
        start = folded[: max(n for n in finding.PREFIXES if n <= len(folded))]
        yield of(lambda office: [finding.token(key, office, "start", start)])
    yield of(lambda office: _sounds(key, office, word))


def _sounds(key: bytes, office: UUID, word: str) -> set[int]:
    return {
        finding.token(key, office, "sound", one)
        for bones in fold.skeletons(word)
        for one in fold.neighbours(bones)
    }


_NEWEST = """
SELECT (
    SELECT joined(handle) FROM (
        SELECT handle FROM people_searchtoken WHERE token = value ORDER BY handle DESC LIMIT %s
    ) AS newest
) FROM listed(%s)
"""


def _handles(tokens: Iterable[int]) -> list[int]:
    """Return the newest handles behind these tokens, of each token a fair share."""
    wanted = list(dict.fromkeys(tokens))
    if not wanted:
        return []
    share = max(FEWEST_PER_TOKEN, min(PER_TOKEN, MOST_CANDIDATES // len(wanted)))
    found: dict[int, None] = {}
    for (content,) in plain.ask(_NEWEST, [share, plain.as_one_value(wanted)]):
        found.update(dict.fromkeys(plain.numbers(content).tolist()))
    return list(found)


def _meeting(key: bytes, offices: Sequence[UUID], word: str, other: str) -> list[int]:
    """Return handles where one word is right and the other near, of the newest MOST_WALKED."""
    return [one for office in offices for one in _meeting_in(key, office, word, other)]


_MEETING = """
SELECT t.handle
FROM (
    SELECT handle FROM people_searchtoken WHERE token = %s ORDER BY handle DESC LIMIT %s
) AS t
WHERE EXISTS (
    SELECT 1 FROM people_searchtoken o WHERE o.handle = t.handle AND o.token among(%s)
)
LIMIT %s
"""


def _meeting_in(key: bytes, office: UUID, word: str, other: str) -> list[int]:
    right = finding.token(key, office, "key", fold.key(word))
    near = sorted(_sounds(key, office, other))
    if not near:
        return []
    rows = plain.ask(_MEETING, [right, MOST_WALKED, plain.as_one_value(near), PER_TOKEN])
    return [handle for (handle,) in rows]


_FILES = """
SELECT p.id, p.office_id, p.handle, p.number, p.sealed, p.sex, p.birth_year, p.municipality, o.name
FROM people_person p JOIN access_office o ON o.id = p.office_id
WHERE p.organisation_id = %s AND p.handle among(%s)
AND p.merged_into_id IS NULL AND p.erased_at IS NULL
"""


def _rank(
    organisation_id: UUID, offices: Sequence[UUID], query: finding.Query, handles: Sequence[int]
) -> dict[int, SearchResult]:
    """Open the candidates and keep those that really fit."""
    if not handles:
        return {}
    ring = access.keyring(organisation_id)
    rows = plain.ask(_FILES, [access.in_sql(organisation_id), plain.as_one_value(handles)])
    mine = {access.in_sql(one) for one in offices}
    found = {}
    for key, where, handle, number, sealed, sex, year, municipality, office in rows:
        if where not in mine:
            continue
        key = access.as_key(key)
        try:
            identity = open_identity(ring, key, sealed)
        except CannotOpen:  # its own page says so
            continue
        fit = _fit(query, identity)
        if fit is None or (query.year and year != query.year):
            continue
        name = identity.main.full
        found[handle] = SearchResult(
            id=key,
            number=number,
            name=name,
            other_name=fit.name.full if fit.name.full != name else "",
            level=fit.level,
            why=fit.why,
            sex=sex,
            birth_year=year,
            municipality=municipality,
            office=office,
        )
    return found


def _fit(query: finding.Query, identity: Identity) -> finding.Match | None:
    if not query.number:
        return finding.match(query, identity.names)
    for one in identity.reachable:
        if plain_number(one.value) == query.number:
            return finding.Match(finding.EXACT, 0, identity.main, by_number=True)
    return None


def _by_number(organisation_id: UUID, offices: Sequence[UUID], number: str) -> list[SearchResult]:
    person = (
        Person.objects.filter(organisation_id=organisation_id, office_id__in=offices, number=number)
        .select_related("office")
        .filter(erased_at__isnull=True)
        .first()
    )
    if person is None:
        return []
    identity = open_identity(access.keyring(organisation_id), person.id, person.sealed)
    return [
        SearchResult(
            id=person.merged_into_id or person.id,
            number=person.number,
            name=identity.main.full,
            other_name="",
            level=finding.EXACT,
            why=finding.WHY_NUMBER,
            sex=person.sex,
            birth_year=person.birth_year,
            municipality=person.municipality,
            office=person.office.name,
        )
    ]
