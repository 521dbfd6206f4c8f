"""Importing visits from sheets: columns, required cells, and writing the rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.foundation.access import queries as access
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.imports.contributions import Check, Importer, Removed, Written
from waystation.registry.imports.rules import cells
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.registry.people.rules import identity

from . import rules
from .actions import change_visit_state
from .fields import OF_THE_UNKNOWN, VISIT
from .models import CallBack, Citation, Plan, Visit, Waiting

NOT_IN_SHEETS = ("person_id", "call_back_on", "editions", "informed", "started_at", "ended_at")
"""What no sheet has: it follows from the other cells, or belongs to a visit of today."""
OF_THE_VISIT = tuple(replace(field, rare=False) for field in VISIT.without(*NOT_IN_SHEETS))
SHEET = FieldTable(
    "centres.Visit",
    Field(
        "number",
        "text",
        N_("Number of the row"),
        hint=N_("The sheet's own number. It identifies the row if its text is corrected later."),
    ),
    Field("day", "date", N_("Day of the visit"), required=True),
    Field("time", "text", N_("Time of arrival")),
    *OF_THE_VISIT,
    Field("age", "number", N_("Age in years"), hint=N_("If the sheet has no age groups.")),
    Field("file_number", "text", N_("File number"), hint=N_("Of a person who has a file here.")),
    Field("given", "text", N_("Given name")),
    Field("family", "text", N_("Family name")),
    Field(
        "birth_year",
        "number",
        N_("Year of birth"),
        hint=N_("With a name: a visitor of the same name and year is the same person."),
    ),
)
HEADINGS = {
    "number": ("nr", "no", "numri", "broj", "redni broj", "nr rendor", "id", "#"),
    "day": ("date", "data", "datum", "dita", "dan", "date of visit", "data e vizites",
            "datum posete", "visit date"),
    "time": ("ora", "vreme", "time", "koha"),
    "mode": ("menyra", "nacin", "mode", "type of visit", "lloji i vizites"),
    "reason": ("arsyeja", "razlog", "reason", "arsyeja e vizites", "razlog posete",
               "reason for visit", "purpose"),
    "visitor_type": ("vizitori", "posetilac", "category", "kategoria", "kategorija",
                     "type of visitor", "visitor type", "lloji i vizitorit", "vrsta posetioca"),
    "sex": ("gjinia", "pol", "gender", "m/f"),
    "age_band": ("age group", "grupmosha", "starosna grupa", "grupi i moshes"),
    "age": ("age", "mosha", "starost", "godine", "uzrast"),
    "topics": ("tema", "temat", "teme", "topic"),
    "counselled": ("keshillim", "savetovanje", "counselling"),
    "minutes": ("minuta", "minuti", "duration", "kohezgjatja", "trajanje"),
    "language": ("gjuha", "jezik", "language"),
    "place": ("komuna", "opstina", "municipality", "vendbanimi", "mesto", "place"),
    "community": ("komuniteti", "zajednica", "ethnicity", "etnia"),
    "next_step": ("hapi tjeter", "sledeci korak", "follow up"),
    "advice": ("shenime", "napomena", "notes", "remarks", "keshilla", "savet"),
    "given": ("emri", "ime", "name", "first name"),
    "family": ("mbiemri", "prezime", "surname", "last name"),
    "birth_year": ("viti i lindjes", "godina rodjenja", "godina rođenja", "born", "birth year"),
    "file_number": ("numri i dosjes", "broj dosijea", "file no"),
}  # fmt: skip
ANSWERS = {
    "sex": {
        "female": ("f", "ž", "z", "w", "woman", "grua", "zena", "žena", "femra"),
        "male": ("m", "man", "burre", "muski", "muško"),
    },
    "mode": {
        "walk_in": ("walk in", "in person", "personalisht", "licno", "lično", "direkt"),
        "phone": ("telephone", "telefon", "call", "tel"),
        "online": ("e-mail", "email", "internet", "viber", "whatsapp"),
        "outreach": ("field", "terren", "teren"),
    },
}


class VisitSheet(Importer):
    """A sheet with one row for each visit."""

    title = N_("Visits")
    permission = "visit.record"
    address = "centres:visits"
    number = "number"
    day = "day"
    table = SHEET
    headings: ClassVar[Mapping[str, Sequence[str]]] = HEADINGS
    answers: ClassVar[Mapping[str, Mapping[str, Sequence[str]]]] = ANSWERS

    def refine_columns(
        self, columns: dict[str, int], rows: Sequence[Sequence[str]]
    ) -> dict[str, int]:
        """Tell ages in years from age groups: both are headed “Age”."""
        place = columns.get("age_band")
        texts = [row[place] for row in rows if row[place]] if place is not None else []
        if not texts or "age" in columns or not all(one.isdecimal() for one in texts):
            return columns
        return {("age" if name == "age_band" else name): at for name, at in columns.items()}

    def checker(self, user: access.AnyUser, office: Any) -> Check:
        zone, today = ZoneInfo(office.zone), today_in(office.zone)
        known = _files_by_number(user, office)

        def check(row: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refusal | None]]:
            given = VISIT.complete(row)
            refusals = [
                *SHEET.refusals(row),
                _refusal_of_day(row.get("day"), office, today),
                rules.refusal_of_minutes(given["minutes"]),
                rules.refusal_of_interpreter(given["interpreter"], given["language"]),
                *_refusals_of_person(row, known, today),
            ]
            try:
                arrived = cells.time_of(row.get("time") or "", "time") or time(12)
            except Refusal as refusal:
                return given, [*refusals, refusal]
            if any(refusals):
                return given, refusals
            day = row["day"]
            given["day"] = day
            given["started_at"] = datetime.combine(day, arrived, zone)
            given["informed"] = bool(given["topics"])
            if not given["age_band"] and row.get("age") is not None:
                given["age_band"] = rules.age_band_of(day.year - row["age"], day)
            number = (row.get("file_number") or "").upper()
            given["person_id"] = known.get(number)
            given["named"] = (
                files.NamedVisitor(
                    row.get("given") or "", row.get("family") or "", row["birth_year"], given["sex"]
                )
                if number == "" and (row.get("given") or row.get("family"))
                else None
            )
            if number or given["named"]:
                given |= dict.fromkeys(OF_THE_UNKNOWN, "")
            return given, refusals

        return check

    def there(self, keys: Collection[UUID]) -> set[UUID]:
        return set(Visit.objects.filter(id__in=list(keys)).values_list("id", flat=True))

    def write(
        self,
        user: access.AnyUser,
        office: Any,
        rows: Sequence[tuple[UUID, Mapping[str, Any]]],
        memory: dict[Any, Any],
    ) -> list[Written]:
        me = access.signed_in(user)
        if "known" not in memory and any(row["named"] for _key, row in rows):
            memory["known"] = files.KnownFiles(user, office.id)
        known: Any = memory.get("known")
        new: dict[
            Any, tuple[files.NamedVisitor, UUID]
        ] = {}  # with the visit for which a file is opened
        for key, row in rows:
            one = row["named"]
            if one and known.find(one) is None:
                new.setdefault((one.key, one.sex), (one, key))
        named = [one for one, _key in new.values()]
        opened = files.open_files(user, office.id, named)
        for one, person_id in zip(named, opened, strict=True):
            known.add(one, person_id)
        visits: list[Visit] = []
        last: dict[UUID, date] = {}
        for key, row in rows:
            values = dict(row)
            one = values.pop("named")
            if one:
                values["person_id"] = known.find(one)
            visit = Visit.begin(me, office.id, key, day=values["day"])
            write_values(visit, VISIT, values)
            visits.append(visit)
            if visit.person_id:
                last[visit.person_id] = max(visit.day, last.get(visit.person_id, visit.day))
        Visit.objects.bulk_create(visits, batch_size=500)
        for person_id, day in last.items():
            files.note_contact(user, person_id, day)
        first = dict(zip((key for _one, key in new.values()), opened, strict=True))
        return [Written(key, first.get(key)) for key, _row in rows]

    def remove(
        self, user: access.AnyUser, office: Any, keys: Collection[UUID], opened: Collection[UUID]
    ) -> Removed:
        visits = Visit.objects.filter(id__in=list(keys), office_id=office.id)
        used = set(visits.filter(version__gt=1).values_list("id", flat=True))
        for model in (CallBack, Citation, Plan, Waiting):
            rows: Any = model.objects.filter(visit_id__in=list(keys))
            used |= set(rows.values_list("visit_id", flat=True))
        withdrawn = used & set(visits.filter(state="recorded").values_list("id", flat=True))
        for key in sorted(withdrawn):
            reason = "The import of this visit was undone."
            change_visit_state(user, key, "withdraw", reason_given=reason)
        deleted, _by_model = visits.exclude(id__in=list(used)).delete()
        files.remove_unused(user, office.id, list(opened))
        return Removed(deleted, len(withdrawn))


def _files_by_number(user: access.AnyUser, office: Any) -> dict[str, UUID]:
    """Return the files of the office by their numbers."""
    rows = people.files_visible_to(user).filter(office_id=office.id, merged_into__isnull=True)
    return {number.upper(): key for number, key in rows.values_list("number", "id")}


def _refusal_of_day(day: Any, office: Any, today: Any) -> Refusal | None:
    """Say why a visit cannot have been on that day; how long ago it was does not matter here."""
    if day is None:
        return None
    refusal = rules.refusal_of_day(day, today, office.opened_on)
    return refusal if refusal is None or refusal.code != "too_old" else None


def _refusals_of_person(
    row: Mapping[str, Any], known: Mapping[str, UUID], today: date
) -> list[Refusal | None]:
    number = (row.get("file_number") or "").upper()
    if number:
        if number in known:
            return []
        return [
            Refusal(
                N_("There is no file {number} in this office."),
                field="file_number",
                code="file_unknown",
                number=number[:20],
            )
        ]
    if not (row.get("given") or row.get("family")):
        return []
    year = row.get("birth_year")
    if year is None:
        return [
            Refusal(
                N_(
                    "Add the year of birth: a name alone is not enough to know the person again. "
                    "Or leave out the columns of names."
                ),
                field="given" if row.get("given") else "family",
                code="name_alone",
            )
        ]
    name = identity.tidy_name(identity.Name(row.get("given") or "", row.get("family") or ""))
    return [identity.refusal_to_birth(None, year, today), identity.refusal_to_names((name,))]
