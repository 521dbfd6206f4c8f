"""Referrals of the office: the list, one of them, and everything that is done with one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm, TransitionForm
from waystation.foundation.pages.base import Page
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.fields import Field
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.errors import Refusal, Refusals
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people
from waystation.registry.people.http import PersonPage
from waystation.registry.referrals import actions, forms, queries
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.queries.links import links_of
from waystation.registry.referrals.rules.referrals import DIRECTIONS
from waystation.registry.referrals.transitions import OUTCOME, REFERRAL_WORKFLOW

from .services import match_lines
from .ticks import TickNow

REFERRALS = (("referrals:list", N_("Referrals")),)
MOMENT = Field("at", "moment", N_("When"))
OVER_STEPS = {"send"}
"""Steps that have a page of their own in place of the kit's check page."""


def directions() -> list[tuple[str, str]]:
    """Return the directions of a referral, in the reader's language."""
    return [(code, _(word)) for code, word in DIRECTIONS.items()]


class Referrals(ListPage):
    """The referrals of the user's offices, latest first."""

    permissions = ("referral.read",)
    title = N_("Referrals")
    lead = N_(
        "The referrals of your offices: to which partner, whether it answered, and the outcome."
    )
    empty_title = N_("No referrals yet")
    empty_text = N_("Open a person’s page and choose “Refer”.")
    add_label = N_("Record a referral to us")
    order = ("-created_at", "-id")
    search = ("number",)
    extra_values = ("person_id", "due_at", "direction")
    columns = (
        Column("number", N_("Number")),
        Column(
            "name",
            N_("Person"),
            link=lambda row: (
                reverse("people:person", args=[row["person_id"]]) if row["name"] else ""
            ),
            prepared=True,
            export=False,
        ),
        Column("entity__name", N_("Partner")),
        *columns_of(REFERRAL),
        Column("due_at", N_("Answer due"), words=MOMENT.words),
        Column(
            "state",
            N_("State"),
            words=REFERRAL_WORKFLOW.words,
            tone=lambda row: (
                "r"
                if row["state"] == "sent" and row["due_at"] and row["due_at"] < now()
                else REFERRAL_WORKFLOW.states[row["state"]].tone
            ),
        ),
        Column("outcome", N_("Outcome"), words=OUTCOME["outcome"].words),
    )
    filters = (
        *filters_of(REFERRAL),
        ChoiceFilter("direction", N_("Direction"), directions),
        ChoiceFilter("state", N_("State"), REFERRAL_WORKFLOW.offered),
        TickNow("late", N_("Overdue"), lambda: queries.overdue(now())),
        TickFilter("unconsented", N_("Without consent"), Q(basis="vital_interest")),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.referrals_visible_to(self.user)

    def narrowed(self) -> QuerySet[Any]:
        rows = super().narrowed()
        if partner := key_in(self.request.GET.get("partner", "")):
            rows = rows.filter(entity=partner)
        return rows

    def get_row_url(self, row: Row) -> str:
        return reverse("referrals:referral", args=[row["id"]])

    def get_add_url(self) -> str:
        return reverse("referrals:receive") if access.may(self.user, "referral.send") else ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = people.names_of(self.user, {row["person_id"] for row in rows})
        return [{**row, "name": names.get(row["person_id"], "")} for row in rows]


class ReferralPage(DetailPage):
    """One referral: what was sent on which ground, what was answered, what came of it."""

    template_name = "referrals/referral.html"
    permissions = ("referral.read",)
    parents = REFERRALS
    workflow = REFERRAL_WORKFLOW
    transition_address = "referrals:transition"
    table = REFERRAL

    def get_record(self) -> Any:
        return queries.open_referral(self.user, self.kwargs["referral_id"])

    def get_title(self) -> str:
        return f"{self.record.number} · {self.record.entity.name}"

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, REFERRAL)

    @property
    def may_send(self) -> bool:
        return access.may(self.user, "referral.send", self.record.office_id)

    def get_transitions(self) -> list[dict[str, str]]:
        return [
            {"label": _(one.button), "url": self.address("referrals:transition", one.name)}
            for one in REFERRAL_WORKFLOW.available(self.user, self.record)
            if one.name not in OVER_STEPS
            and (one.name != "ask_override" or self.record.direction == "out")
        ]

    def address(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.record.id, *more])

    def get_links(self) -> list[dict[str, Any]]:
        one, links = self.record, list[dict[str, Any]]()
        sent = one.direction == "out" and one.sent_at is not None
        if self.may_send and one.state == "draft":
            links.append({"label": _("Read out and send"), "primary": True,
                          "url": self.address("referrals:read")})  # fmt: skip
            links.append({"label": _("Change"), "url": self.address("referrals:change")})
            if "documents" in one.fields_shared:
                links.append({"label": _("Add a file"), "url": self.address("referrals:file_new")})
        if self.may_send and one.direction == "in" and one.person_id is None:
            links.append({"label": _("Connect with a file"), "primary": True,
                          "url": self.address("referrals:attach")})  # fmt: skip
            links.append({"label": _("Open a file"), "url": self.address("referrals:open_file")})
        if self.may_send and sent:
            links.append({"label": _("Copy for the person"), "url": self.address("referrals:copy")})
        if self.may_send and sent and one.state in ("sent", "more_asked", "accepted"):
            links.append({"label": _("Make a link"), "url": self.address("referrals:link_new")})
        if self.may_send and one.person_id and one.direction == "out" and self.is_over():
            new = reverse("referrals:new", args=[one.person_id])
            links.append({"label": _("Refer again"), "url": f"{new}?follows={one.id}"})
        return links

    def is_over(self) -> bool:
        return self.record.state in ("declined", "closed", "confirmed", "contradicted", "cancelled")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.record
        names = people.names_of(self.user, {one.person_id}) if one.person_id else {}
        told = (
            queries.incoming_in_words(one)
            if one.direction == "in"
            else queries.in_words(queries.disclosed(one))
        )
        return super().get_context_data(**kwargs) | {
            "name": names.get(one.person_id, ""),
            "told": told,
            "notes": queries.notes_of(one),
            "files": queries.files_of(one),
            "sealed_links": links_of(one),
            "chain": queries.chain_of(self.user, one),
            "late": queries.is_late(one),
            "may_send": self.may_send,
            "outcome": OUTCOME["outcome"].words(one.outcome),
            "readable": bool(queries.readable_fields(one)),
        }


