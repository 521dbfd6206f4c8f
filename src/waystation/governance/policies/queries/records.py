"""A Waystation record given by its page's URL or chosen from a list, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.documents import numbers
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.knowledge.rules import QUALIFIERS
from waystation.governance.policies.models import Link
from waystation.governance.reports import queries as published
from waystation.governance.results import presenting
from waystation.governance.results import queries as results

INDICATOR, FIGURE = "results.Indicator", "reports.Figure"


@dataclass(frozen=True)
class Named:
    """A linked record at the time of linking: kind, title and URL."""

    kind: str
    key: str
    title: str
    address: str
    said: str = ""
    as_of: str = ""
    source: str = ""


def our_path(address: str) -> str:
    """Return the path of an address of this installation, "" for one elsewhere."""
    parts = urlsplit(address.strip())
    ours = urlsplit(settings.SITE_ADDRESS or "").netloc
    if parts.netloc and parts.netloc != ours:
        return ""
    return parts.path if parts.path.startswith("/") else ""


def record_at(user: access.AnyUser, address: str) -> Named | None:
    """Return the record whose page an address opens, None for a page elsewhere.

    Raises Refusal for a page of Waystation that shows no record this user may see.
    """
    path = our_path(address)
    if not path:
        return None
    try:
        match = resolve(path)
    except Resolver404:
        raise _not_linkable() from None
    if match.view_name == "results:indicator":
        return named_indicator(user, match.kwargs["key"])
    if match.view_name == "reports:figure":
        return named_figure(user, match.kwargs["edition"], match.kwargs["number"], path)
    if match.view_name == "knowledge:entry":
        return named_entry(user, match.kwargs["register"], match.kwargs["entry"], path)
    key = next((one for one in match.kwargs.values() if isinstance(one, UUID)), None)
    kind = {name: kind for kind, name in contributions.mapping_of("record_pages").items()}
    if key is None or match.view_name not in kind:
        raise _not_linkable()
    return _named_record(user, kind[match.view_name], key, path, match)


def _named_record(user: access.AnyUser, kind: str, key: UUID, path: str, match: Any) -> Named:
    """Return a record by its kind: the permissions of its page decide whether it is seen."""
    rows = apps.get_model(kind)._default_manager.filter(pk=key)
    for permission in _permissions_of(match):
        row = access.scoped(rows, user, permission).first()
        if row is not None:
            return Named(kind, str(key), str(row)[:300], path)
    raise _not_linkable()


def named_indicator(user: access.AnyUser, key: str) -> Named:
    """Return an indicator. Raises NotSeen."""
    known = results.indicator_visible_to(user, key)
    address = reverse("results:indicator", args=[key])
    return Named(INDICATOR, key, known.title[:300], address, said=known.meaning[:300])


def named_figure(user: access.AnyUser, edition: UUID, number: int, path: str) -> Named:
    """Return a figure of a published report as it says it. Raises NotSeen, Refusal if hidden."""
    opened = published.figure_of(user, edition, number)
    figure, definition, row = opened["figure"], opened["definition"], opened["edition"].row
    if figure["state"] == "hidden":
        raise Refusal(
            N_(
                "This number is suppressed to protect individuals, so it cannot be "
                "used as evidence."
            ),
            field="address",
            code="figure_hidden",
        )
    if refusal := published.refusal_to_cite(opened, "address"):
        raise refusal
    title = str((definition.get("title") or {}).get("en") or figure["indicator"])
    said = presenting.format_figure(
        figure["state"], figure["value"], presenting.is_percent(definition)
    )
    return Named(
        FIGURE,
        f"{edition}/{number}",
        title[:300],
        path,
        said[:300],
        str(figure["period"])[:80],
        f"{row.title} ({row.number})"[:300],
    )


def named_entry(user: access.AnyUser, register: str, key: UUID, path: str) -> Named:
    """Return an entry of a register of knowledge; a fact with its value. Raises NotSeen."""
    one = knowledge.register_named(register)
    row: Any = knowledge.entry_visible_to(user, one, key)
    said = as_of = ""
    if register == "facts":
        said = f"{numbers.in_record(row.value)} {row.unit}"
        if row.qualifier not in {"exact", "count"}:
            said = f"{gettext(dict(QUALIFIERS)[row.qualifier])} {said}"
        as_of = row.as_of or str(row.as_of_on or "")
    source = str(
        getattr(row, "source", "")
        or getattr(row, "reference", "")
        or getattr(row, "document", "")
        or ""
    )
    title = str(getattr(row, one.named))
    return Named(one.kind, str(key), title[:300], path, said[:300], as_of[:80], source[:300])


def _not_linkable() -> Refusal:
    return Refusal(
        N_("This page shows no record that you may open. Copy the address from its own page."),
        field="address",
        code="no_record",
    )


def linkable_records(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the facts, documents and indicators that this user may link: address and title."""
    found: list[tuple[str, str]] = []
    for key in ("findings", "facts", "library"):
        register = knowledge.register_named(key)
        if access.may(user, register.read):
            for row in knowledge.entries_of_register(user, register, most=200):
                address = reverse("knowledge:entry", args=[key, row["id"]])
                source = f" ({row['source']})" if row.get("source") else ""
                found.append((address, f"{row[register.named]}{source}"[:140]))
    if access.may(user, "indicator.read"):
        for key, known in results.indicators_by_key(user).items():
            found.append((reverse("results:indicator", args=[key]), known.title))
    return found


def may_open_linked(user: access.AnyUser, link: Link) -> bool:
    """Return whether a user has a permission for the page of a linked record."""
    match = resolve(link.address)
    if match.view_name == "knowledge:entry":
        return access.may(user, knowledge.register_named(match.kwargs["register"]).read)
    permissions = _permissions_of(match)
    return not permissions or any(access.may(user, one) for one in permissions)


def _permissions_of(match: Any) -> tuple[str, ...]:
    return tuple(getattr(getattr(match.func, "view_class", None), "permissions", ()))


def readable_texts(user: access.AnyUser, links: Sequence[Link]) -> dict[UUID, str | None]:
    """Return what each linked record says, None where the user may not read that record.

    A link holds the number of the day it was made; it is read by those who may read the figure.
    """
    editions = {one: one.record_id.partition("/")[0] for one in links if one.record_kind == FIGURE}
    read = published.editions_visible_to(user).filter(id__in=set(editions.values()))
    may = {str(key) for key in read.values_list("id", flat=True)}
    facts = knowledge.register_named("facts")
    keys = {one.record_id for one in links if one.record_kind == facts.kind}
    if keys and access.may(user, facts.read):
        rows = knowledge.entries_visible_to(user, facts).filter(id__in=keys)
        may |= {str(key) for key in rows.values_list("id", flat=True)}
    return {
        one.id: one.said
        if one.record_kind not in {FIGURE, facts.kind} or editions.get(one, one.record_id) in may
        else None
        for one in links
    }
