"""Forms of feedback."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import KeyedForm, OfficeForm

from . import queries
from .fields import ENTRY, REMEDY


def staff_field(user: Any) -> forms.TypedChoiceField:
    """Return the field for the colleague concerned."""
    return forms.TypedChoiceField(
        label=_("Colleague concerned"),
        help_text=_("They do not see it, and do not answer it."),
        required=False,
        coerce=UUID,
        empty_value=None,
        choices=[("", "–"), *queries.staff_of(user)],
    )


class Feedback(OfficeForm):
    """Feedback given at the desk or by telephone."""

    table = ENTRY
    permission = "feedback.record"
    office_label = _("Centre")

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["staff"] = staff_field(user)
        for name in ("entity", "record_id"):
            self.fields[name] = forms.UUIDField(widget=forms.HiddenInput, required=False)
        self.order_fields(["key", "office", "kind", "about", "staff"])


class Staff(forms.Form):
    """Which colleague a complaint is about."""

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"] = staff_field(user)


class Remedy(KeyedForm):
    """The requested remedy."""

    table = REMEDY
