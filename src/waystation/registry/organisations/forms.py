"""Forms of organisations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import FieldsForm

from .fields import CONTACT


class FocalPoint(FieldsForm):
    """Who speaks for an organisation: an account of the mission, or a name."""

    table = CONTACT
    account = forms.TypedChoiceField(
        label=_("Account here"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, accounts: dict[UUID, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.fields["account"]
        account.choices = [("", "–"), *((str(key), name) for key, name in accounts.items())]
