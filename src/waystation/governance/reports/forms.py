"""From typed text to values, for the pages of reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.governance.results.rules.audiences import AUDIENCES

Choices = list[tuple[str, Any]]


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
