"""Forms for uploads and pasted texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.governance.knowledge.rules.checking import LANGUAGES


class TextToCheck(forms.Form):
    """A text to check, pasted or as a file, and perhaps a register of one's own."""

    text = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    file = forms.FileField(label=_("Or a Word file"), required=False)
    language = forms.ChoiceField(label=_("Language of the text"), required=False)
    facts = forms.FileField(
        label=_("Register of facts"),
        required=False,
        help_text=_("CSV or JSON. Leave blank to use the facts and series in Waystation."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", gettext("As recognised")),
            *((code, gettext(name)) for code, name in LANGUAGES),
        ]


class SeriesFile(forms.Form):
    """A file of series values and the day on which its source published it."""

    file = forms.FileField(label=_("File"))
    vintage = forms.DateField(
        label=_("Published by the source on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A file with a column for the day of publication needs it only for the rest."),
    )


class Settled(forms.Form):
    """How an outdated figure was settled."""

    asked = ("how",)

    how = forms.CharField(label=_("How it was settled"), required=False, max_length=300)


class ProfileSummary(forms.Form):
    """A few sentences in front of an edition."""

    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
