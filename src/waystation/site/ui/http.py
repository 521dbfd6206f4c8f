"""The template context of every page: disclaimers, languages, and the user's navigation."""

from __future__ import annotations

import functools
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access import contributions
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


def first_page_of(user: Any) -> str:
    """Return the URL of the user's first page: one that an app contributes, or the general one."""
    for page in sorted(contributions.list_of("first_pages"), key=lambda page: page.order):
        if access.may(user, page.permission) and address(page.address):
            return address(page.address)
    return address("ui:work")


def sections_of(user: Any, path: str) -> list[dict[str, Any]]:
    sections = []
    links = sorted(contributions.list_of("navigation"), key=lambda link: link.order)
    for key, heading in SECTIONS:
        entries = [
            {
                "url": address(link.address),
                "icon": link.icon,
                "label": link.label,
                "app": link.address.partition(":")[0],
                "here": False,
            }
            for link in links
            if link.section == key and access.may(user, link.permission) and address(link.address)
        ]
        if entries:
            sections.append({"key": key, "heading": heading, "entries": entries})
    every = [entry for section in sections for entry in section["entries"]]
    _mark_where_we_are(every, path)
    home = first_page_of(user)
    for section in sections:
        apart = section["key"] in FOLDED and home not in [one["url"] for one in section["entries"]]
        section["folded"] = apart and len(every) > LONG
        section["open"] = any(entry["here"] for entry in section["entries"])
    return sections


def _mark_where_we_are(entries: list[dict[str, Any]], path: str) -> None:
    """Mark the current page's navigation entry: the entry of its app with the longest matching URL.

    If the app has no entry, or several and none matches, the entries of all apps are considered.
    """
    try:
        app = resolve(path).app_name
    except Resolver404:
        app = ""
    own = [entry for entry in entries if entry["app"] == app]
    under = [entry for entry in own or entries if path.startswith(entry["url"])]
    under = under or [entry for entry in entries if path.startswith(entry["url"])]
    candidates = own if len(own) == 1 else under
    if candidates:
        max(candidates, key=lambda entry: len(entry["url"]))["here"] = True


def shortcuts_of(user: Any) -> list[tuple[str, str, Any]]:
    """Return (letter, URL, label) of the keyboard shortcuts available to this user."""
    return [
        (one.letter, address(one.address), one.label)
        for one in contributions.list_of("shortcuts")
        if access.may(user, one.permission) and address(one.address)
    ]


def draft_key_of(request: HttpRequest) -> str:
    """Return the key that encrypts this session's drafts in the browser, valid for the session."""
    session = getattr(request, "session", None)
    if session is None or not session.session_key:
        return ""
    return salted_hmac("waystation.drafts", session.session_key, algorithm="sha256").hexdigest()


def _tabs_of(user: Any, sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the three tabs of the phone layout, from the section of the user's first page.

    For users who record visits, the third tab records a visit.
    """
    home = first_page_of(user)
    ordered = sorted(sections, key=lambda one: home not in [e["url"] for e in one["entries"]])
    first = [entry for section in ordered for entry in section["entries"]][:3]
    new_visit = address("centres:visit_new")
    if new_visit and access.may(user, "visit.record"):
        return [*first[:2], {"url": new_visit, "icon": "plus", "label": _("Record a visit")}]
    return first


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
    }
    if user is None or not user.is_authenticated:
        return common
    sections = sections_of(user, request.path)
    return {
        **common,
        # In one variable, so that a page's own ``sections``, ``tabs`` or ``office`` do not override
        # it.
        "frame": {
            "sections": sections,
            "tabs": _tabs_of(user, sections),
            "letters": shortcuts_of(user),
            "draft_key": draft_key_of(request),
            "initials": initials(user.full_name),
            "find_url": address("ui:search"),
            "bell_url": address("ui:notifications"),
            "guide_url": guides.url_for(request),
            "office": access.office_of(user),
        },
    }
