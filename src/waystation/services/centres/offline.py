"""The centres' pages that work without network: the same forms, the same actions.

A device shows the form of the page, stores what was typed, and sends it later with the key of the
record. What the page would refuse is refused here with the same sentence, beside the same field.
``site.offline`` reads ``FORMS`` and ``lists_of``, which the app contributes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms as django_forms
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.pages.forms import FieldsForm, chosen_values
from waystation.foundation.records.editing import parse_seen, seen_reader, write_seen
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Conflict, Refusal, Refusals
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people

from . import actions, forms, queries
from .fields import OF_THE_UNKNOWN, PROFILE, VISIT, counts_of
from .views import profiles, recording, sessions, visits

OF_THE_PAGE = {"waiting", "person", "key", "office", "planned", "seen"}
"""What a form carries beside the fields of its table."""


@dataclass(frozen=True)
class Sent:
    """A record as a device sends it.

    ``target`` is what it is about: the person of a profile (or the visit in which the person's
    file was opened), the session of an attendance, the record that is changed. ``before`` is what
    was sent earlier with the same key, where the answer to that was lost and the record was
    changed since. ``recorded_at`` is never later than now.
    """

    key: UUID
    target: UUID | None
    recorded_at: datetime
    answers: QueryDict
    before: QueryDict | None = None
    seen: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a sent record: applied, refused beside its form, or disputed."""

    status: int
    record_id: UUID | None = None
    form: Any = None
    disputed: list[dict[str, Any]] = field(default_factory=list)
    seen: str = ""


class Disputed(Exception):
    """Two editors changed the same answer; ``now`` is what is there."""

    def __init__(self, conflict: Conflict, now: Mapping[str, Any]) -> None:
        self.conflict, self.now = conflict, now


class VisitSent(recording.VisitNew):
    """A visit from a device. The page's check of the answers was made there."""

    sent: Sent

    def get_form(self) -> forms.Visit:
        return forms.Visit(self.user, self.request.POST, initial=self.begun())

    def act(self, form: forms.Visit) -> Any:
        newcomer = _newcomer_of(self.request.POST)
        there = queries.visits_visible_to(self.user).filter(id=self.sent.key).first()
        if there is not None and self.sent.before is not None:
            return self.correct(form, there)
        if there is None and not form.cleaned_data["started_at"]:
            form.cleaned_data["started_at"] = self.sent.recorded_at
        return self.save(form, None if form.cleaned_data["person"] else newcomer)

    def correct(self, form: forms.Visit, there: Any) -> Any:
        """Change the visit that arrived before, although the device was not told so."""
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
        return _edit(
            self.sent,
            form,
            table,
            before.values,
            values_of(there, table),
            lambda seen, proposed: actions.edit_visit(self.user, there.id, seen, proposed),
        )


class ProfileSent(profiles.ProfileNew):
    """A daily profile from a device, of the day on which it was recorded there."""

    sent: Sent

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
        return _edit(
            self.sent,
            form,
            PROFILE,
            PROFILE.complete(before.values),
            values_of(there, PROFILE),
            lambda seen, proposed: actions.edit_profile(self.user, there.id, seen, proposed),
        )


class SessionSent(sessions.SessionNew):
    """A group session from a device, with who came."""

    sent: Sent

    def act(self, form: Any) -> Any:
        session = super().act(form)
        if self.sent.before is None or not session.held:
            return session
        before = forms.Heads(self.sent.before)
        heads = self.get_heads()
        if not (before.is_valid() and heads.is_valid()):
            return session
        return _edit(
            self.sent,
            heads,
            heads.table,
            before.values,
            queries.heads_of(session),
            lambda seen, proposed: actions.complete_session(
                self.user, session.id, counts=counts_of(proposed), seen=seen
            ),
        )


