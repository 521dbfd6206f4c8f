"""Programmes, projects and activities visible to a user, and their attached records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.words import N_
from waystation.governance.programmes.models import (
    Document,
    Figure,
    Goal,
    Lesson,
    Partner,
    Programme,
    ProgrammeIndicator,
    Result,
    Share,
    StaffPost,
    Support,
    Tag,
)
from waystation.registry.organisations import queries as organisations

READ = "programme.read"
RECORD = "programme.record"


def programmes_visible_to(user: access.AnyUser, *, words: str = "") -> QuerySet[Programme]:
    """Return the programmes, projects and activities of the user's offices."""
    rows = access.scoped(Programme.objects.all(), user, READ).select_related("parent")
    if words.strip():
        rows = rows.filter(search_key__contains=search_key(words))
    return rows.order_by("code", "id")


def programme_visible_to(user: access.AnyUser, key: UUID) -> Programme:
    """Return one programme. Raises NotSeen outside the user's scope."""
    row = programmes_visible_to(user).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such programme in your offices."), code="not_seen")
    return row


def programme_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the programmes a user sees, by code."""
    rows = programmes_visible_to(user).values_list("id", "code", "title")[:2000]
    return [(str(key), f"{code} · {title}"[:120]) for key, code, title in rows]


def organisation_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the organisations that may be donors, partners or recipients, by name."""
    if not access.may(user, READ):
        return []
    rows = organisations.entities_of(access.signed_in(user).organisation_id)
    rows = rows.filter(retired_on__isnull=True).order_by("name", "id")
    return [(str(key), name) for key, name in rows.values_list("id", "name")[:2000]]


def tree_of(user: access.AnyUser) -> dict[UUID | None, list[Programme]]:
    """Return the programmes a user sees by the one above; a hidden one above is none."""
    rows = list(programmes_visible_to(user))
    seen = {row.id for row in rows}
    found: dict[UUID | None, list[Programme]] = defaultdict(list)
    for row in rows:
        found[row.parent_id if row.parent_id in seen else None].append(row)
    return found


def keys_below(top: UUID, children: Mapping[Any, Sequence[Any]]) -> list[UUID]:
    """Return a programme's key and those of everything below it."""
    found = [top]
    for child in children.get(top, ()):
        found += keys_below(child, children)
    return found


def branch_of(tops: Iterable[UUID]) -> dict[Any, list[UUID]]:
    """Return the keys below each record of the branches of some programmes, level by level."""
    found: dict[Any, list[UUID]] = {}
    level = list(tops)
    while level:
        rows = Programme.objects.filter(parent__in=level).order_by("code", "id")
        below = list(rows.values_list("parent_id", "id"))
        for parent, child in below:
            found.setdefault(parent, []).append(child)
        level = [child for _parent, child in below]
    return found


def goals_of(programme: Programme) -> list[Tag]:
    """Return the tags of a programme in the order of frameworks and goals."""
    rows = Tag.objects.filter(programme=programme).select_related("goal__framework", "goal__lead")
    return list(rows.order_by("goal__framework__kind", "goal__framework__key", "goal__position"))


def donors_of(programme: Programme) -> list[Share]:
    """Return the donors of a programme, the largest first."""
    rows = Share.objects.filter(programme=programme).select_related("entity")
    return list(rows.order_by("-per_cent", "entity__name"))


def partners_of(programme: Programme) -> list[Partner]:
    """Return the partners of a programme by role."""
    rows = Partner.objects.filter(programme=programme).select_related("entity")
    return list(rows.order_by("role", "entity__name", "id"))


def chain_of(programme: Programme) -> list[dict[str, Any]]:
    """Return the results chain: results, the ones above first, with indicators and figures."""
    results = list(Result.objects.filter(programme=programme).order_by("id"))
    indicators: dict[UUID, list[Any]] = defaultdict(list)
    rows = ProgrammeIndicator.objects.filter(result__in=results).order_by("id")
    figures: dict[UUID, list[Figure]] = defaultdict(list)
    for one in Figure.objects.filter(indicator__in=rows).order_by(
        "starts_on", "ends_on", "dimension", "part", "id"
    ):
        figures[one.indicator_id].append(one)
    for row in rows:
        indicators[row.result_id].append({"indicator": row, "figures": figures[row.id]})
    parts: dict[UUID | None, list[Result]] = defaultdict(list)
    known = {one.id for one in results}
    for result in results:
        parts[result.part_of_id if result.part_of_id in known else None].append(result)
    return _in_order(None, parts, indicators, 0)


def _in_order(
    above: UUID | None,
    parts: Mapping[UUID | None, Sequence[Result]],
    indicators: Mapping[UUID, Sequence[Any]],
    depth: int,
) -> list[dict[str, Any]]:
    found = []
    for one in parts.get(above, ()):
        found.append({"result": one, "depth": depth, "indicators": list(indicators[one.id])})
        found += _in_order(one.id, parts, indicators, depth + 1)
    return found


def documents_of(programme: Programme) -> list[Document]:
    """Return the documents of a programme, the newest first."""
    rows = Document.objects.filter(programme=programme)
    return list(rows.order_by("-issued_on", "-id"))


def lessons_of(programme: Programme) -> list[Lesson]:
    """Return the lessons of a programme, newest first."""
    return list(Lesson.objects.filter(programme=programme).order_by("-noted_on", "-id"))


def staff_of(programme: Programme) -> list[StaffPost]:
    """Return the colleagues of a programme by name."""
    rows = StaffPost.objects.filter(programme=programme).select_related("account")
    return list(rows.order_by("account__full_name", "id"))


def supports_of(programme: Programme) -> list[Support]:
    """Return the support that a programme gave to institutions, the newest first."""
    rows = Support.objects.filter(programme=programme).select_related("entity")
    return list(rows.order_by("-given_on", "-id"))


def result_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the results of the programmes a user sees."""
    rows = Result.objects.filter(programme__in=programmes_visible_to(user).order_by())
    found = rows.order_by("programme__code", "id").values_list("id", "programme__code", "title")
    return [(str(key), f"{code} · {title}"[:140]) for key, code, title in found[:2000]]


def indicator_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the indicators of the programmes a user sees."""
    rows = ProgrammeIndicator.objects.filter(
        result__programme__in=programmes_visible_to(user).order_by()
    ).select_related("result__programme")
    return [
        (str(one.id), f"{one.result.programme.code} · {one}"[:140])
        for one in rows.order_by("result__programme__code", "id")[:2000]
    ]


def goal_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the goals of all frameworks of the mission."""
    if not access.may(user, READ):
        return []
    rows = Goal.objects.filter(organisation_id=access.signed_in(user).organisation_id)
    found = rows.order_by("framework__kind", "framework__key", "position", "id").values_list(
        "id", "framework__key", "code", "title"
    )
    return [
        (str(key), f"{framework} {code} · {title}"[:140]) for key, framework, code, title in found
    ]


def missing_in(programmes: Sequence[Programme]) -> list[dict[str, Any]]:
    """Return ongoing projects without donors or goals, with what they lack."""
    open_ = [
        one
        for one in programmes
        if one.level == "project" and one.state not in ("completed", "cancelled")
    ]
    keys = [one.id for one in open_]
    paid = set(Share.objects.filter(programme__in=keys).values_list("programme_id", flat=True))
    tagged = set(Tag.objects.filter(programme__in=keys).values_list("programme_id", flat=True))
    return [
        {"record": one, "donors": one.id not in paid, "goals": one.id not in tagged}
        for one in open_
        if one.id not in paid or one.id not in tagged
    ]
