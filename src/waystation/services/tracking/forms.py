"""What people type on the pages about studies, turned into values."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer


class StudyOpened(forms.Form):
    """A new study."""

    office = forms.ChoiceField(label=_("Office"))
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    purpose = forms.CharField(label=_("What it is for"), max_length=500, required=False)

    def __init__(self, offices: list[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", [(str(key), name) for key, name in offices])


class RoundOpened(forms.Form):
    """A new round with its form."""

    number = forms.IntegerField(label=_("Round"))
    form_id = forms.ChoiceField(label=_("Form"))
    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"))
    place = forms.CharField(label=_("Where"), max_length=200, required=False)

    def __init__(self, choices: list[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "form_id", [(str(key), name) for key, name in choices])