class AttendanceSent(sessions.SessionPage):
    """Who came to a session: numbers, and people with a file."""

    sent: Sent

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        access.require(self.user, "session.record", self.record.office_id)
        named = self.sent.answers.getlist("person")
        return actions.complete_session(
            self.user,
            self.record.id,
            counts=counts_of(proposed),
            person_ids=[UUID(one) for one in named if one],
            seen=seen,
        )


class VisitEditSent(visits.VisitEdit):
    """A change of a visit. What is sealed in it is not on the device, and stays as it is."""

    sent: Sent

    def get_table(self) -> FieldTable:
        table: FieldTable = super().get_table()
        return table.without(*VISIT.sealed_names)


class ProfileEditSent(profiles.ProfileEdit):
    """A change of a profile, but for what is sealed in it."""

    sent: Sent

    def get_table(self) -> FieldTable:
        return PROFILE.without(*PROFILE.sealed_names)

    def before(self) -> dict[str, Any]:
        return values_of(self.record, self.get_table())


def _edit(
    sent: Sent,
    form: Any,
    table: FieldTable,
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    edit: Callable[[Mapping[str, Any], Mapping[str, Any]], Any],
) -> Any:
    """Change a record as an editor would who had ``before`` in front of them.

    Raises Disputed with both values, as the page asks; ``sent.seen`` is what was shown then.
    """
    seen = parse_seen(sent.seen, seen_reader(table)) if sent.seen else dict(before)
    proposed = {name: form.values[name] for name in table.names}
    proposed = chosen_values(proposed, seen, sent.answers)
    if "started_at" in table.names and not proposed["started_at"]:
        del proposed["started_at"]  # not asked: the first one was dated when it was recorded
    try:
        return edit(seen, proposed)
    except Conflict as conflict:
        raise Disputed(conflict, now) from None


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
    return tuple((answers or {}).get(name, "") for name in named if name != "somebody_else")


@dataclass(frozen=True)
class OfflineForm:
    """A form that also works on a device: its title, its page, and the place of its target."""

    label: str
    view: Any
    permission: str
    template: str = "centres/offline/form.html"
    place: str = ""

    def context(self, user: Any) -> dict[str, Any]:
        """Return the empty form, as the page offers it today."""
        return CONTEXTS[self.view](user)

    def receive(self, request: HttpRequest, **given: Any) -> Outcome:
        """Do what the page does with the answers of a ``Sent``. Raises refusals of 403 and 404."""
        sent = Sent(**given)
        answers = sent.answers.copy()
        answers["key"], answers["seen"] = str(sent.key), sent.seen
        page = HttpRequest()  # as if the page's own form had been sent
        page.method, page.POST, page.META = "POST", answers, request.META
        page.user, page.session = request.user, request.session
        view = self.view()
        view.setup(page, **({self.place: sent.target} if self.place else {}))
        view.sent = sent
        view.admit(access.signed_in(request.user))
        access.require(view.user, self.permission, getattr(view.record, "office_id", None))
        form = view.get_form()
        if unknown := self.unknown(form, sent.answers):
            form.add_error(None, unknown)
        if not form.is_valid():
            return Outcome(422, form=form)
        try:
            done = view.act(form)
        except Disputed as disputed:
            return self._ask(form, disputed.conflict, disputed.now)
        except Conflict as conflict:
            if isinstance(view, EditForm) and conflict.code == "edited_meanwhile":
                return self._ask(form, conflict, view.now)
            return self._refused(form, conflict)
        except Refusal as refusal:
            return self._refused(form, refusal)
        return Outcome(200, record_id=done.id)

    def unknown(self, form: Any, answers: QueryDict) -> str:
        """Return a sentence about answers that the form of today does not ask, "" for none."""
        known = {*form.fields, *OF_THE_PAGE}
        if self.view is VisitSent:
            known |= set(forms.NewPerson.base_fields)
        if self.view is SessionSent:
            known |= set(forms.Heads().fields)
        left = sorted(
            {name for name in answers if answers[name] and not name.startswith("keep-")} - known
        )
        if not left:
            return ""
        sentence = _(
            "The form has changed, and no longer asks: {names}. Open the record, check it, and "
            "save it again."
        )
        return sentence.format(names=", ".join(left)[:200])

    def _refused(self, form: Any, refusal: Refusal) -> Outcome:
        if refusal.status in {403, 404}:
            raise refusal
        onto_form(form, refusal)
        return Outcome(refusal.status, form=form)

    def _ask(self, form: Any, conflict: Conflict, now: Mapping[str, Any]) -> Outcome:
        onto_form(form, conflict)
        return Outcome(
            409, form=form, disputed=form.show_both(conflict), seen=write_seen(dict(now))
        )


