"""The global search over several lists.

It searches a list as the list's own page does: same rows, same permission, same fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal

from .lists import ListPage

MOST_HITS = 5


@dataclass(frozen=True)
class Hit:
    """A record that matches: its name in the list, and its URL."""

    title: str
    more: str
    url: str


@dataclass(frozen=True)
class Hits:
    """The matches of one list; ``url`` shows all of them there."""

    title: str
    hits: list[Hit]
    url: str


def search(request: HttpRequest, text: str) -> Iterator[Hits]:
    """Yield the matches of each list that this user may open, without lists that have none."""
    for one in contributions.list_of("searched"):
        name, *arguments = (one,) if isinstance(one, str) else one
        try:
            address = reverse(name, args=arguments)
        except NoReverseMatch:
            continue
        if (found := _search_list(request, address, text)) is not None:
            yield found
    # Accounts are in a lower layer than the kit, and have no list page of it.
    accounts = access.accounts_matching(request.user, text)[:MOST_HITS]
    if accounts:
        address = reverse("access:users")
        hits = [
            Hit(one.full_name, one.email, f"{address}?{urlencode({'q': one.email})}")
            for one in accounts
        ]
        yield Hits(gettext("Users and roles"), hits, f"{address}?{urlencode({'q': text})}")


def _search_list(request: HttpRequest, address: str, text: str) -> Hits | None:
    match = resolve(address)
    view: Any = match.func
    page: ListPage = view.view_class()
    narrowed = copy(request)
    narrowed.path, narrowed.resolver_match = address, match
    narrowed.GET = QueryDict(urlencode({"q": text}))
    page.setup(narrowed, *match.args, **match.kwargs)
    page.page_size = MOST_HITS
    try:
        page.admit(access.signed_in(request.user))
    except Refusal:
        return None
    rows, _following = page.page_of(page.filter_rows())
    if not rows:
        return None
    columns = page.chosen_columns()
    hits = [_hit(page, row, columns) for row in rows]
    return Hits(page.get_title(), hits, f"{address}?{urlencode({'q': text})}")


def _hit(page: ListPage, row: dict[str, Any], columns: Any) -> Hit:
    """Return a row as one line: its first column, and what the list says of it besides."""
    words = [column.text(row.get(column.name)) for column in columns]
    more = page.hit_words(row) or words[1:]
    return Hit(words[0], " · ".join([one for one in more if one][:2]), page.get_row_url(row))
