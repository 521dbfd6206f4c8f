"""The template context of every page: disclaimers, languages, and the user's navigation."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access import contributions, idle
from waystation.foundation.access import queries as access

from . import guides

SECTIONS: list[tuple[str, Any]] = [
    ("front_line", _("Front line")),
    ("mobility", _("Work and mobility")),
    ("information", _("Services and information")),
    ("evidence", _("Evidence")),
    ("knowledge", _("Knowledge")),
    ("programmes", _("Programmes and policies")),
    ("network", _("UN Network on Migration")),
    ("records", _("Records of the Network")),
    ("administration", _("Administration")),
]
"""The navigation's sections in order; apps contribute the entries."""
FOLDED = {"mobility", "information", "knowledge", "programmes", "records"}
"""Sections that are collapsed if the navigation has more than ``LONG`` entries, unless the user's
first page is in them."""
LONG = 10
TABS_WITH = {"programmes": ("results:dashboard", "reports:reports")}
"""The tabs on a phone beside a first page in this section, where its other pages are read less."""


def initials(name: str) -> str:
    """Return the initials of the first and the last name."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


@functools.cache
def address(name: str) -> str:
    """Return the URL of a page, "" if it is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Menu:
    """What a set of permissions opens: the same for all users who hold it, in every language."""

    rights: str
    """The permissions as text: names the fragments of base.html that depend on them."""
    home: str
    sections: tuple[Mapping[str, Any], ...]
    tabs: tuple[Mapping[str, Any], ...]
    shortcuts: tuple[tuple[str, str, Any], ...]


def menu_of(user: Any) -> Menu:
    """Return the menu of the permissions that the user holds in this request."""
    reach = access.reach_of(user)
    return _menu(frozenset(permission for permission, offices in reach.items() if offices))


@functools.lru_cache(maxsize=256)
def _menu(permissions: frozenset[str]) -> Menu:
    home = _first_page(permissions)
    sections = _sections(permissions, home)
    return Menu(
        rights=" ".join(sorted(permissions)),
        home=home,
        sections=sections,
        tabs=_tabs(permissions, home, sections),
        shortcuts=tuple(
            (one.letter, address(one.address), one.label)
            for one in contributions.list_of("shortcuts")
            if one.permission in permissions and address(one.address)
        ),
    )


def _first_page(permissions: frozenset[str]) -> str:
    for page in sorted(contributions.list_of("first_pages"), key=lambda page: page.order):
        if page.permission in permissions and address(page.address):
            return address(page.address)
    return address("ui:work")


def _sections(permissions: frozenset[str], home: str) -> tuple[Mapping[str, Any], ...]:
    sections = []
    links = sorted(contributions.list_of("navigation"), key=lambda link: link.order)
    for key, heading in SECTIONS:
        entries = [
            {
                "url": address(link.address),
                "icon": link.icon,
                "label": link.label,
                "app": link.address.partition(":")[0],
            }
            for link in links
            if link.section == key and link.permission in permissions and address(link.address)
        ]
        if entries:
            urls = frozenset(entry["url"] for entry in entries)
            sections.append({"key": key, "heading": heading, "entries": entries, "urls": urls})
    number = sum(len(section["entries"]) for section in sections)
    for section in sections:
        apart = section["key"] in FOLDED and home not in section["urls"]
        section["folded"] = apart and number > LONG
    return tuple(sections)


def _tabs(
    permissions: frozenset[str], home: str, sections: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """Return the three tabs of the phone layout, from the section of the user's first page.

    For users who record visits, the third tab records a visit.
    """
    ordered = sorted(sections, key=lambda section: home not in section["urls"])
    entries = [entry for section in ordered for entry in section["entries"]]
    wanted = [home, *map(address, TABS_WITH.get(ordered[0]["key"], ()))] if ordered else []
    read = [one for url in wanted for one in entries if one["url"] == url]
    first = (read if len(read) > 2 else entries)[:3]
    new_visit = address("centres:visit_new")
    if new_visit and "visit.record" in permissions:
        first[2:] = [{"url": new_visit, "icon": "plus", "label": _("Record a visit")}]
    return tuple(first)


def first_page_of(user: Any) -> str:
    """Return the URL of the user's first page: one that an app contributes, or the general one."""
    return menu_of(user).home


def entry_of(menu: Menu, path: str, app: str) -> str:
    """Return the URL of the current page's entry: its app's with the longest matching URL.

    If the app has no entry, or several and none matches, the entries of all apps are considered.
    """
    entries = [entry for section in menu.sections for entry in section["entries"]]
    own = [entry["url"] for entry in entries if entry["app"] == app]
    every = [entry["url"] for entry in entries]
    under = [url for url in own or every if path.startswith(url)]
    under = under or [url for url in every if path.startswith(url)]
    return max(own if len(own) == 1 else under, key=len, default="")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the context of base.html."""
    user = getattr(request, "user", None)
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    common = {
        "language": language,
        "direction": "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr",
        "languages": [one for one in settings.LANGUAGES if one[0] in settings.STAFF_LANGUAGES],
        "all_languages": settings.LANGUAGES,
        "UNSCR_1244_NOTE": settings.UNSCR_1244_NOTE,
        "demonstration": settings.DEMONSTRATION,
        "language_url": address("ui:language"),
        "sign_out_url": address("account_logout"),
    }
    if user is None or not user.is_authenticated:
        return common
    menu, match = menu_of(user), request.resolver_match
    return {
        **common,
        # In one variable, so that a page's own ``sections``, ``tabs`` or ``office`` do not override
        # it.
        "frame": {
            "rights": menu.rights,
            "here": entry_of(menu, request.path, match.app_name if match else ""),
            "sections": menu.sections,
            "tabs": menu.tabs,
            "letters": menu.shortcuts,
            "draft_key": idle.draft_key_of(request),
            "initials": initials(user.full_name),
            "find_url": address("ui:search"),
            "bell_url": address("ui:notifications"),
            "guide_url": guides.url_for(request),
            "office": access.office_of(user),
        },
    }
