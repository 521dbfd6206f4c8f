"""Group sessions, and the sign-in by phone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import segno
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import cookie_name, in_words, onto_form
from waystation.foundation.documents import blocks
from waystation.foundation.pages.action_pages import ELSEWHERE, ActionButton, ActionForm, EditForm
from waystation.foundation.pages.base import PagePart, Permitted, url_of
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.services.centres import actions, forms, queries, rules
from waystation.services.centres.fields import SESSION, counts_of, heads_table

NOTHING = FieldTable("centres.Session")
SESSIONS = (("centres:sessions", N_("Group sessions")),)


def _state_in_words(row: Row) -> str:
    if row["cancelled_at"]:
        return _("Cancelled")
    return "" if row["held"] else _("Planned")


class Sessions(ListPage):
    """The group sessions of the user's offices."""

    permissions = ("session.read",)
    title = N_("Group sessions")
    lead = N_("Attendees are counted separately from visits and from people with a file.")
    empty_title = N_("No group sessions yet")
    empty_text = N_("Plan one, or record one that was held: by name, by number, or by QR sign-in.")
    add_label = N_("New session")
    order = ("-day", "-id")
    search = ("title",)
    extra_values = ("held", "cancelled_at")
    columns = (
        *columns_of(SESSION, title={"muted": lambda row: _state_in_words(row)}),
        Column("office__name", N_("Centre")),
        Column("attendees", N_("Attendees"), number=True, prepared=True),
        Column("women", N_("Women"), number=True, prepared=True),
        Column("named", N_("By name"), number=True, prepared=True),
    )
    filters = filters_of(SESSION)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.sessions_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("centres:session", row["id"])

    def get_add_url(self) -> str:
        return reverse("centres:session_new") if access.may(self.user, "session.record") else ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        came = queries.attendance_for(self.user, [row["id"] for row in rows])
        return [
            {
                **row,
                "attendees": came[row["id"]].together,
                "women": came[row["id"]].women,
                "named": came[row["id"]].named,
            }
            for row in rows
        ]


class SessionNew(ActionForm):
    """Record a group session, or plan one."""

    template_name = "centres/session_form.html"
    permissions = ("session.record",)
    parents = SESSIONS
    title, button = N_("New group session"), N_("Save the session")
    lead = N_(
        "A session needs at least two attendees. For one person, record individual counselling."
    )
    done = N_("The session is recorded.")
    result_page = "centres:session"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Session(self.user, **self.get_form_kwargs())

    def get_heads(self) -> forms.Heads:
        return forms.Heads(self.request.POST if self.request.method == "POST" else None)

    def act(self, form: Any) -> Any:
        heads = self.get_heads()
        if not heads.is_valid():
            raise Refusal(N_("Correct the numbers of attendees."), code="counts")
        given = form.cleaned_data
        if given["planned"]:
            self.done = N_("The session is planned. Record the attendance when it has taken place.")
        return actions.record_session(
            self.user,
            UUID(given["office"]),
            key=given["key"],
            counts=heads.counts(),
            held=not given["planned"],
            **form.values,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heads": self.get_heads(),
            "may_find": access.may(self.user, "person.read"),
        }


class SessionPage(EditForm):
    """One group session: attendance by name and by number, and completing it.

    An editor whose number was changed by a colleague sees both and chooses.
    """

    template_name = "centres/session.html"
    form_class = forms.Heads
    permissions = ("session.read",)
    parents = SESSIONS
    done = N_("The attendance is saved.")

    def get_record(self) -> Any:
        return queries.session_visible_to(self.user, self.kwargs["session_id"])

    def get_title(self) -> str:
        return str(self.record.title)

    def get_table(self) -> FieldTable:
        return heads_table()

    def before(self) -> dict[str, Any]:
        return queries.heads_of(self.record)

    def get_initial(self) -> dict[str, Any]:
        return {name: number or None for name, number in self.now.items()}

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        access.require(self.user, "session.record", self.record.office_id)
        typed = map(key_in, self.request.POST.getlist("person"))
        return actions.complete_session(
            self.user,
            self.record.id,
            counts=counts_of(proposed),
            person_ids=[one for one in typed if one],
            seen=seen,
        )

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = queries.attendees_named(self.record)
        return super().get_context_data(**kwargs) | {
            "topics": SESSION["topics"].words(self.record.topics),
            "came": queries.attendance_for(self.user, [self.record.id])[self.record.id],
            "names": people.names_of(self.user, keys),
            "may_lead": access.may(self.user, "session.record", self.record.office_id),
            "may_sign_in": not self.record.cancelled_at and self.record.day <= self.today(),
            "invited": queries.invited_to(self.user, self.record),
            "satisfaction": queries.satisfaction_of(self.record),
            "questions": queries.questions_of(self.record),
            **self.matching_people(),
        }

    def today(self) -> date:
        return today_in(self.record.office.zone)

    def matching_people(self) -> dict[str, Any]:
        """Return the people found by the search of this page, to be invited or added."""
        who = self.request.GET.get("who", "").replace("\x00", "").strip()[:200]
        may_find = access.may(self.user, "person.read", self.record.office_id)
        found = people.search(self.user, who, limit=8) if who and may_find else []
        return {"who": who, "found": found, "may_find": may_find}


