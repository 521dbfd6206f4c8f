"""Forms of boards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from waystation.foundation.pages.forms import FieldsForm, OfficeForm

from . import queries
from .fields import BOARD, SUBSCRIPTION, TILE


class BoardForm(OfficeForm):
    """A new board."""

    table = BOARD
    permission = queries.READ


class TileForm(FieldsForm):
    """An indicator and how it is shown; the choices are those that this user has."""

    table = TILE

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("indicator", queries.indicator_choices(user)),
            ("by", queries.breakdown_choices(user)),
        ):
            field = self.fields[name]
            made = forms.ChoiceField(
                label=field.label,
                help_text=field.help_text,
                required=False,
                choices=[("", "–"), *choices],
                error_messages={"invalid_choice": _("Choose one of the list.")},
            )
            made.asked = name == "indicator"  # type: ignore[attr-defined]
            self.fields[name] = made


class SubscriptionForm(FieldsForm):
    """How often a board comes by e-mail."""

    table = SUBSCRIPTION
