"""What is typed on the pages, as values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.foundation.shared.keys import new_key
from waystation.registry.people.rules.identity import (
    IDENTIFIER_KINDS,
    Contact,
    Identifier,
    Identity,
    Name,
)
from waystation.registry.reference import queries as reference

DAY_FIRST = ["%d.%m.%Y", "%d/%m/%Y", "%d. %m. %Y", "%Y-%m-%d"]
LINES = forms.Textarea(attrs={"rows": 2})
LISTS = {
    "sex": "sex",
    "community": "community",
    "nationality": "country",
    "municipality": "municipality",
    "migration_status": "migration_status",
}
CONTACTS = {"phone": "phones", "email": "emails", "address": "addresses"}


def lines(text: str) -> list[str]:
    """Return the lines that somebody filled in."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Person(forms.Form):
    """A person's file. No answer but a name is required."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    given = forms.CharField(label=gettext_lazy("Given name"), required=False)
    family = forms.CharField(label=gettext_lazy("Family name"), required=False)
    father = forms.CharField(label=gettext_lazy("Father’s name"), required=False)
    aliases = forms.CharField(
        label=gettext_lazy("Other names, one on each line"), widget=LINES, required=False
    )
    birth_date = forms.DateField(
        label=gettext_lazy("Day of birth"),
        help_text=gettext_lazy("For example 14.3.1999. Leave empty if only the year is known."),
        input_formats=DAY_FIRST,
        required=False,
        error_messages={"invalid": gettext_lazy("Write the day first, such as 14.3.1999.")},
    )
    birth_year = forms.IntegerField(label=gettext_lazy("Year of birth"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    nationality = forms.ChoiceField(label=gettext_lazy("Nationality"), required=False)
    migration_status = forms.ChoiceField(
        label=gettext_lazy("Displacement or migration status"), required=False
    )
    community = forms.ChoiceField(
        label=gettext_lazy("Community"),
        help_text=gettext_lazy(
            "Only as the person says it themselves. Nobody can be searched or sorted by it."
        ),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), required=False, widget=forms.SelectMultiple
    )
    phones = forms.CharField(
        label=gettext_lazy("Telephone numbers, one on each line"), widget=LINES, required=False
    )
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses, one on each line"), widget=LINES, required=False
    )
    addresses = forms.CharField(
        label=gettext_lazy("Addresses, one on each line"), widget=LINES, required=False
    )
    personal_number = forms.CharField(label=gettext_lazy("Personal number"), required=False)
    passport = forms.CharField(label=gettext_lazy("Passport"), required=False)
    identity_card = forms.CharField(label=gettext_lazy("Identity card"), required=False)
    case_number = forms.CharField(
        label=gettext_lazy("Case number of another institution"), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Everybody in your office who may open this file reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    somebody_else = forms.BooleanField(
        label=gettext_lazy("I have looked at these files: this is somebody else"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, code_list in LISTS.items():
            choices: Any = [("", _("Not asked or not answered")), *reference.choices(code_list)]
            self.choice(field).choices = choices
        self.choice("languages").choices = reference.choices("language")
        if not self.is_bound:
            self.initial.setdefault("id", new_key())

    def choice(self, name: str) -> Any:
        return self.fields[name]


def written_in(cleaned: dict[str, Any], known: Identity | None = None) -> dict[str, Any]:
    """Return the answers of the form as ``record_person`` and ``edit_person`` take them.

    What the form cannot show (where a merged entry came from) is kept from ``known``.
    """
    there = known or Identity(())
    by_value: dict[Any, Any] = {(one.kind, one.value): one for one in there.reachable}
    others = {name.full: name for name in there.names[1:]}
    names = [Name(cleaned["given"], cleaned["family"], cleaned["father"])]
    names += [
        others.get(line, Name(line, kind="alias")) for line in lines(cleaned.get("aliases", ""))
    ]
    contacts = [
        by_value.get((kind, line), Contact(kind, line))
        for kind, field in CONTACTS.items()
        for line in lines(cleaned.get(field, ""))
    ]
    contacts += [one for one in there.contacts if one.kind not in CONTACTS]
    identifiers = [
        by_value.get((kind, line), Identifier(kind, line))
        for kind in IDENTIFIER_KINDS
        for line in lines(cleaned.get(kind, "").replace(";", "\n"))
    ]
    plain = (*LISTS, "birth_date", "birth_year", "note")
    return {
        **{name: cleaned.get(name) for name in plain},
        "languages": list(cleaned.get("languages") or ()),
        "names": tuple(names),
        "contacts": tuple(contacts),
        "identifiers": tuple(identifiers),
    }


def as_typed(identity: Identity, plain: dict[str, Any]) -> dict[str, Any]:
    """Return a file as the form shows it."""

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
        **plain,
    }


def remember(typed: dict[str, Any]) -> str:
    """Return what the editor saw, signed, so that two editors of one field can be told apart."""
    return signing.dumps(
        {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in typed.items()},
        salt="people.seen",
        compress=True,
    )


def remembered(text: str) -> dict[str, Any]:
    """Return what ``remember`` kept; nothing if it was altered or is missing."""
    try:
        content: dict[str, Any] = signing.loads(text, salt="people.seen")
    except signing.BadSignature:
        return {}
    form = Person({k: v for k, v in content.items() if v is not None})
    return form.cleaned_data if form.is_valid() else {}


class Household(forms.Form):
    """How a household is called, and where it lives."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(
        label=gettext_lazy("Name of the household"),
        required=False,
        help_text=gettext_lazy("For example the family name. Kept sealed."),
    )
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        field.choices = [("", _("Not asked or not answered")), *reference.choices("municipality")]
        self.fields["key"].initial = new_key()


class Place(forms.Form):
    """A person's place in a household."""

    role = forms.ChoiceField(label=gettext_lazy("Place in the household"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["role"]
        field.choices = [("", "–"), *reference.choices("household_role")]
