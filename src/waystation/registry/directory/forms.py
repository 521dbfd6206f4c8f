"""Forms of the directory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.foundation.pages.forms import NUMERIC, KeyedForm
from waystation.foundation.records import codes

from .fields import SERVICE

Choices = Sequence[tuple[str, str]]


class Service(KeyedForm):
    """A service of one of the partners."""

    table = SERVICE

    def __init__(self, partners: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = forms.TypedChoiceField(
            label=_("Organisation"),
            required=False,
            coerce=UUID,
            empty_value=None,
            choices=[("", "–"), *partners],
        )
        organisation.asked = True
        self.fields["entity"] = organisation
        self.order_fields(["key", "entity"])


class Near(forms.Form):
    """The service searched for, and the place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, code_list in (
            ("kind", _("Kind of service"), "service_kind"),
            ("place", _("Near"), "municipality"),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[("", "–"), *codes.choices(code_list)]
            )
        self.fields["person"] = forms.UUIDField(widget=forms.HiddenInput, required=False)


class Nothing(forms.Form):
    """An empty form with a button only."""


class Check(forms.Form):
    """What a partner says of its services: one group of answers for each."""

    ANSWERS = (
        ("right", gettext_lazy("This is right")),
        ("change", gettext_lazy("Something has changed")),
        ("closed", gettext_lazy("No longer offered")),
    )

    def __init__(self, services: Sequence[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = services
        for one in services:
            key = one.id.hex
            self.fields[f"answer-{key}"] = forms.ChoiceField(
                label=one.name, choices=self.ANSWERS, widget=forms.RadioSelect, initial="right"
            )
            self.fields[f"hours-{key}"] = forms.CharField(
                label=_("Opening hours"), required=False, initial=one.hours, max_length=200
            )
            self.fields[f"free-{key}"] = forms.IntegerField(
                label=_("Places free now"),
                required=False,
                initial=one.free_places,
                min_value=0,
                widget=forms.NumberInput(attrs=NUMERIC),
            )
            self.fields[f"remark-{key}"] = forms.CharField(
                label=_("What has changed"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def answers(self) -> dict[UUID, dict[str, Any]]:
        """Return the answers by service."""
        given = self.cleaned_data
        return {
            one.id: {
                "answer": given[f"answer-{one.id.hex}"],
                "hours": given[f"hours-{one.id.hex}"],
                "free_places": given[f"free-{one.id.hex}"],
                "remark": given[f"remark-{one.id.hex}"],
            }
            for one in self.services
        }
