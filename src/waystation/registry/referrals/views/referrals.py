"""Referrals of the office: the list, one referral, and all actions on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import TransitionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.fields import Field
from waystation.foundation.records.values import readable_values_of
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.directory.http import TickNow
from waystation.registry.people import queries as people
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.queries.links import is_unreached, links_of
from waystation.registry.referrals.rules.referrals import (
    DIRECTIONS,
    DIRECTIONS_FOR_PARTNER,
    TO_CONFIRM,
)
from waystation.registry.referrals.transitions import OUTCOME, REFERRAL_WORKFLOW

REFERRALS = (("referrals:list", N_("Referrals")),)
MOMENT = Field("at", "moment", N_("When"))
OVER_STEPS = {"send"}
"""Steps that have a page of their own in place of the kit's check page."""


NONE = "none"
"""The word of the address for referrals that name no service."""


def _in_words(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, _(word)) for code, word in words.items()]


def directions() -> list[tuple[str, str]]:
    """Return the directions of a referral, in the reader's language."""
    return _in_words(DIRECTIONS)


def directions_for_partner() -> list[tuple[str, str]]:
    """Return the directions as the partner sees them, in the reader's language."""
    return _in_words(DIRECTIONS_FOR_PARTNER)


def tone_of(row: Row) -> str:
    """Return the tone of a referral's state in a list: an overdue answer is a problem."""
    late = row["state"] == "sent" and row["due_at"] and row["due_at"] < now()
    return "r" if late else REFERRAL_WORKFLOW.states[row["state"]].tone


class Referrals(ListPage):
    """The referrals of the user's offices, latest first."""

    template_name = "referrals/list.html"
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
        Column("number", N_("Number"), nowrap=True),
        Column(
            "name",
            N_("Person"),
            link=lambda row: url_of("people:person", row["person_id"]) if row["name"] else "",
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
            tone=tone_of,
        ),
        Column("outcome", N_("Outcome"), words=OUTCOME["outcome"].words),
    )
    filters = (
        *filters_of(REFERRAL),
        ChoiceFilter("direction", N_("Direction"), directions),
        ChoiceFilter.of_state(REFERRAL_WORKFLOW),
        TickNow("late", N_("Overdue"), lambda: queries.overdue(now())),
        TickFilter("unconsented", N_("Without consent"), Q(basis="vital_interest")),
    )

    counted = (
        PeriodFilter("sent_on", N_("Sent on")),
        ChoiceFilter("course", N_("Outcome"), partial(_in_words, queries.COURSES)),
        ChoiceFilter("timeliness", N_("Answer"), partial(_in_words, queries.TIMELINESS)),
        TickFilter("taken_up", N_("Service taken up"), Q(outcome__in=queries.TAKEN_UP)),
        TickFilter("first", N_("First of a chain"), Q(follows__isnull=True)),
    )
    """The filters of the numbers on the page of results, shown where one of them is used."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        used = {name.removesuffix("_from").removesuffix("_to") for name in request.GET}
        self.filters = (
            *type(self).filters,
            *(one for one in self.counted if one.name in used),
        )

    def get_rows(self) -> QuerySet[Any]:
        return queries.with_course(queries.referrals_visible_to(self.user))

    def filter_rows(self) -> QuerySet[Any]:
        rows = super().filter_rows()
        if partner := key_in(self.request.GET.get("partner", "")):
            rows = rows.filter(entity=partner)
        service = self.request.GET.get("service", "")
        if service == NONE:
            rows = rows.filter(service__isnull=True)
        elif key := key_in(service):
            rows = rows.filter(service=key)
        return rows

    def get_row_url(self, row: Row) -> str:
        return url_of("referrals:referral", row["id"])

    def get_add_url(self) -> str:
        return reverse("referrals:receive") if access.may(self.user, "referral.send") else ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = people.names_of(self.user, {row["person_id"] for row in rows})
        return [{**row, "name": names.get(row["person_id"], "")} for row in rows]


class ReferralPage(DetailPage):
    """One referral: the data sent and their legal basis, the answer, the outcome."""

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
        if self.may_send and one.direction == "out" and one.state in TO_CONFIRM:
            links.append({"label": _("Link for the person"),
                          "url": self.address("referrals:person_link")})  # fmt: skip
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
            else queries.in_words(queries.disclosed_items(one))
        )
        return super().get_context_data(**kwargs) | {
            "name": names.get(one.person_id, ""),
            "told": told,
            "notes": queries.notes_of(one),
            "files": queries.files_of(one),
            "sealed_links": links_of(one),
            "unreached": is_unreached(one),
            "chain": queries.chain_of(self.user, one),
            "late": queries.is_late(one),
            "may_see_services": access.may(self.user, "service.read"),
            "may_send": self.may_send,
            "outcome": OUTCOME["outcome"].words(one.outcome),
            "readable": bool(queries.readable_fields(one)),
        }


class OfReferral(PagePart):
    """A page of one referral that those who refer may use."""

    permissions: tuple[str, ...] = ("referral.send",)
    record_page = "referrals:referral"

    def get_record(self) -> Any:
        return queries.referral_visible_to(self.user, self.kwargs["referral_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("referrals:list"), _("Referrals")),
            (reverse("referrals:referral", args=[self.record.id]), self.record.number),
        ]


class ReferralTransition(OfReferral, TransitionForm):
    """Take a transition of a referral, after a confirmation page."""

    template_name = "referrals/step.html"
    workflow = REFERRAL_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_referral_state(self.user, self.record.id, transition.name, **values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shows = self.transition.name in ("approve_override", "refuse_override")
        items = queries.in_words(queries.proposed_disclosure(self.record)) if shows else []
        notes = queries.notes_of(self.record)
        return super().get_context_data(**kwargs) | {"items": items, "notes": notes}


def handed_out(name: str, media: str, content: bytes) -> HttpResponse:
    """Return a file as an attachment, never to be shown in the page."""
    answer = HttpResponse(content, content_type=media)
    kind = media.rpartition("/")[2].replace("jpeg", "jpg")
    answer["Content-Disposition"] = f'attachment; filename="file.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class FileOpen(Page):
    """Send a file of a referral of the user's office."""

    permissions = ("referral.read",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return handed_out(*actions.open_file(self.user, self.kwargs["file_id"]))
