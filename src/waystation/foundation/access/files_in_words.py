"""What an exported file had in it, in words: its list, and the filters of its selection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, get_resolver
from django.utils.translation import gettext

from .presenting import spoken, thing


def kind_in_words(kind: str) -> str:
    """Return the title of the list that a file is of: "centres:visits" → "Visits"."""
    title = getattr(_view_of(kind), "title", "")
    app, _, page = kind.replace(".", ":").partition(":")
    return gettext(title) if title else thing(page) if page else spoken(app).capitalize()


def selection_in_words(kind: str, selection: str) -> str:
    """Return the filters that a selection sets, by their labels; "" for other files."""
    return " · ".join(f"{label}: {value}" for label, value in _filters(_view_of(kind), selection))


def _view_of(kind: str) -> Any:
    """Return the class of the list with this URL name, None for other files."""
    space, _, name = kind.rpartition(":")
    try:
        resolver = get_resolver()
        if space:
            _prefix, resolver = resolver.namespace_dict[space]
        found = next(one for one in resolver.url_patterns if getattr(one, "name", "") == name)
    except (KeyError, StopIteration, NoReverseMatch):
        return None
    return getattr(found.callback, "view_class", None)


def _filters(view: Any, selection: str) -> Iterator[tuple[str, str]]:
    """Yield the label and the value of each filter of a list that a selection sets."""
    asked = QueryDict(selection)
    if text := asked.get("q"):
        yield gettext("Search"), text
    filters = getattr(view, "filters", ())
    for one in filters if isinstance(filters, tuple | list) else ():
        bound = one.bind(asked)
        if bound["kind"] == "choice" and bound["active"]:
            yield bound["label"], dict(bound["choices"]).get(bound["value"], "–")
        elif bound["kind"] == "period" and (bound["first"] or bound["last"]):
            yield bound["label"], f"{bound['first']} – {bound['last']}"
        elif bound["kind"] == "tick" and bound["active"]:
            yield bound["label"], gettext("Yes")
