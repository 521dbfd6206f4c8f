"""Members and mappings: the lists, single ones, registering, erasing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm, TransitionForm
from waystation.foundation.pages.base import PagePart, may_open, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import PeriodFilter, TickFilter
from waystation.foundation.pages.guests import GuestLinkNew
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.services.diaspora import actions, forms, queries, rules
from waystation.services.diaspora.fields import ASKED_BY_COLLEAGUES, MAPPING, MEMBER
from waystation.services.diaspora.transitions import MAPPING_WORKFLOW

DIASPORA = (("diaspora:members", N_("Diaspora")),)
PAGES = (
    ("diaspora:mappings", N_("Mappings")),
    ("diaspora:calls", N_("Calls")),
    ("diaspora:answers", N_("Answers to calls")),
    ("diaspora:contributions", N_("Contributions")),
    ("diaspora:registers", N_("Groups and events")),
    ("diaspora:mailings", N_("Letters")),
)


class Members(ListPage):
    """The members of the diaspora who registered, the newest first."""

    template_name = "diaspora/members.html"
    permissions = ("diaspora.read",)
    title = N_("Diaspora")
    lead = N_("Who registered, where they live, and how they would like to contribute.")
    empty_title = N_("No registrations yet")
    empty_text = N_("Plan a mapping and open its registration on the public page.")
    add_label = N_("Register a member")
    order = ("-created_at", "-id")
    columns = (
        Column("name", N_("Name"), prepared=True, export=False),
        *columns_of(MEMBER),
        Column("mapping__title", N_("Mapping")),
    )
    filters = (
        PeriodFilter("created_at__date", N_("Registered")),
        *filters_of(MEMBER),
        TickFilter("mailing", N_("Agreed to be contacted"), Q(mailing_since__isnull=False)),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.members_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("diaspora:member", row["id"])

    def get_add_url(self) -> str:
        return reverse("diaspora:member_new") if access.may(self.user, "diaspora.record") else ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = queries.names_of(self.user, {row["id"] for row in rows})
        return [{**row, "name": names.get(row["id"]) or _("Gave no name")} for row in rows]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = [(reverse(name), _(label)) for name, label in PAGES]
        return super().get_context_data(**kwargs) | {
            "pages": [one for one in pages if may_open(self.user, one[0])],
            "no_probability": _(rules.NO_PROBABILITY),
        }


class MemberNew(ActionForm):
    """Register a member on their behalf."""

    permissions = ("diaspora.record",)
    parents = DIASPORA
    title, button = N_("Register a member"), N_("Register")
    done = N_("The member is registered.")
    result_page = "diaspora:member"

    def get_lead(self) -> str:
        return _(rules.CONSENT)

    def get_form(self, form_class: Any = None) -> Any:
        rows = queries.mappings_visible_to(self.user).exclude(state="planned")
        mappings = [(str(key), title) for key, title in rows.values_list("id", "title")]
        return forms.Member(mappings, **self.get_form_kwargs())

    def check_answers(self, form: Any) -> Any:
        given = form.cleaned_data
        actions.check_member(agreed=given["agreed"], mailing=given["mailing"], **form.values)

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_member(
            self.user,
            given["mapping"],
            agreed=given["agreed"],
            mailing=given["mailing"],
            key=given["key"],
            **form.values,
        )


class OfMember(PagePart):
    """A page of one member."""

    record_page = "diaspora:member"

    def get_record(self) -> Any:
        return queries.member_visible_to(self.user, self.kwargs["member_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        name = queries.names_of(self.user, [self.record.id]).get(self.record.id)
        return [
            (reverse("diaspora:members"), _("Diaspora")),
            (reverse("diaspora:member", args=[self.record.id]), name or _("Gave no name")),
        ]


class MemberPage(OfMember, DetailPage):
    """One member: answers, offers and contributions."""

    template_name = "diaspora/member.html"
    permissions = ("diaspora.read",)
    table = ASKED_BY_COLLEAGUES.without("name")

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_title(self) -> str:
        return str(super().get_parents()[1][1])

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, Any]]:
        if not access.may(self.user, "diaspora.record", self.record.office_id):
            return []
        key = self.record.id
        contribution = f"{reverse('diaspora:contribution_new')}?member={key}"
        return [
            {"label": _("Change"), "url": reverse("diaspora:member_change", args=[key])},
            {"label": _("Record a contribution"), "url": contribution},
            {"label": _("Link for the person"), "url": reverse("diaspora:member_link", args=[key])},
            {"label": _("Erase"), "url": reverse("diaspora:member_erase", args=[key])},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.answers_visible_to(self.user).filter(member=self.record)
        given = queries.contributions_visible_to(self.user).filter(member=self.record)
        return super().get_context_data(**kwargs) | {
            "answered": rows.select_related("call").order_by("-created_at"),
            "contributed": given.order_by("-day"),
        }


class MemberLinkNew(OfMember, GuestLinkNew):
    """Make a new address at which a member sees the own entry."""

    permissions = ("diaspora.record",)
    opens = "public:diaspora_me"
    lead = N_(
        "The person sees the own entry, corrects it or deletes it, without an account. The link "
        "opens on one device and is valid for half a year; earlier links stop working. "
        "It is shown here once."
    )

    def act(self, form: Any) -> Any:
        return actions.make_link(self.user, self.record.id)


class MemberEdit(OfMember, EditForm):
    """Correct a member's data."""

    permissions = ("diaspora.record",)
    table = ASKED_BY_COLLEAGUES
    title = N_("Change the member")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, ASKED_BY_COLLEAGUES)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_member(self.user, self.record.id, seen, proposed)


