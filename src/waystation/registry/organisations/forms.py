"""From typed text to values, for the pages of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer

Choices = list[tuple[str, Any]]


class Entity(forms.Form):
    """An organisation; its kind is asked once and never changes."""

    name = forms.CharField(label=_("Name"), max_length=200)
    acronym = forms.CharField(label=_("Acronym"), max_length=30, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    category = forms.ChoiceField(label=_("Kind of external partner"), required=False)
    mandate = forms.CharField(
        label=_("Mandate"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    expertise = forms.CharField(
        label=_("Expertise"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    activities = forms.CharField(
        label=_("Present work on migration"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    website = forms.CharField(label=_("Website"), max_length=200, required=False)

    def __init__(
        self, *args: Any, kinds: Choices, categories: Choices, fixed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", kinds)
        offer(self, "category", [("", "–"), *categories])
        if fixed:
            del self.fields["kind"]


class FocalPoint(forms.Form):
    """Who speaks for an organisation: an account of the house, or a name."""

    account = forms.ChoiceField(label=_("Account here"), required=False)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    alternate = forms.BooleanField(label=_("Alternate"), required=False)
    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(label=_("To"), required=False)

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "account", [("", "–"), *accounts])
