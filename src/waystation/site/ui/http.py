"""What every template knows: the notes, the languages, and where this user may go."""

from __future__ import annotations

import functools
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access import queries as access

# heading -> (address name, icon, label, permission); an entry shows when its page exists
# and the user holds the permission.
NAVIGATION: list[tuple[Any, list[tuple[str, str, Any, str]]]] = [
    (
        _("Front line"),
        [
            ("centres:today", "home", _("Today"), "visit.read"),
            ("people:list", "people", _("People"), "person.read"),
            ("centres:sessions", "group", _("Group sessions"), "session.read"),
            ("centres:centres", "place", _("Centres"), "centre.read"),
        ],
    ),
    (
        _("Evidence"),
        [
            ("collection:forms", "form", _("Forms and surveys"), "form.read"),
            ("tracking:studies", "search", _("Studies"), "study.read"),
            ("results:dashboard", "chart", _("Dashboards"), "indicator.read"),
            ("results:indicators", "target", _("Indicators"), "indicator.read"),
            ("results:reports", "doc", _("Reports"), "report.read"),
        ],
    ),
    (
        _("UN Network on Migration"),
        [
            ("network:desk", "home", _("Secretariat"), "member.manage"),
            ("network:chair", "check", _("Co-chair"), "meeting.convene"),
            ("network:mine", "people", _("My entity"), "seat.decline"),
            ("network:unkt", "doc", _("UNKT"), "unkt.read"),
            ("network:meetings", "group", _("Meetings"), "network.read"),
            ("network:invited", "cal", _("Invitations"), "invitation.read"),
            ("network:plans", "target", _("Work plan"), "network.read"),
            ("network:advice", "doc", _("Advice"), "unkt.read"),
            ("network:reports", "doc", _("Reports to UNKT"), "unkt.read"),
            ("network:statements", "group", _("Joint statements"), "network.read"),
            ("network:registers", "list", _("Registers"), "network.read"),
            ("knowledge:library", "search", _("Library"), "knowledge.read"),
            ("network:members", "people", _("Members and seats"), "network.read"),
            ("network:keeping", "shield", _("Our Terms of Reference"), "terms.read"),
            ("organisations:entities", "place", _("Organisations"), "organisation.read"),
        ],
    ),
    (
        _("House"),
        [
            ("reference:lists", "list", _("Reference lists"), "reference.manage"),
            ("access:users", "key", _("Users and roles"), "user.manage"),
            ("access:audit", "shield", _("Audit trail"), "audit.read"),
            ("access:exports", "dl", _("Exports"), "export.approve"),
        ],
    ),
]


def initials(name: str) -> str:
    """Return the first letters of the first and the last name."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


# one letter -> (address name, label, permission); "/" is the search field itself
LETTERS: list[tuple[str, str, Any, str]] = [
    ("v", "centres:visit_new", _("Record a visit"), "visit.record"),
    ("g", "centres:session_new", _("Group session"), "session.record"),
    ("p", "people:list", _("People"), "person.read"),
]


@functools.cache
def address(name: str) -> str:
    """Return the address of a page, or nothing where its room is not built yet."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


# The first page of each kind of work, in this order.
FIRST_PAGES = [
    ("visit.record", "centres:today"),
    ("study.estimate", "tracking:studies"),
    ("member.manage", "network:desk"),
    ("meeting.convene", "network:chair"),
    ("seat.decline", "network:mine"),
    ("unkt.read", "network:unkt"),
    ("report.read", "results:reports"),
    ("user.manage", "access:users"),
]


def first_page_of(user: Any) -> str:
    """Return the address where this user's work is, or nothing."""
    for permission, name in FIRST_PAGES:
        if access.may(user, permission) and address(name):
            return address(name)
    return ""


def _sections_of(user: Any, path: str) -> list[dict[str, Any]]:
    sections = []
    for heading, entries in NAVIGATION:
        shown = [
            {"url": address(name), "icon": icon, "label": label, "here": False}
            for name, icon, label, permission in entries
            if access.may(user, permission) and address(name)
        ]
        if shown:
            sections.append({"heading": heading, "entries": shown})
    # The longest address that the page's own begins with is where we are.
    every = [entry for section in sections for entry in section["entries"]]
    under = [entry for entry in every if path.startswith(entry["url"])]
    if under:
        max(under, key=lambda entry: len(entry["url"]))["here"] = True
    return sections


def _tabs_of(user: Any, sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the three tabs of a phone, from the section where the user's work is.

    Who records visits has that one under the thumb.
    """
    home = first_page_of(user)
    ordered = sorted(sections, key=lambda one: home not in [e["url"] for e in one["entries"]])
    first = [entry for section in ordered for entry in section["entries"]][:3]
    new_visit = address("centres:visit_new")
    if new_visit and access.may(user, "visit.record"):
        return [*first[:2], {"url": new_visit, "icon": "plus", "label": _("Record a visit")}]
    return first


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html needs on every page."""
    user = getattr(request, "user", None)
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    common = {
        "language": language,
        "direction": "rtl" if language.split("-")[0] in {"ar", "fa", "ps"} else "ltr",
        "languages": [one for one in settings.LANGUAGES if one[0] in settings.STAFF_LANGUAGES],
        "all_languages": settings.LANGUAGES,
        "UNSCR_1244_NOTE": settings.UNSCR_1244_NOTE,
        "demonstration": settings.DEMONSTRATION,
    }
    if user is None or not user.is_authenticated:
        return common
    sections = _sections_of(user, request.path)
    return {
        **common,
        # Under one name: what a page calls its own sections, tabs or office must not replace it.
        "frame": {
            "sections": sections,
            "tabs": _tabs_of(user, sections),
            "letters": [
                (letter, address(name), label)
                for letter, name, label, permission in LETTERS
                if access.may(user, permission) and address(name)
            ],
            "initials": initials(user.full_name),
            "find_url": address("people:search") if access.may(user, "person.read") else "",
            "office": access.office_of(user),
        },
    }
