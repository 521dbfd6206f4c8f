"""Forms of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import FieldsForm, KeyField
from waystation.foundation.records import codes
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.errors import Conflict

from .fields import HOUSEHOLD, OPEN, PERSON, PLACE
from .rules.identity import IDENTIFIER_KINDS, Contact, Identifier, Identity, Name

CONTACTS = {"phone": "phones", "email": "emails", "address": "addresses"}
TYPED_AS = {
    "names": ("given", "family", "father", "aliases"),
    "birth_date": ("birth_date",),
    "contacts": tuple(CONTACTS.values()),
    "identifiers": tuple(IDENTIFIER_KINDS),
    "note": ("note",),
}
"""The parts of an identity, and the fields of the form in which each is typed."""


class Person(FieldsForm):
    """A person's file. No answer but a name is required."""

    table = PERSON

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].widget = forms.SelectMultiple(
            choices=PERSON["languages"].get_choices()
        )
        for name in ("aliases", *CONTACTS.values()):
            self.fields[name].widget.attrs["rows"] = 2


class NewPerson(Person):
    """A new file; ``somebody_else`` is asked next to similar files."""

    key = KeyField()
    somebody_else = forms.BooleanField(
        label=_("I have looked at these files: this is somebody else"), required=False
    )

    def common_fields(self) -> list[forms.BoundField]:
        return [one for one in super().common_fields() if one.name != "somebody_else"]


class Household(FieldsForm):
    """A new household, with the place of its first member."""

    table = FieldTable(
        HOUSEHOLD.kind,
        HOUSEHOLD["label"],
        PLACE["role"],
        HOUSEHOLD["municipality"],
        HOUSEHOLD["note"],
    )
    key = KeyField()


class Place(forms.Form):
    """A person's place in a household."""

    role = forms.ChoiceField(label=_("Place in the household"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["role"]
        field.choices = [("", "–"), *codes.choices("household_role")]


class OtherFile(forms.Form):
    """The other file of the same person."""

    other = forms.UUIDField(
        label=_("The other file of the same person"),
        required=False,
        error_messages={"invalid": _("Choose the other file first.")},
    )


def lines(text: str) -> list[str]:
    """Return the lines that were filled in."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def file_answers(typed: Mapping[str, Any], known: Identity | None = None) -> dict[str, Any]:
    """Return typed values as ``record_person`` and ``edit_person`` take them.

    What the form cannot show (where a merged entry came from) comes from ``known``. A part that
    was not typed in full is left out: nobody knows what its editor saw.
    """
    there = known or Identity(())
    parts = {"names": _names, "contacts": _contacts, "identifiers": _identifiers}
    found = {
        part: read(typed, there)
        for part, read in parts.items()
        if all(name in typed for name in TYPED_AS[part])
    }
    plain = (*OPEN.names, "birth_date", "note")
    found |= {name: typed[name] for name in plain if name in typed}
    return found


def _names(typed: Mapping[str, Any], there: Identity) -> tuple[Name, ...]:
    others = {name.full: name for name in there.names[1:]}
    main = Name(typed["given"], typed["family"], typed["father"])
    return (
        main,
        *(others.get(line, Name(line, kind="alias")) for line in lines(typed["aliases"])),
    )


def _contacts(typed: Mapping[str, Any], there: Identity) -> tuple[Contact, ...]:
    known = {(one.kind, one.value): one for one in there.contacts}
    return (
        *(
            known.get((kind, line), Contact(kind, line))
            for kind, field in CONTACTS.items()
            for line in lines(typed[field])
        ),
        *(one for one in there.contacts if one.kind not in CONTACTS),
    )


def _identifiers(typed: Mapping[str, Any], there: Identity) -> tuple[Identifier, ...]:
    known = {(one.kind, one.value): one for one in there.identifiers}
    return tuple(
        known.get((kind, line), Identifier(kind, line))
        for kind in IDENTIFIER_KINDS
        for line in lines(typed[kind].replace(";", "\n"))
    )


def typed_values(file: Any) -> dict[str, Any]:
    """Return an opened file as the form shows it, by the names of ``fields.PERSON``."""
    identity: Identity = file.identity

    def of(kind: str, entries: Iterable[Any]) -> list[str]:
        return [one.value for one in entries if one.kind == kind]

    main = identity.main
    return {
        "given": main.given,
        "family": main.family,
        "father": main.father,
        "aliases": "\n".join(name.full for name in identity.names[1:]),
        "birth_date": identity.birth_date,
        "note": identity.note,
        **{field: "\n".join(of(kind, identity.contacts)) for kind, field in CONTACTS.items()},
        **{kind: "; ".join(of(kind, identity.identifiers)) for kind in IDENTIFIER_KINDS},
        **{name: getattr(file, name) for name in OPEN.names},
        "languages": list(file.languages),
    }


def as_typed_conflict(
    conflict: Conflict, now: Mapping[str, Any], typed: Mapping[str, Any]
) -> Conflict:
    """Return a conflict about parts of an identity as one about the fields of the form."""
    names = [field for part in conflict.fields for field in TYPED_AS.get(part, (part,))]
    fields = {name: (now[name], typed[name]) for name in names if now[name] != typed[name]}
    return Conflict(conflict.sentence, fields=fields, code=conflict.code)
