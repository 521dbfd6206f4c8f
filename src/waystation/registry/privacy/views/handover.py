"""Subject access in words: everything recorded about a person, for the page and the PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.documents import blocks, pdf
from waystation.registry.people.fields import PERSON
from waystation.registry.privacy.rules import consents as rules

CODED = PERSON.only(
    "sex", "community", "nationality", "municipality", "migration_status", "languages"
)


@dataclass(frozen=True)
class Section:
    """A section of the export: its title, and questions with answers."""

    title: str
    rows: Sequence[tuple[str, str]]


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text[:10]), "DATE_FORMAT") if text else ""


def _moment(text: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")


def _file(file: dict[str, Any]) -> Section:
    """Return the file itself."""
    names = [
        " ".join(part for part in (one["given"], one["family"]) if part) for one in file["names"]
    ]
    rows = [
        (_("Number of the file"), file["number"]),
        (_("Office"), file["office"]),
        *[(_("Name"), name) for name in names],
        (_("Date of birth"), _day(file.get("birth_date"))),
        (_("Year of birth"), str(file["birth_year"] or "")),
        *[(field.title, answer) for field, answer in CODED.answers(file)],
        *[(_("Contact"), one["value"]) for one in file["contacts"]],
        *[(_("Identifier"), one["value"]) for one in file["identifiers"]],
        (_("Note"), file.get("note") or ""),
        (_("Opened"), _moment(file["opened_at"])),
        (_("Kept until"), _day(file["kept_until"])),
    ]
    return Section(_("File"), [(label, answer) for label, answer in rows if answer])


def _word(words: Mapping[str, str], key: str) -> str:
    return _(words[key]) if key in words else key


def _consents(consents: list[dict[str, Any]]) -> Section:
    return Section(
        _("Consent"),
        [
            (
                f"{_word(rules.PURPOSES, one['purpose'])} · {one['recipient']}",
                f"{_word(rules.STATES, one['state'])} · {_moment(one['given_at'])} · {one['text']}",
            )
            for one in consents
        ]
        or [("–", _("Nothing was asked yet."))],
    )


def _plain(record: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a record of an app that has no words for it, by its own field names."""
    return [
        (
            name.replace("_", " "),
            ", ".join(map(str, value)) if isinstance(value, list) else str(value),
        )
        for name, value in record.items()
        if value not in (None, "", [], False) and name not in {"what", "day", "called", "in_words"}
    ]


def sections_of(content: dict[str, Any]) -> list[Section]:
    """Return everything that is handed out, part by part, in the reader's language."""
    parts = [_file(content["file"])]
    if content["merged_files"]:
        numbers = ", ".join(content["merged_files"])
        parts.append(Section(_("Merged files"), [(_("Number of the file"), numbers)]))
    parts.append(_consents(content["consents"]))
    for records in content["records"].values():
        for record in records:
            title = record.get("called") or record.get("what", "")
            rows = [(label, answer) for label, answer in record.get("in_words") or _plain(record)]
            title = " · ".join(part for part in (title, _day(record.get("day"))) if part)
            parts.append(Section(title, [row for row in rows if row[1]]))
    seen = [
        (_moment(one["at"]), f"{one['by'] or '–'} · {one['what']}") for one in content["seen_by"]
    ]
    parts.append(Section(_("Who has seen it"), seen))
    return parts


def as_pdf(content: dict[str, Any]) -> bytes:
    """Return everything that is handed out as a tagged PDF."""
    columns = [blocks.Column(_("What")), blocks.Column(_("What we store"))]
    found: list[blocks.Block] = [
        blocks.Paragraph(
            [_("Handed out by {name}.").format(name=content["made_by"]) + " "
             + _("You may ask that what is wrong is put right, or that it is erased.")]
        )
    ]  # fmt: skip
    for part in sections_of(content):
        found.append(blocks.Heading(part.title, 1))
        if part.rows:
            found.append(blocks.Table(part.title, columns, part.rows))
    return pdf.render(
        blocks.report(
            _("Everything we store about you"),
            found,
            kicker=content["file"]["office"],
            subtitle=content["file"]["number"],
            dated=date.fromisoformat(content["made_at"][:10]),
        )
    )
