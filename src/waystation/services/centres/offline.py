"""The centres' pages that work offline: the same forms, the same actions, and today's list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms as django_forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.pages.offline import OfflineForm, SentPage, edit_sent, typed_answers
from waystation.foundation.records.editing import write_seen
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Refusal, Refusals
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people

from . import actions, forms, queries
from .fields import OF_THE_UNKNOWN, PROFILE, PROFILE_ON_DEVICE, VISIT, VISIT_ON_DEVICE, counts_of
from .views import profiles, recording, sessions, visits


class VisitSent(SentPage, recording.VisitNew):
    """A visit from a device. The page's check of the answers was made there."""

    @classmethod
    def offline_context(cls, user: Any) -> dict[str, Any]:
        form = forms.Visit(user)
        form.fields["person"] = django_forms.CharField(
            label=_("Visitor"), widget=django_forms.Select(attrs={"data-people": ""})
        )
        form.order_fields(["key", "office", "person"])
        for name in OF_THE_UNKNOWN:
            form.fields[name].widget.attrs["data-unnamed"] = ""
        return {"form": form, "newcomer": forms.NewPerson()}

    def extra_names(self) -> Collection[str]:
        return ("waiting", *forms.NewPerson.base_fields)

    def get_form(self) -> forms.Visit:
        return forms.Visit(self.user, self.request.POST, initial=self.initial_answers())

    def act(self, form: forms.Visit) -> Any:
        newcomer = _newcomer_of(self.request.POST)
        there = queries.visits_visible_to(self.user).filter(id=self.sent.key).first()
        if there is not None and self.sent.before is not None:
            return self.correct(form, there)
        if there is None and not form.cleaned_data["started_at"]:
            form.cleaned_data["started_at"] = self.sent.recorded_at
        return self.save(form, None if form.cleaned_data["person"] else newcomer)

    def correct(self, form: forms.Visit, there: Any) -> Any:
        """Change the visit that arrived before, although the device did not learn of it."""
        before = forms.Visit(self.user, self.sent.before)
        if not before.is_valid() or _who(self.sent.before) != _who(self.sent.answers):
            raise Refusal(
                N_(
                    "This visit arrived before, with another visitor. Correct it in the list of "
                    "visits, then delete it here."
                ),
                code="other_visitor",
            )
        table = VISIT.without("person_id")
        proposed = {name: form.values[name] for name in table.names}
        if not proposed["started_at"]:
            del proposed["started_at"]  # not asked: the first one was dated when it was recorded
        return edit_sent(
            self.sent,
            table,
            proposed,
            before.values,
            values_of(there, table),
            lambda seen, chosen: actions.edit_visit(self.user, there.id, seen, chosen),
        )


class ProfileSent(SentPage, profiles.ProfileNew):
    """A daily profile from a device, of the day on which it was recorded there.

    Its target is the person, or the visit in which the person's file was opened.
    """

    @classmethod
    def offline_context(cls, user: Any) -> dict[str, Any]:
        return {"form": FieldsForm(table=PROFILE)}

    def get_person(self) -> UUID:
        target: UUID = self.kwargs["person_id"]
        visit = queries.visits_visible_to(self.user).filter(id=target).first()
        return visit.person_id if visit is not None and visit.person_id else target

    def act(self, form: Any) -> Any:
        person = self.get_person()
        office = access.the_office(people.office_of(self.user, person))
        day = self.sent.recorded_at.astimezone(ZoneInfo(office.zone)).date()
        mine = queries.profiles_visible_to(self.user)
        there = (
            mine.filter(id=self.sent.key).first() or mine.filter(person_id=person, day=day).first()
        )
        if there is None or (there.id == self.sent.key and self.sent.before is None):
            day = there.day if there is not None else day
            return actions.record_profile_of(
                self.user, person, id=self.sent.key, day=day, **form.values
            )
        # Two devices recorded the profile of one day: what only one of them answered is merged.
        before = FieldsForm(self.sent.before or QueryDict(), table=PROFILE)
        before.is_valid()
        return edit_sent(
            self.sent,
            PROFILE,
            form.values,
            PROFILE.complete(before.values),
            values_of(there, PROFILE),
            lambda seen, chosen: actions.edit_profile(self.user, there.id, seen, chosen),
        )


class SessionSent(SentPage, sessions.SessionNew):
    """A group session from a device, with who came."""

    @classmethod
    def offline_context(cls, user: Any) -> dict[str, Any]:
        return {"form": forms.Session(user), "heads": forms.Heads()}

    def extra_names(self) -> Collection[str]:
        return self.get_heads().fields

    def act(self, form: Any) -> Any:
        session = super().act(form)
        if self.sent.before is None or not session.held:
            return session
        before = forms.Heads(self.sent.before)
        heads = self.get_heads()
        if not (before.is_valid() and heads.is_valid()):
            return session
        return edit_sent(
            self.sent,
            heads.table,
            heads.values,
            before.values,
            queries.heads_of(session),
            lambda seen, chosen: actions.complete_session(
                self.user, session.id, counts=counts_of(chosen), seen=seen
            ),
        )


