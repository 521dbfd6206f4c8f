"""Indicators that are no longer used: proposed, listed, and proposed to be used again."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.shared.words import N_
from waystation.governance.results import actions, forms, presenting, queries

from .indicators import INDICATORS, OfIndicator


class IndicatorRetire(OfIndicator, ActionForm):
    """Propose that an indicator is used no longer."""

    permissions = ("indicator.design",)
    form_class: Any = forms.RetirementForm
    title, button = N_("Retire the indicator"), N_("Propose")
    done = N_("Retiring the indicator is proposed. Another person must approve it.")
    lead = N_(
        "It is used until another person approves this. Its versions and the figures made from "
        "them stay, and it can be used again later."
    )
    result: Any = None

    def get_initial(self) -> dict[str, Any]:
        return {"based_on": self.record.version}

    def act(self, form: Any) -> Any:
        return actions.propose_retirement(
            self.user,
            self.record.key,
            form.values["why"],
            based_on=form.cleaned_data["based_on"],
        )

    def get_success_url(self) -> str:
        return reverse("results:definition", args=[self.result.pk])


class Retired(ListPage):
    """Indicators that are no longer used, with who decided so."""

    permissions = ("indicator.read",)
    title = N_("Retired indicators")
    lead = N_(
        "They are no longer counted. Figures that were published from them stay. Retiring an "
        "indicator, and using it again, is proposed by one person and approved by another."
    )
    empty_title = N_("No indicator was retired")
    parents = INDICATORS
    order = ("-indicator__retired_on", "id")
    search = ("title", "indicator__key")
    extra_values = ("indicator__key",)
    columns = (
        Column("title", N_("Indicator"), words=presenting.in_script),
        Column("pillar", N_("Strategy pillar"), words=presenting.pillar_named),
        Column(
            "indicator__retired_on",
            N_("Retired"),
            words=lambda day: date_format(day, "SHORT_DATE_FORMAT"),
        ),
        Column("indicator__retirement_proposed_by__full_name", N_("Proposed by")),
        Column("indicator__retirement_approved_by__full_name", N_("Approved by")),
        Column("number", N_("Last version"), number=True),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.retired_indicators_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        if not access.may(self.user, "indicator.design"):
            return ""
        return reverse("results:reopen_indicator", args=[row["indicator__key"]])


class IndicatorReopen(ActionForm):
    """Propose to use a retired indicator again."""

    permissions = ("indicator.design",)
    form_class: Any = forms.RetirementForm
    title, button = N_("Use this indicator again"), N_("Propose")
    done = N_("Using the indicator again is proposed. Another person must approve it.")
    parents = (*INDICATORS, ("results:retired", N_("Retired indicators")))
    result: Any = None

    def get_record(self) -> Any:
        access.require(self.user, self.permissions[0])
        return queries.retired_indicator_visible_to(self.user, self.kwargs["key"])

    def check_permission(self) -> None:
        """Leave it to ``get_record``: definitions are the organisation's, not an office's."""

    def get_lead(self) -> str:
        return presenting.title_of(self.record.definition)

    def act(self, form: Any) -> Any:
        return actions.propose_reopening(self.user, self.kwargs["key"], form.values["why"])

    def get_success_url(self) -> str:
        return reverse("results:definition", args=[self.result.pk])