class OfReferral:
    """A page of one referral that those who refer may use."""

    kwargs: dict[str, Any]
    user: Any
    record: Any
    permissions: tuple[str, ...] = ("referral.send",)

    def get_record(self) -> Any:
        return queries.referral_visible_to(self.user, self.kwargs["referral_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("referrals:list"), _("Referrals")),
            (reverse("referrals:referral", args=[self.record.id]), self.record.number),
        ]

    def get_success_url(self) -> str:
        return reverse("referrals:referral", args=[self.record.id])


class ReferralNew(PersonPage, ActionForm):
    """Refer a person: which service, how urgent, what is shared. Nothing is sent yet."""

    template_name = "referrals/new.html"
    permissions = ("referral.send",)
    why, tab = "refer", "referrals:new"
    title, button = N_("Refer"), N_("Save the draft")
    done = N_("The draft is saved. Read the text out, then send.")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        self.before = None
        if follows := key_in(asked.get("follows", "")):
            actions.refer_again(self.user, follows)
            self.before = queries.referral_visible_to(self.user, follows)
        need = asked.get("kind", "") or (self.before.need if self.before else "")
        found = queries.service_matches(
            self.user, queries.wanted_for(self.user, self.record.id, need, asked.get("place", ""))
        )
        self.matches = found
        service = asked.get("service", "")
        chosen = next((one.service for one in found if str(one.service.id) == service), None)
        earlier = self.before
        return {
            "service": service,
            "need": chosen.kind if chosen else need,
            "follows": earlier.id if earlier else None,
            "priority": earlier.priority if earlier else "normal",
            "fields_shared": earlier.fields_shared if earlier else ["name", "needs"],
        }

    def get_form(self, form_class: Any = None) -> Any:
        kwargs = self.get_form_kwargs()
        services = [
            (str(one.service.id), f"{one.service.name} · {one.service.entity.name}")
            for one in self.matches
        ]
        return forms.Referral(services, queries.partners_of(self.user.organisation_id), **kwargs)

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        if given["service"] is None and given["entity"] is None:
            raise Refusal(
                N_("Choose a service, or an organisation."), field="service", code="missing"
            )
        chosen = {name: given[name] for name in ("service", "entity", "follows", "key")}
        return actions.draft_referral(self.user, self.record.id, **chosen, **form.values)

    def get_success_url(self) -> str:
        return reverse("referrals:referral", args=[self.result.id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        near = forms.Near(initial={"kind": self.request.GET.get("kind", "")})
        return super().get_context_data(**kwargs) | {
            "matches": match_lines(self.matches[:12]),
            "near": near,
            "before": self.before,
        }


class ReferralEdit(OfReferral, EditForm):
    """Change a draft."""

    table = REFERRAL
    title = N_("Change the referral")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, REFERRAL)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_referral(self.user, self.record.id, seen, proposed)


class ReadAndSend(OfReferral, ActionForm):
    """Read the exact text out, show what would be sent, record the answer, and send."""

    template_name = "referrals/read.html"
    form_class = forms.Answer
    title, button = N_("Read this out"), N_("Record the answer")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        self.spoken = queries.spoken_for(self.user, self.record, asked.get("language", ""))
        return {
            "key": new_key(),
            "language": self.spoken.language,
            "text_number": self.spoken.number,
        }

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        about = {name: given[name] for name in ("key", "language", "text_number")}
        sent = actions.answer_and_send(self.user, self.record.id, **about, **form.values)
        self.done = (
            N_("The answer is recorded. Nothing is sent.")
            if sent.state == "draft"
            else REFERRAL_WORKFLOW.transitions["send"].done
        )
        return sent

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted, agreed = set(self.record.fields_shared), queries.agreed_fields(self.record)
        return super().get_context_data(**kwargs) | {
            "spoken": self.spoken,
            "files": queries.files_of(self.record),
            "agreed_before": bool(wanted) and wanted <= agreed,
        }


class ReferralTransition(OfReferral, TransitionForm):
    """Take a step with a referral: what it does, what is asked, one button."""

    template_name = "referrals/step.html"
    workflow = REFERRAL_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_referral_state(self.user, self.record.id, transition.name, **values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shows = self.transition.name in ("approve_override", "refuse_override")
        items = queries.in_words(queries.proposed_disclosure(self.record)) if shows else []
        notes = queries.notes_of(self.record)
        return super().get_context_data(**kwargs) | {"items": items, "notes": notes}


class FileNew(OfReferral, ActionForm):
    """Add a paper to a draft."""

    form_class = forms.File
    title, button = N_("Add a file"), N_("Add")
    done = N_("The file is added. It is sent with the referral.")

    def act(self, form: Any) -> Any:
        file = form.cleaned_data["file"]
        name, content = (file.name, file.read()) if file else ("", b"")
        return actions.add_file(self.user, self.record.id, name, content)


def handed_out(name: str, media: str, content: bytes) -> HttpResponse:
    """Return a file as an attachment, never to be shown in the page."""
    answer = HttpResponse(content, content_type=media)
    kind = media.rpartition("/")[2].replace("jpeg", "jpg")
    answer["Content-Disposition"] = f'attachment; filename="file.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class FileOpen(Page):
    """Hand out a file of a referral of the user's office."""

    permissions = ("referral.read",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return handed_out(*actions.open_file(self.user, self.kwargs["file_id"]))


class Receive(ActionForm):
    """Record a referral that came to us by telephone or on paper."""

    permissions = ("referral.send",)
    parents = REFERRALS
    title, button = N_("Record a referral to us"), N_("Record")
    lead = N_("The time to answer starts now.")
    done = N_("The referral is recorded. The time to answer has started.")

    def get_form(self, form_class: Any = None) -> Any:
        offices = access.offices_seen_by(self.user, "referral.send")
        choices = [(str(one.id), one.name) for one in offices]
        partners = queries.partners_of(self.user.organisation_id)
        return forms.Incoming(choices, partners, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        missing = [
            Refusal(N_("Choose an answer."), field=name, code="missing")
            for name in ("office", "entity")
            if given.get(name) is None
        ]
        if missing:
            raise Refusals(missing)
        return actions.receive_referral(
            self.user, given["office"], given["entity"], key=given["key"], **form.values
        )

    def get_success_url(self) -> str:
        return reverse("referrals:referral", args=[self.result.id])


class Attach(OfReferral, ActionForm):
    """Connect a referral to us with the file that the person has already."""

    form_class = forms.Number
    title, button = N_("Connect with a file"), N_("Connect")
    lead = N_("Search for the person first; the number is at the top of the file.")
    done = N_("The referral is connected with the file.")

    def act(self, form: Any) -> Any:
        return actions.attach_person(self.user, self.record.id, form.cleaned_data["number"])


class OpenFile(OfReferral, ActionForm):
    """Open a file with what the partner told of the person."""

    form_class = forms.NewFile
    title, button = N_("Open a file"), N_("Open the file")
    lead = N_("Name, year of birth and telephone are taken over from what the partner sent.")
    done = N_("The file is opened and connected with the referral.")

    def act(self, form: Any) -> Any:
        return actions.open_file_for(self.user, self.record.id, **form.cleaned_data)
