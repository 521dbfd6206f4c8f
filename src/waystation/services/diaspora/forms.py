"""Forms of the diaspora."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import FieldsForm, KeyField, OfficeForm

from .fields import ASKED_BY_COLLEAGUES, CALL, CONTRIBUTION, MAILING, MAPPING


class Mapping(OfficeForm):
    """A mapping of an office."""

    table = MAPPING
    permission = "diaspora.manage"


class Call(OfficeForm):
    """A call of an office."""

    table = CALL
    permission = "diaspora.manage"


class Mailing(OfficeForm):
    """A letter to members of an office."""

    table = MAILING
    permission = "diaspora.manage"


class Member(FieldsForm):
    """A member registered by a colleague, who reads out the consent text."""

    table = ASKED_BY_COLLEAGUES
    key = KeyField()
    mapping = forms.TypedChoiceField(
        label=_("Mapping"), coerce=UUID, error_messages={"required": _("Choose an answer.")}
    )

    def __init__(self, mappings: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mapping: Any = self.fields["mapping"]
        mapping.choices = mappings
        self.fields["agreed"] = forms.BooleanField(
            label=_("The consent was read to the person, and they agree"), required=False
        )
        self.fields["mailing"] = forms.BooleanField(
            label=_("They agree to be written to"), required=False
        )
        self.order_fields(["key", "mapping", *self.table.names, "agreed", "mailing"])


class Contribution(OfficeForm):
    """A contribution, and whose it is."""

    table = CONTRIBUTION
    permission = "diaspora.record"
    group = forms.TypedChoiceField(
        label=_("Association or business"), required=False, coerce=UUID, empty_value=None
    )
    call = forms.TypedChoiceField(
        label=_("In answer to the call"), required=False, coerce=UUID, empty_value=None
    )
    member = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        user: Any,
        groups: list[tuple[str, str]],
        calls: list[tuple[str, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(user, *args, **kwargs)
        for name, choices in (("group", groups), ("call", calls)):
            field: Any = self.fields[name]
            field.choices = [("", "–"), *choices]
        self.order_fields(["key", "office", "member", *self.table.names, "group", "call"])
