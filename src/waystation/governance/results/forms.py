"""Forms of results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import FieldsForm, OfficeForm
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import Period, month, parse, quarter, year
from waystation.foundation.shared.typed import json_in
from waystation.foundation.shared.words import N_

from .fields import DEFINITION, RETIREMENT, TARGET


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


LANGUAGES = ("en", "sq", "sr")
WORDS = ("title", "meaning")


class DefinitionForm(FieldsForm):
    """A definition as people write it: its words, and how it is counted as JSON."""

    table = DEFINITION
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counting"].widget.attrs |= {"rows": 16, "class": "code", "spellcheck": "false"}

    def definition(self, key: str) -> dict[str, Any]:
        """Return the definition of an indicator. Raises Refusal for what is not JSON."""
        given = self.values
        counting = json_in(given["counting"])
        if not isinstance(counting, dict):
            raise Refusal(
                N_("This is not a JSON object. Look for a missing quotation mark or comma."),
                field="counting",
                code="definition_unreadable",
            )
        words = {
            name: {one: given[f"{name}_{one}"] for one in LANGUAGES if given[f"{name}_{one}"]}
            for name in WORDS
        }
        better = {"better": given["better"]} if given["better"] else {}
        return {**counting, "key": key, **words, **better}


class RetirementForm(FieldsForm):
    """Why an indicator is used no longer, or again, as it was read."""

    table = RETIREMENT
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class IndicatorForm(DefinitionForm):
    """A new indicator, with its key."""

    indicator = forms.SlugField(
        max_length=60,
        label=_("Key"),
        help_text=_("A short name in letters, digits and underscores; it never changes."),
    )
    field_order = ("indicator",)


def initial_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    """Return a definition as its form shows it."""
    words = {
        f"{name}_{one}": definition.get(name, {}).get(one, "")
        for name in WORDS
        for one in LANGUAGES
    }
    left = {
        name: value for name, value in definition.items() if name not in {*WORDS, "key", "better"}
    }
    text = json.dumps(left, ensure_ascii=False, indent=1)
    return words | {"better": definition.get("better", ""), "counting": text}


class ApproveForm(FieldsForm):
    """What is approved is the target as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
