"""Forms of programmes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from waystation.foundation.pages.forms import FieldsForm, OfficeForm
from waystation.foundation.shared.words import N_

from .fields import FRAMEWORK, PROGRAMME

Choices = Sequence[tuple[str, str]]
DONORS = 8


def _key_field(label: str, choices: Choices) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, coerce=UUID, empty_value=None, choices=[("", "–"), *choices]
    )


class NewProgramme(OfficeForm):
    """A programme, project or activity, and its parent."""

    table = PROGRAMME
    permission = "programme.record"

    def __init__(self, above: Choices, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["parent"] = _key_field(_("Part of"), above)
        self.order_fields(["key", "office", "parent"])


class Donors(forms.Form):
    """Who pays, and how much of it: one line for each donor."""

    def __init__(self, offered: Choices, known: Sequence[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(max(DONORS, len(known) + 2)):
            there = known[number] if number < len(known) else None
            self.fields[f"donor-{number}"] = _key_field(_("Donor"), offered)
            self.fields[f"donor-{number}"].initial = there.entity_id if there else None
            self.fields[f"share-{number}"] = forms.DecimalField(
                label=_("Share in %"),
                required=False,
                max_digits=6,
                decimal_places=3,
                initial=there.per_cent if there else None,
                widget=forms.NumberInput(attrs={"class": "short", "step": "any"}),
            )

    @property
    def shares(self) -> list[tuple[UUID, Decimal | None]]:
        """Return the donors that were named, with their shares."""
        given = self.cleaned_data
        numbers = range(len(self.fields) // 2)
        return [
            (given[f"donor-{number}"], given[f"share-{number}"])
            for number in numbers
            if given[f"donor-{number}"]
        ]


class Goals(forms.Form):
    """The goals that work serves: one group of boxes for each framework."""

    def __init__(self, frameworks: Sequence[Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in frameworks:
            framework = one["framework"]
            self.fields[f"framework-{framework.id.hex}"] = forms.TypedMultipleChoiceField(
                label=framework.title,
                required=False,
                coerce=UUID,
                choices=[(str(goal.id), f"{goal.code} · {goal.title}") for goal in one["goals"]],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["how"] = forms.CharField(
            label=_("How it serves the priorities of a donor"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def goals(self) -> list[UUID]:
        """Return the goals that were ticked, of all frameworks."""
        return [
            goal for name in self.fields if name != "how" for goal in self.cleaned_data[name] or []
        ]


class NewFramework(FieldsForm):
    """A framework with the table of its goals."""

    table = FRAMEWORK

    def __init__(self, before: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"] = _key_field(_("Replaces"), before)
        self.fields["goals"] = forms.CharField(
            label=_("Goals"),
            required=False,
            help_text=_(
                "A CSV table. The first line names the columns: code,title and, where needed, "
                "text, parent, cross_cutting, relevance, lead, follows."
            ),
            widget=forms.Textarea(attrs={"rows": 10}),
        )


class Upload(forms.Form):
    """A file of the IATI standard, or a workbook of IATI Publisher."""

    asked = ("file",)

    file = forms.FileField(label=N_("File"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("File")
        self.fields["file"].help_text = _(
            "IATI 2.03 as XML, a workbook of IATI Publisher, or a zip of its workbooks."
        )
        self.fields["write"] = forms.BooleanField(
            label=_("Record the activities without critical findings now"), required=False
        )


class Nothing(forms.Form):
    """An empty form with a button only."""
