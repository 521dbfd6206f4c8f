"""What every template knows: the notes, the languages, and where this user may go."""

from __future__ import annotations

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
        _("House"),
        [
            ("reference:lists", "list", _("Reference lists"), "reference.manage"),
            ("access:users", "key", _("Users and roles"), "user.manage"),
            ("access:audit", "shield", _("Audit trail"), "audit.read"),
        ],
    ),
]


def initials(name: str) -> str:
    """Return the first letters of the first and the last name."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html needs on every page."""
    user = getattr(request, "user", None)
    sections = []
    if user is not None and user.is_authenticated:
        for heading, entries in NAVIGATION:
            shown = []
            for name, icon, label, permission in entries:
                if not access.may(user, permission):
                    continue
                try:
                    shown.append({"url": reverse(name), "icon": icon, "label": label})
                except NoReverseMatch:
                    continue  # the room is not built yet
            if shown:
                sections.append({"heading": heading, "entries": shown})
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "sections": sections,
        "tabs": [entry for section in sections for entry in section["entries"]][:3],
        "initials": initials(user.full_name) if user is not None and user.is_authenticated else "",
        "may_find": access.may(user, "person.read") if user is not None else False,
        "office": access.office_of(user) if user is not None and user.is_authenticated else None,
        "language": language,
        "direction": "rtl" if language.split("-")[0] in {"ar", "fa", "ps"} else "ltr",
        "languages": [
            entry for entry in settings.LANGUAGES if entry[0] in settings.STAFF_LANGUAGES
        ],
        "UNSCR_1244_NOTE": settings.UNSCR_1244_NOTE,
        "demonstration": settings.DEMONSTRATION,
    }