class OfSession(PagePart):
    """A page about one session, for users who may lead it."""

    permissions: tuple[str, ...] = ("session.record",)
    record_page = "centres:session"

    def get_record(self) -> Any:
        return queries.session_visible_to(self.user, self.kwargs["session_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        own = self.get_success_url()
        return [(reverse("centres:sessions"), _("Group sessions")), (own, str(self.record.title))]


class SessionEdit(OfSession, EditForm):
    """Change what a session says: its day, its title, the questions that were asked."""

    table = SESSION
    title, button = N_("Change the session"), N_("Save the session")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, SESSION)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_session(self.user, self.record.id, seen, proposed)


class SessionCancel(OfSession, ActionForm):
    """Cancel a planned session, after a page that shows who is affected."""

    title = button = N_("Cancel the session")
    done = N_("The session is cancelled.")
    table = NOTHING

    def get_lead(self) -> str:
        invited = len(queries.invited_to(self.user, self.record))
        return ngettext(
            "Planned for {day}. {count} person is invited: tell this person. A cancelled session "
            "stays in the list, and its sign-in by phone closes.",
            "Planned for {day}. {count} people are invited: tell them. A cancelled session stays "
            "in the list, and its sign-in by phone closes.",
            invited,
        ).format(day=blocks.day_in_writing(self.record.day), count=invited)

    def act(self, form: Any) -> Any:
        return actions.cancel_session(self.user, self.record.id)


class SessionInvite(OfSession, ActionButton):
    """Invite a person to a planned session."""

    done = N_("The person is on the list of the session.")

    def act(self) -> Any:
        person = key_in(self.request.POST.get("person", ""))
        if person is None:
            raise Refusal(N_("Choose a person first."), code="missing")
        return actions.invite(self.user, self.record.id, person)


class SessionRatings(OfSession, ActionForm):
    """How many paper forms gave each answer about satisfaction."""

    form_class = forms.Ratings
    title, button = N_("Ratings on paper"), N_("Save")
    lead = N_("Count the forms that were filled in. Answers on a phone are counted by themselves.")
    done = N_("The ratings are saved.")

    def get_initial(self) -> dict[str, Any]:
        return queries.paper_ratings_of(self.record)

    def act(self, form: Any) -> Any:
        return actions.rate_on_paper(self.user, self.record.id, form.numbers)


class SessionSignInOpen(Permitted):
    """Open the sign-in by phone and show its QR code."""

    http_method_names = ["get", "post"]
    permissions = ("session.record",)

    def get_record(self) -> Any:
        return queries.session_visible_to(self.user, self.kwargs["session_id"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Go back to the session: the code is shown after POST only, not on reloading."""
        return redirect("centres:session", self.record.id)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            code = actions.open_sign_in(self.user, self.record.id)
        except Refusal as refusal:
            if refusal.status in ELSEWHERE:
                raise
            messages.error(request, in_words(refusal))
            return redirect("centres:session", self.record.id)
        address = request.build_absolute_uri(reverse("centres:sign_in", args=[code]))
        context = {
            "session": self.record,
            "address": address,
            "picture": segno.make(address, error="m").svg_data_uri(scale=8, border=2),
        }
        return render(request, "centres/session_qr.html", context)


ATTENDING = "attending"  # the cookie that tells one browser from another, for one session


def sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in to a session from one's own phone: no account, no name, two answers at most.

    One browser is one attendance: its key is in a signed cookie, not in the form.
    """
    found = actions.session_of_code(code)
    rating = request.method == "POST" and not {"rate", "satisfaction"}.isdisjoint(request.POST)
    form_class = forms.Rating if rating else forms.SignIn
    form: Any = form_class(request.POST if request.method == "POST" else None)
    browser = request.get_signed_cookie(cookie_name(ATTENDING), default="", salt=str(found.id))
    done, status = False, 200
    if request.method == "POST" and form.is_valid():
        try:
            if not browser:
                raise Refusal(
                    N_("Your browser accepts no cookies. Ask the person who leads the session."),
                    code="cookies",
                )
            act = actions.rate_by_phone if rating else actions.sign_in_by_phone
            act(code, key=uuid5(found.id, browser), **form.values)
            done = True
        except Refusal as refusal:
            onto_form(form, refusal)
            status = refusal.status
    answer = render(
        request,
        "centres/sign_in.html",
        {
            "session": found,
            "form": form,
            "done": done,
            "rated": done and rating,
            "rating": forms.Rating() if done and not rating else form if rating else None,
        },
        status=422 if form.errors and status == 200 else status,
    )
    if not browser:
        answer.set_signed_cookie(
            cookie_name(ATTENDING),
            secrets.token_urlsafe(16),
            salt=str(found.id),
            path=request.path,
            max_age=rules.SIGN_IN_HOURS * 3600,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer
