"""The pages of arrangements with authorities and of deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionButton
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, Filter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import Column, Row, columns_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.policies.actions import sharing as actions
from waystation.governance.policies.fields import ARRANGEMENT, RECEIPT, WITHDRAWAL
from waystation.governance.policies.queries import scope
from waystation.governance.policies.queries import sharing as queries
from waystation.governance.policies.rules import sharing as rules

from .common import HOME, OFFICER, OFFICER_OR_OWN, READ_OR_OWN, Listed, NewInOffice, TableForm

ARRANGEMENTS = (*HOME, ("policies:arrangements", N_("Data from authorities")))


def _states() -> list[tuple[str, str]]:
    return [(code, _(word)) for code, word in rules.DELIVERY_STATES]


class Arrangements(Listed):
    """What authorities deliver, on which basis, how often."""

    permissions = READ_OR_OWN
    title = N_("Data from authorities")
    lead = N_("What each authority delivers, how often and in which format.")
    empty_title = N_("No arrangement yet")
    empty_text = N_("Record what an authority agreed to deliver, and from when.")
    add_label = N_("Record an arrangement")
    add_address = "policies:arrangement_new"
    order = ("title", "id")
    search = ("title", "basis", "content")
    columns = (
        *columns_of(ARRANGEMENT),
        Column("entity__name", N_("Institution")),
        Column(
            "late",
            N_("Deliveries late"),
            number=True,
            tone=lambda row: "r" if row["late"] else "g",
        ),
    )

    @cached_property
    def filters(self) -> Sequence[Filter]:  # type: ignore[override]
        return (
            ChoiceFilter.of(ARRANGEMENT["every"]),
            self.by_institution(),
            TickFilter("behind", N_("Deliveries late"), Q(late__gt=0)),
        )

    def get_rows(self) -> QuerySet[Any]:
        return queries.arrangements_visible_to(self.user, today_in())

    def get_row_url(self, row: Row) -> str:
        return url_of("policies:arrangement", row["id"])


class ArrangementNew(NewInOffice):
    """Record what an authority delivers."""

    permissions = OFFICER
    parents = ARRANGEMENTS
    table = ARRANGEMENT
    title, button = N_("Record an arrangement"), N_("Save")
    lead = N_("Tables of statistics. Data about persons are not delivered this way.")
    done = N_("The arrangement is recorded. Its deliveries are expected from now on.")
    result_page = "policies:arrangement"

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {"entity": scope.institution_choices(self.user)}

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.record_arrangement(self.user, self.office_of(form), key=key, **form.values)


class ArrangementPage(DetailPage):
    """An arrangement with its deliveries: expected, late, received."""

    template_name = "policies/arrangement.html"
    permissions = READ_OR_OWN
    parents = ARRANGEMENTS
    table = ARRANGEMENT.without("title", "entity")

    def get_record(self) -> Any:
        return queries.arrangement_visible_to(self.user, self.kwargs["key"], today_in())

    def get_title(self) -> str:
        return str(self.record.title)

    def get_lead(self) -> str:
        return str(self.record.entity.name)

    def values(self) -> Mapping[str, Any]:
        return queries.values_of_arrangement(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, today = self.record, today_in()
        return super().get_context_data(**kwargs) | {
            "deliveries": [
                {
                    "row": one,
                    "state": _(dict(rules.DELIVERY_STATES)[one.state]),
                    "tone": rules.DELIVERY_TONES[one.state],
                }
                for one in queries.deliveries_of(row.id, self.user, today)
            ],
            "may_receive": scope.may_write(self.user, row.office_id, row.entity_id),
            "may_remind": access.may(self.user, "policy.draft", row.office_id),
        }


class Deliveries(Listed):
    """Every delivery: expected, late, received in time or not."""

    permissions = READ_OR_OWN
    parents = ARRANGEMENTS
    title = N_("Deliveries")
    lead = N_("Deliveries that are due, late or received, with their dates.")
    empty_title = N_("No deliveries yet")
    empty_text = N_("They are expected from the first period of an arrangement on.")
    order = ("-due_on", "-id")
    search = ("arrangement__title", "note")
    extra_values = ("arrangement_id",)
    columns = (
        Column("arrangement__title", N_("What is delivered")),
        Column("arrangement__entity__name", N_("Institution")),
        Column("starts_on", N_("From"), words=RECEIPT["received_on"].words, nowrap=True),
        Column("ends_on", N_("Until"), words=RECEIPT["received_on"].words, nowrap=True),
        Column("due_on", N_("Due on"), words=RECEIPT["received_on"].words, nowrap=True),
        Column("received_on", N_("Received on"), words=RECEIPT["received_on"].words, nowrap=True),
        Column("rows", N_("Rows"), number=True),
        Column(
            "state",
            N_("State"),
            words=lambda value: _(dict(rules.DELIVERY_STATES)[value]),
            tone=lambda row: rules.DELIVERY_TONES[row["state"]],
        ),
    )

    @cached_property
    def filters(self) -> Sequence[Filter]:  # type: ignore[override]
        return (
            ChoiceFilter("state", N_("State"), _states),
            self.by_institution("arrangement__entity_id"),
            PeriodFilter("due_on", N_("Due on")),
        )

    def get_rows(self) -> QuerySet[Any]:
        return queries.deliveries_visible_to(self.user, today_in())

    def get_row_url(self, row: Row) -> str:
        return url_of("policies:arrangement", row["arrangement_id"])


class OfDelivery(PagePart):
    """A page of one delivery."""

    def get_record(self) -> Any:
        return queries.delivery_visible_to(self.user, self.kwargs["key"], today_in())

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.get_success_url(), str(self.record.arrangement))]

    def get_success_url(self) -> str:
        return reverse("policies:arrangement", args=[self.record.arrangement_id])


class Receive(OfDelivery, TableForm):
    """Record that a delivery came."""

    permissions = OFFICER_OR_OWN
    table = RECEIPT
    title, button = N_("Record the delivery"), N_("Save")
    done = N_("The delivery is recorded.")

    def get_initial(self) -> dict[str, Any]:
        return {"received_on": today_in()}

    def act(self, form: Any) -> Any:
        return actions.receive_delivery(self.user, self.record.id, **form.values)

    def refusal_to_open(self) -> Refusal | None:
        return rules.refusal_of_second_receipt(self.record.received_on)


class Withdraw(OfDelivery, TableForm):
    """Withdraw the record of a delivery that was a mistake."""

    permissions = OFFICER_OR_OWN
    table = WITHDRAWAL
    title, button = N_("Withdraw the record"), N_("Withdraw it")
    lead = N_("The delivery is expected again. Your reason is shown with it.")
    done = N_("The record is withdrawn. The delivery is expected again.")

    def refusal_to_open(self) -> Refusal | None:
        return rules.refusal_to_withdraw(self.record.received_on)

    def act(self, form: Any) -> Any:
        return actions.withdraw_receipt(self.user, self.record.id, **form.values)


class Remind(OfDelivery, ActionButton):
    """Remind the authority of a delivery that is due."""

    permissions = OFFICER
    done = N_("The reminder will be sent with the next e-mails.")

    def act(self) -> Any:
        return actions.remind_of_delivery(self.user, self.record.id)
