"""From typed text to values, for the pages of results."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.foundation.shared.periods import Period, month, parse, quarter, year

from .rules.reports import AUDIENCES

Choices = list[tuple[str, Any]]


def up_to(period: Period, today: date) -> Period:
    """Return the part of a period that is over or under way: nothing is counted ahead."""
    end = today.fromordinal(today.toordinal() + 1)
    return Period(period.start, end) if period.start < end < period.end else period


def year_before(period: Period) -> Period:
    """Return the same days a year earlier."""

    def earlier(day: date) -> date:
        try:
            return day.replace(year=day.year - 1)
        except ValueError:  # 29 February
            return day.replace(year=day.year - 1, day=28)

    return Period(earlier(period.start), earlier(period.end))


def period_choices(today: date) -> list[tuple[str, Any]]:
    """Return the periods that are asked for most."""
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


class DraftReport(forms.Form):
    """The frame of a report."""

    title = forms.CharField(label=_("Title"), max_length=200)
    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(label=_("To"))
    audience = forms.ChoiceField(
        label=_("For"),
        help_text=_("Small numbers are kept back for partners and for everybody."),
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "audience", [(key, _(name)) for key, name in AUDIENCES])
        offer(self, "language", settings.LANGUAGES)


class HeadingBlock(forms.Form):
    text = forms.CharField(label=_("Heading"), max_length=200)


class TextBlock(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Name a figure in brackets: [people_served], [people_served 2026-Q3 sex=female]. "
            "It is counted anew until the report is published."
        ),
    )


class WithIndicators(forms.Form):
    """A block that shows indicators."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)

    def __init__(self, *args: Any, indicators: Choices, breakdowns: Choices, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = {"indicator": indicators, "indicators": indicators}
        offered |= {
            "along": [("month", _("Month")), *breakdowns],
            "split": [("", "–"), *breakdowns],
        }
        offered |= {"by": [("", "–"), ("month", _("Month")), *breakdowns]}
        for name, choices in offered.items():
            if name in self.fields:
                offer(self, name, choices)


class TableBlock(WithIndicators):
    indicators = forms.MultipleChoiceField(label=_("Indicators"))
    by = forms.ChoiceField(label=_("Broken down by"), required=False)


class ChartBlock(WithIndicators):
    indicator = forms.ChoiceField(label=_("Indicator"))
    along = forms.ChoiceField(label=_("Along"))
    split = forms.ChoiceField(label=_("Split by"), required=False)


class MapBlock(WithIndicators):
    indicator = forms.ChoiceField(label=_("Indicator"))


class FindingBlock(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    finding = forms.ChoiceField(label=_("Finding"))

    def __init__(self, *args: Any, findings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "finding", findings)


class Publish(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("What is corrected"), max_length=300, required=False)


class SetTarget(forms.Form):
    """A target as people write it: a share in per cent."""

    office = forms.ChoiceField(label=_("Centre"))
    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(label=_("To"))
    value = forms.FloatField(label=_("Target"))
    baseline = forms.FloatField(label=_("Baseline"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", offices)