class MemberErase(OfMember, ActionForm):
    """Erase a member who asked for it."""

    permissions = ("diaspora.record",)
    form_class = django_forms.Form
    title, button = N_("Erase"), N_("Erase for good")
    lead = N_(
        "Everything that names or describes the person is deleted now. Only "
        "the country is still counted."
    )
    done = N_("The member is erased.")
    next_page = "diaspora:members"

    def act(self, form: Any) -> Any:
        return actions.erase_member(self.user, self.record.id)


class Mappings(ListPage):
    """The mappings of the diaspora."""

    permissions = ("diaspora.read",)
    parents = DIASPORA
    title = N_("Mappings")
    lead = N_("Why the diaspora is mapped, who counts as diaspora, where, and by which methods.")
    empty_title = N_("No mappings yet")
    empty_text = N_("Say first what the mapping is for, and who counts as diaspora.")
    add_label = N_("Plan a mapping")
    order = ("-starts_on", "-id")
    columns = (
        *columns_of(MAPPING),
        Column.of_state(MAPPING_WORKFLOW),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.mappings_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("diaspora:mapping", row["id"])

    def get_add_url(self) -> str:
        return reverse("diaspora:mapping_new") if access.may(self.user, "diaspora.manage") else ""


class MappingNew(ActionForm):
    """Plan a mapping."""

    permissions = ("diaspora.manage",)
    parents = (*DIASPORA, ("diaspora:mappings", N_("Mappings")))
    title = N_("Plan a mapping")
    lead = N_("After the toolkit of IOM: objective, definition, countries, methods.")
    done = N_("The mapping is planned. Open its registration when it begins.")
    result_page = "diaspora:mapping"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Mapping(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.plan_mapping(
            self.user, UUID(given["office"]), key=given["key"], **form.values
        )


class MappingPage(DetailPage):
    """One mapping, and its members by country, always with its limitations."""

    template_name = "diaspora/mapping.html"
    permissions = ("diaspora.read",)
    parents = (*DIASPORA, ("diaspora:mappings", N_("Mappings")))
    table = MAPPING.without("title")
    workflow = MAPPING_WORKFLOW
    transition_address = "diaspora:mapping_transition"
    change_address, change_permission = "diaspora:mapping_change", "diaspora.manage"

    def get_record(self) -> Any:
        return queries.mapping_visible_to(self.user, self.kwargs["mapping_id"])

    def get_title(self) -> str:
        return str(self.record.title)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rows": queries.table_of_mapping(self.user, self.record),
            "no_probability": _(rules.NO_PROBABILITY),
        }


class OfMapping(PagePart):
    """A page of one mapping that its managers may use."""

    permissions: tuple[str, ...] = ("diaspora.manage",)
    record_page = "diaspora:mapping"

    def get_record(self) -> Any:
        return queries.mapping_visible_to(self.user, self.kwargs["mapping_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("diaspora:mappings"), _("Mappings")),
            (self.get_success_url(), str(self.record)),
        ]


class MappingEdit(OfMapping, EditForm):
    """Edit a mapping, or write its findings."""

    table = MAPPING
    title = N_("Change the mapping")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, MAPPING)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_mapping(self.user, self.record.id, seen, proposed)


class MappingTransition(OfMapping, TransitionForm):
    """Open the registration, or close it."""

    workflow = MAPPING_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_mapping_state(self.user, self.record.id, transition.name, **values)
