"""The directory: the list, one service, matches, and the partner's confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.messaging.http import private_form
from waystation.foundation.pages.action_pages import (
    ActionButton,
    ActionForm,
    EditForm,
    TransitionForm,
)
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.fields import Field
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition

from . import actions, forms, queries
from .fields import SERVICE
from .http import TickNow, match_lines, part_of, things_in_form
from .queries import letters
from .rules import EVERYWHERE, Wanted, is_stale
from .transitions import SERVICE_WORKFLOW

SERVICES = (("directory:services", N_("Services")),)
CONFIRMED = Field("confirmed_on", "date", N_("Confirmed"))


class Services(ListPage):
    """The services of partners by name; those not confirmed recently are flagged."""

    template_name = "directory/list.html"
    permissions = ("service.read",)
    title = N_("Services")
    lead = N_("What partners offer, where and for whom. Entries are confirmed every six months.")
    empty_title = N_("No service is entered yet")
    empty_text = N_("Enter what your partners offer; referrals go to the services of this list.")
    add_label = N_("Enter a service")
    order = ("name", "id")
    search = ("search_key",)
    columns = (
        *columns_of(SERVICE.only("name", "kind"), name={"muted": lambda row: row["entity__name"]}),
        Column(
            "places",
            SERVICE["places"].label,
            words=lambda codes: SERVICE["places"].words(codes) or _(EVERYWHERE),
            sort=False,
        ),
        *columns_of(SERVICE.only("languages", "free_places")),
        Column(
            "confirmed_on",
            N_("Confirmed"),
            words=CONFIRMED.words,
            muted=lambda row: (
                _("Confirm again") if is_stale(row["confirmed_on"], today_in()) else ""
            ),
            tone=lambda row: "a" if is_stale(row["confirmed_on"], today_in()) else "g",
        ),
        Column.of_state(SERVICE_WORKFLOW),
    )
    extra_values = ("entity__name",)
    filters = (
        *filters_of(SERVICE),
        ChoiceFilter.of_state(SERVICE_WORKFLOW),
        TickNow(
            "stale",
            N_("To be confirmed again"),
            lambda: queries.stale_condition(today_in()),
        ),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.services_visible_to(self.user)

    def search_text(self, text: str) -> str:
        return search_key(text)

    def get_row_url(self, row: Row) -> str:
        return url_of("directory:service", row["id"])

    def get_add_url(self) -> str:
        return reverse("directory:new") if access.may(self.user, "service.record") else ""


class ServicePage(DetailPage):
    """One service: places, target group, opening hours, and the last confirmation."""

    template_name = "directory/service.html"
    permissions = ("service.read",)
    parents = SERVICES
    workflow = SERVICE_WORKFLOW
    transition_address = "directory:transition"
    table = SERVICE.without("name")

    def get_record(self) -> Any:
        return queries.service_visible_to(self.user, self.kwargs["service_id"])

    def check_permission(self) -> None:
        access.require(self.user, "service.read")  # shared by all offices

    def get_title(self) -> str:
        return str(self.record.name)

    def get_lead(self) -> str:
        return str(self.record.entity.name)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, Any]]:
        if not access.may(self.user, "service.record", self.record.office_id):
            return []
        return [
            {
                "label": _("Change"),
                "url": reverse("directory:change", args=[self.record.id]),
            },
            {
                "label": _("Ask the partner to confirm"),
                "url": reverse("directory:ask", args=[self.record.entity_id]),
            },
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "stale": is_stale(self.record.confirmed_on, today_in()),
            "may_change": access.may(self.user, "service.record", self.record.office_id),
        }


class ServiceNew(ActionForm):
    """Enter a service of a partner."""

    permissions = ("service.record",)
    parents = SERVICES
    title = N_("Service")
    done = N_("The service is entered. It counts as confirmed today.")
    result_page = "directory:service"

    def get_form(self, form_class: Any = None) -> Any:
        partners = queries.partners_of(self.user.organisation_id)
        return forms.Service(partners, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        return {"entity": self.request.GET.get("organisation", "")}

    def act(self, form: Any) -> Any:
        office = access.offices_where(self.user, "service.record")[0]
        entity, key = form.cleaned_data["entity"], form.cleaned_data["key"]
        if entity is None:
            raise Refusal(N_("Choose an answer."), field="entity", code="missing")
        return actions.record_service(self.user, office, entity, key=key, **form.values)


class OfService(PagePart):
    """A page of one service that those who keep the directory may use."""

    permissions: tuple[str, ...] = ("service.record",)
    record_page = "directory:service"

    def get_record(self) -> Any:
        return queries.service_visible_to(self.user, self.kwargs["service_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        directory = (reverse("directory:services"), _("Services"))
        return [directory, (self.get_success_url(), str(self.record))]


class ServiceEdit(OfService, EditForm):
    """Change an entry of the directory."""

    table = SERVICE
    title = N_("Change the service")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, SERVICE)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_service(self.user, self.record.id, seen, proposed)


class ServiceConfirm(OfService, ActionButton):
    """Record that the partner confirmed an entry today."""

    done = N_("Confirmed today.")

    def act(self) -> Any:
        return actions.confirm_service(self.user, self.record.id)


class ServiceTransition(OfService, TransitionForm):
    """Take a service out of the directory, or offer it again."""

    workflow = SERVICE_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_service_state(self.user, self.record.id, transition.name, **values)


class AskPartner(ActionForm):
    """Ask a partner by a link whether its entries are still right."""

    permissions = ("service.record",)
    parents = SERVICES
    title, button = N_("Ask the partner to confirm"), N_("Send the link")
    lead = N_(
        "The focal point and the back-up receive a link to the entries of their organisation. It "
        "is valid for 30 days."
    )
    form_class = forms.Nothing

    def get_record(self) -> Any:
        self.partner = queries.partner_of(self.user.organisation_id, self.kwargs["entity_id"])
        return None

    def act(self, form: Any) -> Any:
        return actions.ask_partner(self.user, self.partner.id)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            check = self.act(form)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        context = self.get_context_data(
            form=form, address=self.request.build_absolute_uri(letters.check_address(check.id))
        )
        return render(self.request, "directory/asked.html", context)


class Near(Page):
    """Which services match a person near a place, and why."""

    template_name = "directory/near.html"
    permissions = ("service.read",)
    parents = SERVICES
    title = N_("Find a service")
    lead = N_("What partners offer near a place, the best match first.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = forms.Near(self.request.GET or None)
        asked.is_valid()
        given = asked.cleaned_data if asked.is_bound else {}
        kind, place = given.get("kind", ""), given.get("place", "")
        person = key_in(self.request.GET.get("person", ""))
        wanted = Wanted(kind, place)
        if person is not None and access.may(self.user, "person.read"):
            wanted = queries.wanted_for(self.user, person, kind, place)
        return super().get_context_data(**kwargs) | {
            "form": asked,
            "person": person,
            "matches": match_lines(queries.service_matches(self.user, wanted)),
            "may_refer": access.may(self.user, "referral.send"),
        }


class DirectoryCheck(View):
    """What a partner sees behind its link: its services, to be confirmed or corrected."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check = queries.open_check(queries.check_key_of(kwargs["token"]))
        if self.check is None:
            raise NotSeen(N_("There is no such page here."), code="check_unknown")
        self.user = AnonymousUser()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(forms.Check(self.services()))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = forms.Check(self.services(), request.POST)
        if form.is_valid():
            try:
                actions.answer_check(
                    self.check.id,  # type: ignore[union-attr]
                    form.answers,
                    last=not self.next,
                )
            except Refusal as refusal:
                onto_form(form, refusal)
            else:
                if self.next:
                    return private_form(redirect(f"{request.path}?after={self.next}"))
                return private_form(render(request, "directory/check_done.html"))
        return self.page(form, 422)

    def services(self) -> list[Any]:
        """Return the services of this page, and remember where the next one begins."""
        every = queries.services_of_check(self.check)  # type: ignore[arg-type]
        after = self.request.GET.get("after", "")
        some, self.next, self.follow = part_of(every, lambda one: one.id.hex, after, ON_A_PAGE)
        return things_in_form(every, self.request.POST) or some

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        groups = [
            {
                "service": one,
                "answers": SERVICE.only(
                    "kind", "places", "languages", "eligibility", "hours", "address", "telephone"
                ).answers(values_of(one, SERVICE)),
                "fields": [form[f"{part}-{one.id.hex}"] for part in FIELDS_OF_CHECK],
            }
            for one in form.services
        ]
        context = {
            "form": form,
            "groups": groups,
            "entity": self.check.entity,  # type: ignore[union-attr]
            "follow": self.follow,
        }
        return private_form(render(self.request, "directory/check.html", context, status=status))


ON_A_PAGE = 5
FIELDS_OF_CHECK = ("answer", "hours", "free", "remark")
