"""Fields and base forms that the forms of the Network's apps share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.foundation.shared.keys import new_key
from waystation.registry.reference import queries as reference

Choices = list[tuple[str, Any]]


class Offering(forms.Form):
    """A form whose lists of choices the page fills."""

    def __init__(self, *args: Any, offers: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offers.items():
            if name in self.fields:
                offer(self, name, choices)


def translated(choices: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    """Return choices marked with N_ in the reader's language."""
    return [(key, _(name)) for key, name in choices]


def long(rows: int = 4) -> forms.Textarea:
    """Return a box for several lines."""
    return forms.Textarea(attrs={"rows": rows})


def named(value: str) -> UUID | None:
    """Return a chosen record's key, None for no choice."""
    return UUID(value) if value else None


class Keyed(Offering):
    """A form that makes a record: sent twice, it is one."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("offers", {})
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_key()


class Why(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300)


def lazily(choices: list[tuple[Any, str]], empty: bool = False) -> list[tuple[Any, Any]]:
    """Return choices whose names are translated when they are shown."""
    found = [(key, _(name)) for key, name in choices]
    return [("", "–"), *found] if empty else found


def area(rows: int = 3) -> forms.Textarea:
    """Return a text box of some rows."""
    return forms.Textarea(attrs={"rows": rows})


def sdg_targets() -> list[tuple[str, str]]:
    """Return the SDG targets, those that name migration first, then those related to it."""
    known = reference.entries("sdg_target")
    order = {"direct": 0, "related": 1}
    rows = reference.choices("sdg_target")
    rows.sort(key=lambda row: order.get(known[row[0]].note, 2))
    return [(code, f"{code} {name}"[:110]) for code, name in rows]