class AttendanceSent(SentPage, sessions.SessionPage):
    """Who came to a session: numbers, and people with a file."""

    @classmethod
    def offline_context(cls, user: Any) -> dict[str, Any]:
        return {"heads": forms.Heads(), "by_name": True}

    def extra_names(self) -> Collection[str]:
        return ("person",)


class VisitEditSent(SentPage, visits.VisitEdit):
    """An edit of a visit. Its sealed texts are not on the device, and remain unchanged."""

    @classmethod
    def offline_context(cls, user: Any) -> dict[str, Any]:
        form = forms.Visit(user)
        for name in {*form.fields} - {*VISIT_ON_DEVICE.names}:
            del form.fields[name]
        return {"form": form}

    def get_table(self) -> FieldTable:
        table: FieldTable = super().get_table()
        return table.without(*VISIT.sealed_names)


class ProfileEditSent(SentPage, profiles.ProfileEdit):
    """An edit of a profile, except for its sealed texts."""

    table = PROFILE_ON_DEVICE

    @classmethod
    def offline_context(cls, user: Any) -> dict[str, Any]:
        return {"form": FieldsForm(table=cls.table)}

    def before(self) -> dict[str, Any]:
        return values_of(self.record, self.table)


def _newcomer_of(answers: Any) -> dict[str, Any] | None:
    form = forms.NewPerson(answers)
    if form.is_valid():
        return form.answers
    raise Refusals(
        [
            Refusal(f"{form.fields[name].label}: {sentence}", code="newcomer")
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]
    )


def _who(answers: QueryDict | None) -> tuple[str, ...]:
    """Return who the visitor of a sent visit is: a known person, or the name of a new file."""
    named = ("person", *forms.NewPerson.base_fields)
    given: Any = answers or {}
    return tuple(given.get(name, "") for name in named if name != "somebody_else")


FORMS = {
    "visit": OfflineForm(N_("Visit"), VisitSent, "visit.record", "centres/offline/visit.html"),
    "visit_edit": OfflineForm(
        N_("Change the visit"),
        VisitEditSent,
        "visit.record",
        "centres/visit_fields.html",
        place="visit_id",
    ),
    "profile": OfflineForm(N_("Daily profile"), ProfileSent, "visit.record", place="person_id"),
    "profile_edit": OfflineForm(
        N_("Change the profile"), ProfileEditSent, "visit.record", place="profile_id"
    ),
    "session": OfflineForm(
        N_("Group session"), SessionSent, "session.record", "centres/offline/session.html"
    ),
    "attendance": OfflineForm(
        N_("Attendance"),
        AttendanceSent,
        "session.record",
        "centres/offline/session.html",
        place="session_id",
    ),
}


def lists_of(user: access.AnyUser) -> dict[str, Any]:
    """Return what a device shows without network: today's list, people, records to change."""
    day = queries.day_for_device(user)
    return {
        "today": render_to_string("centres/offline/today.html", vars(day)),
        "people": [
            {"id": str(key), "name": name}
            for key, name in sorted(day.names.items(), key=lambda one: one[1])
        ],
        "open": [
            *(_open_visit(one) for one in day.open_visits),
            *(_open("profile_edit", one, PROFILE_ON_DEVICE) for one in day.open_profiles),
            *(_open_session(one, day.names) for one in day.sessions),
        ],
    }


def _open_visit(visit: Any) -> dict[str, Any]:
    hidden = OF_THE_UNKNOWN if visit.person_id else ()
    return _open("visit_edit", visit, VISIT_ON_DEVICE.without(*hidden))


def _open(kind: str, record: Any, table: FieldTable) -> dict[str, Any]:
    values = values_of(record, table)
    return {
        "kind": kind,
        "id": str(record.id),
        "person": str(record.person_id or ""),
        "answers": typed_answers(FieldsForm(initial=values, table=table)),
        "seen": write_seen(values),
        "asked": list(table.names),
    }


def _open_session(session: Any, names: Mapping[UUID, str]) -> dict[str, Any]:
    heads = queries.heads_of(session)
    attended = queries.attendees_named(session) & names.keys()
    named = [["person", str(key)] for key in sorted(attended)]
    boxes = [[name, str(number)] for name, number in heads.items() if number]
    return {
        "kind": "attendance",
        "id": str(session.id),
        "answers": boxes + named,
        "seen": write_seen(heads),
        "asked": [],
    }