def _visit_context(user: Any) -> dict[str, Any]:
    form = forms.Visit(user)
    form.fields["person"] = django_forms.CharField(
        label=_("Visitor"), widget=django_forms.Select(attrs={"data-people": ""})
    )
    form.order_fields(["key", "office", "person"])
    for name in OF_THE_UNKNOWN:
        form.fields[name].widget.attrs["data-unnamed"] = ""
    return {"form": form, "newcomer": forms.NewPerson()}


def _edit_context(table: FieldTable, user: Any) -> dict[str, Any]:
    return {"form": FieldsForm(table=table)}


def _visit_edit_context(user: Any) -> dict[str, Any]:
    form = forms.Visit(user)
    for name in ("key", "office", "person", *VISIT.sealed_names):
        del form.fields[name]
    return {"form": form}


CONTEXTS: dict[Any, Callable[[Any], dict[str, Any]]] = {
    VisitSent: _visit_context,
    ProfileSent: lambda user: _edit_context(PROFILE, user),
    ProfileEditSent: lambda user: _edit_context(PROFILE.without(*PROFILE.sealed_names), user),
    VisitEditSent: _visit_edit_context,
    SessionSent: lambda user: {"form": forms.Session(user), "heads": forms.Heads()},
    AttendanceSent: lambda user: {"heads": forms.Heads(), "signing_in": True},
}
FORMS = {
    "visit": OfflineForm(N_("Visit"), VisitSent, "visit.record", "centres/offline/visit.html"),
    "visit_edit": OfflineForm(
        N_("Change the visit"), VisitEditSent, "visit.record", place="visit_id"
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
        "today": render_to_string("centres/offline/today.html", vars(day) | {"forms": FORMS}),
        "people": [
            {"id": str(key), "name": name}
            for key, name in sorted(day.names.items(), key=lambda one: one[1])
        ],
        "open": [
            *(_open("visit_edit", one, VISIT) for one in day.open_visits),
            *(_open("profile_edit", one, PROFILE) for one in day.open_profiles),
            *(_open_session(one, day.names) for one in day.sessions),
        ],
    }


def _open(kind: str, record: Any, table: FieldTable) -> dict[str, Any]:
    asked = table.without(*table.sealed_names, *({"person_id"} & set(table.names)))
    if kind == "visit_edit" and record.person_id:
        asked = asked.without(*OF_THE_UNKNOWN)
    values = values_of(record, asked)
    form = FieldsForm(initial=values, table=asked)
    return {
        "kind": kind,
        "id": str(record.id),
        "person": str(record.person_id or ""),
        "answers": _shown(form),
        "seen": write_seen(values),
        "asked": list(asked.names),
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


def _shown(form: Any) -> list[list[str]]:
    """Return what the boxes of a form show, as a browser would send it."""
    pairs = []
    for bound in form:
        value = bound.field.widget.format_value(bound.value())
        if isinstance(bound.field, django_forms.BooleanField):
            pairs += [[bound.name, "on"]] if bound.value() else []
            continue
        for one in value if isinstance(value, list | tuple) else [value]:
            pairs += [[bound.name, str(one)]] if one not in (None, "") else []
    return pairs
