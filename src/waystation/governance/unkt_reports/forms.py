"""What people type on the pages of reports to UNKT, turned into values."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.governance.unkt_reports import rules


def _languages() -> list[tuple[str, str]]:
    return [one for one in settings.LANGUAGES if one[0] in settings.STAFF_LANGUAGES]


class Begin(forms.Form):
    """Which report to produce."""

    period = forms.ChoiceField(label=_("Report"))
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, today: date, rhythm: str, opened: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: list[tuple[str, str]] = []
        for year in (today.year, today.year - 1):
            for part in (4, 3, 2, 1):
                if rules.span_of("quarterly", year, part)[0] <= today:
                    words = gettext("Quarterly report, {year}, quarter {part}")
                    found.append((f"quarterly:{year}:{part}", words.format(year=year, part=part)))
            for part in (2, 1):
                begun = rules.span_of_update(rhythm, year, part)[0] <= today
                if begun and rules.update_due(rhythm, opened.year, year, part):
                    words = gettext("Half-yearly update, {year}, half-year {part}")
                    if rhythm == "two_yearly":
                        words = gettext("Update for two years, to the end of {year}")
                    found.append((f"half_year:{year}:{part}", words.format(year=year, part=part)))
        offer(self, "period", found)
        offer(self, "language", _languages())


class Demand(forms.Form):
    """An update that UNKT asks for."""

    asked_by = forms.CharField(label=_("Who asks"), max_length=200, required=False)
    question = forms.CharField(
        label=_("What is asked"), widget=forms.Textarea, max_length=4000, required=False
    )
    due_on = forms.DateField(label=_("Answer wanted by"))


class Words(forms.Form):
    """Words of a section."""

    text = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea,
        required=False,
        help_text=_("They stand before what the records say. A blank line begins a paragraph."),
    )
    reason = forms.CharField(
        label=_("Why it is empty"),
        widget=forms.Textarea,
        required=False,
        help_text=_("Printed in the report where the records say nothing."),
    )


class FreeSection(forms.Form):
    """A section of one's own."""

    heading = forms.CharField(label=_("Heading"), max_length=200)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea)


class Task(forms.Form):
    """Who does a task, and by when."""

    owner = forms.ChoiceField(label=_("Owner"))
    due_on = forms.DateField(label=_("Due"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", people)


class Reason(forms.Form):
    """A reason."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class Transmit(forms.Form):
    """How and when UNKT got a report."""

    way = forms.ChoiceField(label=_("How"))
    on = forms.DateField(label=_("Day"))
    to = forms.CharField(label=_("To whom"), max_length=200, initial="UNKT")
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=_("What was said, where the update was oral."),
    )  # fmt: skip

    def __init__(self, *args: Any, oral: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "way",
            [(key, gettext(label)) for key, label in rules.WAYS if oral or key != "oral"],
        )
