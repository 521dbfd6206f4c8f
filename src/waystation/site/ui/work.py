"""Pages that every user has: a first page, outstanding work, search, guides."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.foundation.access import actions
from waystation.foundation.access import queries as access
from waystation.foundation.pages import finding
from waystation.foundation.pages.action_pages import ActionButton
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding, outstanding_for

from . import guides, http
from .ten_things import steps_of, walk_of

TONES = {"late": "r", "due": "a", "open": ""}
MOST_SHOWN = 8
MOST_LISTED = 200
MOST_OF_A_KIND = 4  # lines of one kind before the others are collapsed
ON = N_("What is new comes to you by e-mail once a day.")
OFF = N_("No daily e-mail is sent to you any more.")
SHORTEST = 2  # minimum number of characters in a search


def lines(found: list[Outstanding]) -> list[dict[str, Any]]:
    """Return outstanding work as lines of a page; items with the same title share a line."""
    today = today_in()
    words = {"late": _("Late"), "due": _("Due"), "open": _("Open")}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in found:
        urgency = one.urgency(today)
        row = {"title": one.title, "ones": [], "word": words[urgency], "tone": TONES[urgency]}
        rows.setdefault((urgency, one.title), row)["ones"].append(one)
    return list(rows.values())


def groups(found: list[Outstanding]) -> list[dict[str, Any]]:
    """Return lines grouped by kind: the first ones of each, and the rest to expand."""
    kinds: dict[str, list[Outstanding]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    result = []
    for ones in kinds.values():
        rows = lines(ones)
        first = len(rows) if len(rows) <= MOST_OF_A_KIND else MOST_OF_A_KIND - 1
        result.append({"first": rows[:first], "others": rows[first:]})
    return result


def rows_of_each_kind(found: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Return the first line of each kind, then the second of each, and so on, up to ``most``.

    The lines of one kind stay together, in the order of the kinds. Every kind has a line, even if
    that makes more than ``most``: work without a deadline, such as a proposal to approve, is not
    hidden by what is late.
    """
    most = max(most, len(found))
    places = sorted(
        (row, kind) for kind, one in enumerate(found) for row in range(len(one["first"]))
    )
    chosen = {(kind, row) for row, kind in places[:most]}
    return [found[kind]["first"][row] for kind, row in sorted(chosen)]


def is_pressing(one: Outstanding) -> bool:
    """Return whether an item is overdue or due within a week: these are counted on the bell."""
    return one.urgency(today_in()) != "open"


def public_pages() -> list[tuple[str, str]]:
    """Return the public pages, for roles that have no pages of their own yet."""
    named = (
        ("public:facts", _("Fact sheets")),
        ("public:times", _("Book an appointment")),
        ("public:complain", _("Feedback")),
    )
    return [(label, http.address(name)) for name, label in named if http.address(name)]


class OwnPage(Page):
    """A page about the user's own work, open to every account."""

    def check_permission(self) -> None:
        """Allow every role: each part of the page checks its own permission."""


class Work(OwnPage):
    """The first page of roles without a dashboard: outstanding work, and actions to start."""

    template_name = "ui/work.html"
    title = N_("Your work")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = outstanding_for(self.user, today_in())
        found = groups(waiting)
        rows = rows_of_each_kind(found, MOST_SHOWN)
        number = sum(len(group["first"]) + len(group["others"]) for group in found)
        menu = http.menu_of(self.user)
        roles = [_(one) for one in access.role_names_of(self.user)]
        return super().get_context_data(**kwargs) | {
            "day": today_in(),
            "waiting": rows,
            "more": number > len(rows),
            "number": len(waiting),
            "groups": menu.sections,
            "starts": menu.shortcuts,
            "guides": [(_(title), url) for _key, title, url in guides.guides_of(self.user)],
            "nothing": not roles,
            "roles": roles,
            "public": [] if menu.sections else public_pages(),
        }


class Notifications(OwnPage):
    """All outstanding work of this user, overdue items first."""

    template_name = "ui/notifications.html"
    title = N_("Notifications")
    lead = N_("Tasks for you, overdue first.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = outstanding_for(self.user, today_in())
        pressing = [one for one in waiting if is_pressing(one)]
        later = [one for one in waiting if not is_pressing(one)]
        return super().get_context_data(**kwargs) | {
            "number": len(pressing),
            "pressing": groups(pressing[:MOST_LISTED]),
            "later_number": len(later),
            "later": groups(later[:MOST_LISTED]),
        }


class DailyEmail(ActionButton):
    """Turn the daily e-mail on or off."""

    next_page = "ui:notifications"

    def check_permission(self) -> None:
        """Allow everybody: users choose for themselves."""

    def act(self) -> None:
        wanted = self.request.POST.get("wanted") == "1"
        actions.choose_daily_email(access.signed_in(self.user), wanted=wanted)
        self.done = ON if wanted else OFF


class Count(OwnPage):
    """The number on the bell, fetched after a page has loaded."""

    template_name = "ui/count.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pressing = [one for one in outstanding_for(self.user, today_in()) if is_pressing(one)]
        return super().get_context_data(**kwargs) | {"number": len(pressing)}


class Search(OwnPage):
    """Search all lists that this user may open."""

    template_name = "ui/search.html"
    title = N_("Search")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return render(request, "ui/hits.html", self.get_context_data(**kwargs))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.GET.get("q", "").replace("\x00", "").strip()[:100]
        long_enough = len(typed) >= SHORTEST
        return super().get_context_data(**kwargs) | {
            "typed": typed,
            "long_enough": long_enough,
            "pages": self.pages_named(typed) if long_enough else [],
            "groups": list(finding.search(self.request, typed)) if long_enough else [],
        }

    def pages_named(self, typed: str) -> list[tuple[str, str]]:
        """Return the entries of the user's navigation whose name contains the search text."""
        entries = [
            (str(entry["label"]), entry["url"])
            for section in http.menu_of(self.user).sections
            for entry in section["entries"]
        ]
        return [one for one in entries if typed.casefold() in one[0].casefold()]


class Guides(OwnPage):
    """The guides, those for the user's own roles first."""

    template_name = "ui/guides.html"
    title = N_("Help")
    lead = N_("How the work goes, for each role. Some guides are in English only.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = guides.guides_of(self.user)
        keys = {key for key, _title, _url in mine}
        order = (*keys_in_order(keys), *others(keys))
        available = [guides.guide(key, get_language() or "en") for key in order]
        return super().get_context_data(**kwargs) | {
            "guides": [(one, _(one.title), one.key in keys) for one in available if one]
        }


def keys_in_order(keys: set[str]) -> list[str]:
    return [key for key in guides.GUIDES if key in keys]


def others(keys: set[str]) -> list[str]:
    return [key for key in guides.GUIDES if key not in keys]


class GuidePage(OwnPage):
    """One guide with its table of contents."""

    template_name = "ui/guide.html"
    parents = (("ui:guides", N_("Help")),)

    def get_record(self) -> Any:
        found = guides.guide(self.kwargs["guide"], get_language() or "en")
        if found is None:
            raise Http404
        return found

    def get_title(self) -> str:
        return _(self.record.title)


class TenThings(OwnPage):
    """Ten things that a newcomer to the demonstration can try, for each role."""

    template_name = "ui/ten_things.html"
    title = N_("Ten things to try")
    lead = N_("One story, from a question at a counter to a documented answer. About ten minutes.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "steps": steps_of(self.user),
            "walk": walk_of(self.user),
        }
