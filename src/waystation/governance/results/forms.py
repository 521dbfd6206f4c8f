"""Forms of results."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import OfficeForm
from waystation.foundation.shared.periods import Period, month, parse, quarter, year

from .fields import TARGET


def up_to(period: Period, today: date) -> Period:
    """Return the part of a period that is over or under way: nothing is counted ahead."""
    end = today.fromordinal(today.toordinal() + 1)
    return Period(period.start, end) if period.start < end < period.end else period


def period_choices(today: date) -> list[tuple[str, Any]]:
    """Return the most common periods."""
    this, last = quarter(today), quarter(quarter(today).start - date.resolution)
    return [
        (year(today).code, _("This year")),
        (this.code, _("This quarter")),
        (month(today).code, _("This month")),
        (last.code, _("Last quarter")),
        (month(month(today).start - date.resolution).code, _("Last month")),
        (year(date(today.year - 1, 1, 1)).code, _("Last year")),
    ]


class Filter(forms.Form):
    """What a dashboard or an indicator's page is narrowed to."""

    period = forms.CharField(required=False, label=_("Period"), max_length=30)
    office = forms.UUIDField(required=False, label=_("Centre"))
    sex = forms.CharField(required=False, label=_("Sex"), max_length=20)
    age_band = forms.CharField(required=False, label=_("Age"), max_length=20)

    def values(self, today: date) -> dict[str, Any]:
        """Return period, offices and selection. Raises Refusal for an unreadable period."""
        clean: Mapping[str, Any] = self.cleaned_data if self.is_valid() else {}
        period = parse(clean.get("period") or year(today).code)
        return {
            "period": up_to(period, today),
            "offices": [clean["office"]] if clean.get("office") else None,
            "where": {key: clean[key] for key in ("sex", "age_band") if clean.get(key)},
        }


class TargetForm(OfficeForm):
    """A target as people write it: a share in per cent."""

    table = TARGET
    permission = "target.set"
    office_label = _("Centre")
