"""Who of the files may be a person that somebody describes: found by tokens, then scored.

The tokens bring candidates; each token a candidate shares is worth a few bits, so that only the
most promising are opened. These are scored by the linkage model with the size of the office's
file as prior and the frequency of the names as the index itself counts it, and what reviewers
decided moves the probabilities. It never merges.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

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

MOST_OPENED = 40
PER_TOKEN = 400  # newest files behind one token; a more frequent one tells little
COUNTED = 5000  # of a name's files: more make it no more frequent for us
SIZE_KEPT = 600.0  # seconds that the size of an office's file is remembered; it changes slowly
MOST_REVIEWS = 2000

_COLUMNS = ("id", "handle", "number", "sealed", "sex", "birth_year", "municipality", "office__name")
_sizes: dict[UUID, tuple[float, int]] = {}


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
    handles = _candidates(key, office_id, proposed)
    if not handles:
        return []
    model = _model(me.organisation_id, office_id, key, proposed)
    mine = likeness.compared(proposed)
    rows = Person.objects.filter(
        organisation_id=me.organisation_id,
        office_id=office_id,
        handle__in=handles,
        merged_into__isnull=True,
        erased_at__isnull=True,
    ).values_list(*_COLUMNS)
    hidden = hidden_from_linkage(me, [row[0] for row in rows]) | ({but_not} if but_not else set())
    found = []
    for id_, _, number, sealed, sex, year, municipality, office in rows:
        if id_ in hidden:
            continue
        identity = open_identity(ring, id_, sealed)
        theirs = Proposed.of(
            identity, {"birth_year": year, "sex": sex, "municipality": municipality}
        )
        one = _weighed(model, mine, proposed, theirs, identity)
        if one is None or one[0] < least:
            continue
        chance, weight, why, reasons, level = one
        found.append(
            Found(
                id=id_, number=number, name=identity.main.full, other_name="", level=level, why=why,
                sex=sex, birth_year=year, municipality=municipality, office=office, chance=chance,
                reasons=reasons, weight=weight,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.chance, one.name, one.number))[:limit]


def _weighed(
    model: link.Model,
    mine: list[dict[str, object]],
    proposed: Proposed,
    theirs: Proposed,
    identity: Identity,
) -> tuple[float, float, str, tuple[str, ...], int] | None:
    """Return chance, weight, first reason, all reasons and level of one candidate."""
    if not identity.names:
        return None
    score = likeness.score(model, mine, likeness.compared(theirs))
    reasons = likeness.reasons(score)
    if proposed.identifiers & theirs.identifiers:
        # Two people cannot have one passport; one of the two files has it wrong, or they are one.
        return 1.0, score.weight, finding.WHY_IDENTIFIER, reasons, finding.EXACT
    words = tuple(word for name in proposed.names[:1] for word in finding.words_of(
        Identity((name,))
    ))  # fmt: skip
    match = finding.match(finding.Query(words, None, "", None), identity.names) if words else None
    level = finding.SOUNDS if match is None else match.level
    why = reasons[0] if match is None or not reasons else match.why
    return score.probability, score.weight, why, reasons, level


def _candidates(key: bytes, office: UUID, proposed: Proposed) -> list[int]:
    """Return the handles that share most with the description, the newest first among equals."""
    worth = likeness.tokens_for(key, office, proposed)
    if not worth:
        return []
    one = (
        "SELECT * FROM (SELECT token, handle FROM people_searchtoken WHERE token = %s "
        "ORDER BY handle DESC LIMIT %s) AS t"
    )
    total: Counter[int] = Counter()
    tokens = list(worth)
    with connection.cursor() as cursor:
        for start in range(0, len(tokens), 400):
            some = tokens[start : start + 400]
            cursor.execute(
                " UNION ALL ".join([one] * len(some)),
                [value for token in some for value in (token, PER_TOKEN)],
            )
            for token, handle in cursor.fetchall():
                total[handle] += int(worth[token] * 1000)
    ranked = sorted(total, key=lambda handle: (-total[handle], -handle))
    if len(ranked) <= MOST_OPENED:
        return ranked
    # Many share but one thing, such as given name and year: a second look at how names sound.
    line = total[ranked[MOST_OPENED - 1]]
    sure = [handle for handle in ranked if total[handle] > line]
    doubtful = [handle for handle in ranked if total[handle] == line][:PER_TOKEN]
    return (sure + _by_sound(key, office, proposed, doubtful))[:MOST_OPENED]


_SOUNDING = """
SELECT handle, count(*) FROM people_searchtoken
WHERE token IN (tokens) AND handle IN (handles) GROUP BY handle
"""


def _by_sound(key: bytes, office: UUID, proposed: Proposed, handles: Sequence[int]) -> list[int]:
    """Return these handles, first those of which most words sound near."""
    tokens = sorted(likeness.sounds_of(key, office, proposed))
    sql = _SOUNDING.replace("(tokens)", f"({', '.join(['%s'] * len(tokens))})")
    sql = sql.replace("(handles)", f"({', '.join(['%s'] * len(handles))})")
    with connection.cursor() as cursor:
        cursor.execute(sql, [*tokens, *handles])
        near = dict(cursor.fetchall())
    return sorted(handles, key=lambda handle: (-near.get(handle, 0), -handle))


def _model(organisation_id: UUID, office: UUID, key: bytes, proposed: Proposed) -> link.Model:
    """Return the model for this description in this office's file as it is now."""
    size = _size(organisation_id, office)
    counts = {}
    terms = likeness.rare_terms(key, office, proposed)
    if terms:
        one = (
            "SELECT count(*) FROM (SELECT 1 FROM people_searchtoken WHERE token = %s LIMIT %s) AS t"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join([one] * len(terms)),
                [value for _, token in terms.values() for value in (token, COUNTED)],
            )
            rows = cursor.fetchall()
        for (column, (term, _)), (count,) in zip(terms.items(), rows, strict=True):
            counts[column] = {term: likeness.share_of(column, count, size)}
    slope, shift = _calibration(organisation_id)
    return likeness.model_for(size, counts, slope, shift)


def _size(organisation_id: UUID, office: UUID) -> int:
    """Return about how many files the office has: the prior needs no more."""
    known = _sizes.get(office)
    moment = time.monotonic()
    if known and moment - known[0] < SIZE_KEPT and known[1] > 1000:
        return known[1]
    size = Person.objects.filter(organisation_id=organisation_id, office_id=office).count()
    _sizes[office] = (moment, size)
    return size


def _calibration(organisation_id: UUID) -> tuple[float, float]:
    """Return slope and shift fitted to what reviewers of the organisation decided."""
    mine = LinkReview.objects.filter(organisation_id=organisation_id)
    last = mine.order_by("-changed_at").values_list("id", "version").first()
    return _fitted(organisation_id, *last) if last else (1.0, 0.0)


@lru_cache(maxsize=256)
def _fitted(organisation_id: UUID, last: UUID, version: int) -> tuple[float, float]:
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
