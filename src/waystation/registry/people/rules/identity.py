"""Validation of personal files. Values and today's date in; a refusal or a value out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from waystation.foundation.shared import fold
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LONGEST_NAME = 100
LONGEST_NOTE = 5000
MOST_NAMES = 20
OLDEST = 120
NAME_KINDS = {
    "main": N_("Name"),
    "alias": N_("Also known as"),
    "maiden": N_("Name before marriage"),
    "script": N_("In another script"),
    "merged": N_("From a merged file"),
}
CONTACT_KINDS = {
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "address": N_("Address"),
    "messenger": N_("Messenger"),
}
IDENTIFIER_KINDS = {
    "personal_number": N_("Personal number"),
    "passport": N_("Passport"),
    "identity_card": N_("Identity card"),
    "case_number": N_("Case number of another institution"),
}
# The parts of an identity, which two people may edit without touching each other.
SEALED_FIELDS = ("names", "birth_date", "contacts", "identifiers", "note")


@dataclass(frozen=True)
class Name:
    """One of a person's names. ``source`` is the number of the merged file it came from."""

    given: str
    family: str = ""
    father: str = ""
    kind: str = "main"
    source: str = ""

    @property
    def full(self) -> str:
        return " ".join(word for word in (self.given, self.family) if word)


@dataclass(frozen=True)
class Contact:
    """A way to reach the person."""

    kind: str
    value: str
    source: str = ""


@dataclass(frozen=True)
class Identifier:
    """A number assigned to the person by somebody else."""

    kind: str
    value: str
    source: str = ""


@dataclass(frozen=True)
class Identity:
    """Everything about a person that is sealed at rest."""

    names: tuple[Name, ...]
    birth_date: date | None = None
    contacts: tuple[Contact, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    note: str = ""

    @property
    def reachable(self) -> tuple[Contact | Identifier, ...]:
        return (*self.contacts, *self.identifiers)

    @property
    def main(self) -> Name:
        return self.names[0] if self.names else Name("")

    def as_json(self) -> dict[str, Any]:
        content = asdict(self)
        content["birth_date"] = self.birth_date.isoformat() if self.birth_date else None
        return content

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Identity:
        born = content.get("birth_date")
        return cls(
            names=tuple(Name(**name) for name in content.get("names", ())),
            birth_date=date.fromisoformat(born) if born else None,
            contacts=tuple(Contact(**one) for one in content.get("contacts", ())),
            identifiers=tuple(Identifier(**one) for one in content.get("identifiers", ())),
            note=content.get("note", ""),
        )


NOBODY = Identity(names=())


def tidy(text: str) -> str:
    """Return ``text`` in composed form, without control and direction marks, single-spaced."""
    kept = (" " if c.isspace() else c for c in unicodedata.normalize("NFC", text))
    letters = (c for c in kept if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn", "Cs"})
    return " ".join("".join(letters).split())


def tidy_name(name: Name) -> Name:
    """Return a name as it is recorded."""
    return replace(name, given=tidy(name.given), family=tidy(name.family), father=tidy(name.father))


def refusal_to_names(names: Sequence[Name]) -> Refusal | None:
    """Return why these names cannot be recorded."""
    if not names or not (names[0].given or names[0].family):
        return Refusal(
            N_("Write at least one name. Without a name, record the visit as anonymous."),
            field="given",
            code="name_missing",
        )
    if len(names) > MOST_NAMES:
        return Refusal(
            N_("This file has more than {most} names. Remove those no longer in use."),
            field="aliases",
            code="names_too_many",
            most=MOST_NAMES,
        )
    for name in names:
        where = "given" if name is names[0] else "aliases"
        for part, text in (("given", name.given), ("family", name.family), ("father", name.father)):
            if len(text) > LONGEST_NAME:
                return Refusal(
                    N_("This name has {length} letters; at most {most} fit. Shorten it."),
                    field=part if where == "given" else where,
                    code="name_too_long",
                    length=len(text),
                    most=LONGEST_NAME,
                )
        if not any(fold.parts(text) for text in (name.given, name.family)):
            return Refusal(
                N_("A name needs at least one letter."), field=where, code="name_without_letter"
            )
        if name.kind not in NAME_KINDS:
            return Refusal(
                N_("This kind of name is not known."), field="aliases", code="name_kind_unknown"
            )
    return None


def refusal_to_birth(
    birth_date: date | None, birth_year: int | None, today: date
) -> Refusal | None:
    """Say why this day or year of birth cannot be right, or nothing."""
    where = "birth_date" if birth_date else "birth_year"
    year = birth_date.year if birth_date else birth_year
    if year is None:
        return None
    if (birth_date and birth_date > today) or year > today.year:
        return Refusal(
            N_("The date of birth is in the future. Check the year, or leave it blank."),
            field=where,
            code="birth_in_future",
        )
    if year < today.year - OLDEST:
        return Refusal(
            N_("The year of birth {year} is too long ago. Check it, or leave it blank."),
            field=where,
            code="birth_too_early",
            year=year,
        )
    if birth_date and birth_year and birth_date.year != birth_year:
        return Refusal(
            N_(
                "The date of birth is in {year}, but the year of birth is {other}. Correct "
                "one of them."
            ),
            field="birth_year",
            code="birth_disagrees",
            year=birth_date.year,
            other=birth_year,
        )
    return None


def refusal_to_contacts(
    contacts: Sequence[Contact], identifiers: Sequence[Identifier]
) -> Refusal | None:
    """Return why a contact or an identifier cannot be recorded."""
    everything: tuple[Contact | Identifier, ...] = (*contacts, *identifiers)
    for one in everything:
        is_contact = isinstance(one, Contact)
        where = "contacts" if is_contact else "identifiers"
        if one.kind not in (CONTACT_KINDS if is_contact else IDENTIFIER_KINDS):
            return Refusal(N_("This kind of entry is not known."), field=where, code="kind_unknown")
        if not one.value or len(one.value) > 300:
            return Refusal(
                N_("Write between 1 and 300 letters here, or leave the line out."),
                field=where,
                code="value_length",
            )
        if one.kind == "phone" and not 5 <= len(plain_number(one.value)) <= 20:
            return Refusal(
                N_("A telephone number has 5 to 20 digits. Check it."),
                field="phone" if is_contact else where,
                code="phone_unreadable",
            )
        if one.kind == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", one.value):
            return Refusal(
                N_("This is not an e-mail address. It looks like name@example.org."),
                field="email",
                code="email_unreadable",
            )
    return None


def refusal_to_note(note: str) -> Refusal | None:
    """Return why this note cannot be recorded."""
    if len(note) > LONGEST_NOTE:
        return Refusal(
            N_("The note has {length} letters; at most {most} fit. Shorten it."),
            field="note",
            code="note_too_long",
            length=len(note),
            most=LONGEST_NOTE,
        )
    return None


def plain_number(text: str) -> str:
    """Return only the letters and digits of a number, so that spaces do not matter.

    A Kosovo telephone number is the same with +383, 00383 or a leading zero.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())
    for prefix in ("00383", "383"):
        if bare.startswith(prefix) and len(bare) > len(prefix) + 6:
            return "0" + bare[len(prefix) :]
    return bare


def age_on(day: date, birth_year: int | None, birth_date: date | None = None) -> int | None:
    """Return the age in whole years on ``day``; from the year alone, the age reached that year."""
    if birth_date:
        return (
            day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
        )
    return None if birth_year is None else max(day.year - birth_year, 0)
