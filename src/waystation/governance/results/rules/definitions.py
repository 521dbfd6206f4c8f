"""Indicators as data, not code: required parts, and their description in words.

Nobody needs to trust a programmer about the meaning of "people served": the definition gives the
unit counted, the filter, the date, the de-duplication, and the aggregation of months and places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_

from . import expressions

MeasureKind = Literal["rows", "distinct", "sum", "mean", "median"]
Joining = Literal["sum", "distinct", "last", "max", "ratio", "median"]

UNITS = {
    "person": N_("People"),
    "visit": N_("Visits"),
    "household": N_("Households"),
    "organisation": N_("Organisations"),
    "event": N_("Events"),
    "profile": N_("Profiles"),
    "referral": N_("Referrals"),
    "appointment": N_("Appointments"),
    "call_back": N_("Call-backs"),
    "plan": N_("Plans"),
    "feedback": N_("Feedback and complaints"),
    "incident": N_("Incidents"),
    "vacancy": N_("Vacancies"),
    "placement": N_("Placements"),
    "opening": N_("Openings"),
    "meeting": N_("Meetings"),
    "decision": N_("Decisions"),
    "action": N_("Actions"),
    "recommendation": N_("Recommendations"),
    "measure": N_("Measures"),
    "comment": N_("Comments"),
    "delivery": N_("Deliveries"),
    "day": N_("Days"),
}
ANONYMOUS = {
    "each_once": N_(
        "Visitors who give no name cannot be recognised again: each anonymous visit counts "
        "as one person."
    ),
    "left_out": N_("Anonymous visits are left out: only people known to the centre are counted."),
}
JOININGS = {
    "sum": N_("Added up"),
    "distinct": N_("Recalculated over the whole period, so that no one is counted twice"),
    "last": N_("The last one counts"),
    "max": N_("The highest counts"),
    "ratio": N_("Numerators and denominators are counted again, then divided"),
    "median": N_("Computed again over all values of the whole"),
}
MEASURES = {
    "rows": N_("Number of records"),
    "distinct": N_("Number of different ones"),
    "sum": N_("Sum"),
    "mean": N_("Mean"),
    "median": N_("Median"),
}
# What describes the person and not the visit. A person is counted once, as last described.
OF_THE_PERSON = frozenset(
    {"sex", "age_band", "community", "nationality", "migration_status", "place"}
)
IDENTITIES = frozenset({"record", "person"})
"""Columns that name a record or a person: counted, and never a breakdown."""
BETTER = [
    ("more", N_("More is better")),
    ("less", N_("Less is better")),
    ("neither", N_("Neither")),
]
SMALL_NUMBERS = ("protect", "open")
FITTING = {
    "rows": {"sum", "last", "max", "ratio"},
    "distinct": {"distinct", "last", "max", "ratio"},
    "sum": {"sum", "last", "max", "ratio"},
    "mean": {"ratio", "last", "max"},
    "median": {"median", "last", "max"},
}


@dataclass(frozen=True)
class Measure:
    """The measure of an indicator: records, distinct keys of a column, or values of a column."""

    kind: MeasureKind
    column: str | None = None
    anonymous: Literal["each_once", "left_out"] = "left_out"


@dataclass(frozen=True)
class Definition:
    """One version of an indicator."""

    key: str
    title: Mapping[str, str]
    meaning: Mapping[str, str]
    source: str
    unit: str
    measure: Measure
    where: Mapping[str, Any] | None = None
    numerator: Mapping[str, Any] | None = None
    date: str = "date"
    over_time: Joining = "sum"
    over_places: Joining = "sum"
    by: tuple[str, ...] = ()
    small_numbers: Literal["protect", "open"] = "protect"
    better: Literal["more", "less", "neither"] = "more"
    pillar: str = ""
    unsdcf: tuple[str, ...] = ()
    gcm: tuple[str, ...] = ()
    sdg: tuple[str, ...] = ()
    as_data: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_ratio(self) -> bool:
        return self.numerator is not None

    @property
    def value_of_none(self) -> float | None:
        """The value without records: 0 for a count, unknown for a share, mean or median."""
        return None if self.is_ratio or self.measure.kind in {"mean", "median"} else 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose values decide this indicator, disaggregation apart."""
        used = [self.date, "office"]
        if self.measure.column:
            used.append(self.measure.column)
        used += expressions.columns_in(self.where)
        used += expressions.columns_in(self.numerator)
        return tuple(dict.fromkeys(used))


def read(data: Any, tables: Mapping[str, FactTable]) -> Definition:
    """Return the definition that ``data`` describes.

    Raises Refusal with the field and a sentence if it does not fit the fact tables.
    """
    if not isinstance(data, Mapping):
        raise Refusal(N_("A definition is a JSON object."), code="definition_unreadable")
    known = {
        *("key", "title", "meaning", "source", "unit", "measure", "where", "numerator", "date"),
        *("over_time", "over_places", "by", "small_numbers", "better"),
        *("pillar", "unsdcf", "gcm", "sdg"),
    }
    if strange := sorted(set(data) - known):
        raise Refusal(
            N_('A definition has no field "{name}". Fields: {known}.'),
            code="field_unknown",
            name=str(strange[0])[:40],
            known=", ".join(sorted(known)),
        )
    key = data.get("key", "")
    if not isinstance(key, str) or not key.replace("_", "").isalnum() or len(key) > 60:
        raise Refusal(
            N_("The key is made of letters, digits and underscores, at most 60."),
            field="key",
            code="key_unfit",
        )
    for name in ("title", "meaning"):
        texts = data.get(name)
        if not isinstance(texts, Mapping) or not texts.get("en"):
            raise Refusal(N_("Write at least the English text."), field=name, code="text_missing")
    table = tables.get(data.get("source", ""))
    if table is None:
        raise Refusal(
            N_('There is no source "{source}". Sources: {known}.'),
            field="source",
            code="source_unknown",
            source=str(data.get("source"))[:40],
            known=", ".join(sorted(tables)),
        )
    columns = {column.name: column for column in table.all_columns}
    measure = _measure(data.get("measure"), columns)
    for name in ("where", "numerator"):
        if data.get(name) is not None:
            expressions.check(data[name], columns, field=name)
    small = data.get("small_numbers", "protect")
    if small not in SMALL_NUMBERS:
        raise Refusal(
            N_("Small numbers are one of: {known}."),
            field="small_numbers",
            code="small_numbers_unknown",
            known=", ".join(SMALL_NUMBERS),
        )
    definition = Definition(
        key=key,
        title=data["title"],
        meaning=data["meaning"],
        source=table.key,
        unit=data.get("unit", ""),
        measure=measure,
        where=data.get("where"),
        numerator=data.get("numerator"),
        date=data.get("date", "date"),
        over_time=data.get("over_time", ""),
        over_places=data.get("over_places", ""),
        by=tuple(data.get("by", ())),
        small_numbers=small,
        better=data.get("better", "more"),
        pillar=data.get("pillar", ""),
        unsdcf=tuple(data.get("unsdcf", ())),
        gcm=tuple(data.get("gcm", ())),
        sdg=tuple(data.get("sdg", ())),
        as_data=dict(data),
    )
    _check_whole(definition, columns)
    return definition


def _measure(data: Any, columns: Mapping[str, Column]) -> Measure:
    kind = data.get("kind") if isinstance(data, Mapping) else None
    if kind not in MEASURES:
        raise Refusal(
            N_("Say what is measured: rows, distinct, sum, mean or median."),
            field="measure",
            code="measure_unknown",
        )
    name = data.get("column")
    wanted: set[str] = {"rows": set(), "distinct": {"key", "code"}}.get(kind, {"number"})
    column = columns.get(name)
    fits = name is None if not wanted else column is not None and column.kind in wanted
    if not fits:
        raise Refusal(
            N_(
                '"{kind}" needs a suitable column: a key to count distinct values, '
                "a number to add up."
            ),
            field="measure",
            code="measure_unfit",
            kind=kind,
        )
    anonymous = data.get("anonymous", "left_out")
    if anonymous not in ANONYMOUS:
        raise Refusal(
            N_("Say how anonymous visits count: each_once or left_out."),
            field="measure",
            code="anonymous_unknown",
        )
    return Measure(kind=kind, column=name, anonymous=anonymous)


def _check_whole(definition: Definition, columns: Mapping[str, Column]) -> None:
    kind = definition.measure.kind
    if definition.unit not in UNITS:
        raise Refusal(
            N_("Say what is counted: {known}."),
            field="unit",
            code="unit_unknown",
            known=", ".join(UNITS),
        )
    if definition.date not in columns or columns[definition.date].kind != "date":
        raise Refusal(
            N_('"{column}" is not a date of this source.'),
            field="date",
            code="date_unknown",
            column=definition.date,
        )
    if definition.better not in dict(BETTER):
        raise Refusal(
            N_("Say what is better: {known}."),
            field="better",
            code="better_unknown",
            known=", ".join(dict(BETTER)),
        )
    for name in ("over_time", "over_places"):
        joining = getattr(definition, name)
        fitting = {"ratio", "last", "max"} if definition.is_ratio else FITTING[kind]
        if name == "over_places":
            fitting = fitting - {"last"}
        if joining not in fitting or (joining == "ratio" and not _divides(definition)):
            raise Refusal(
                N_("Parts of this indicator go together by: {fitting}."),
                field=name,
                code="joining_unfit",
                fitting=", ".join(sorted(fitting)),
            )
    if definition.is_ratio and kind not in {"rows", "distinct", "sum"}:
        raise Refusal(
            N_("A share divides two counts or two sums."), field="measure", code="ratio_unfit"
        )
    for name in definition.by:
        kind_of = columns[name].kind if name in columns and name not in IDENTITIES else ""
        if kind_of not in {"code", "codes", "yes_no", "key"}:
            raise Refusal(
                N_('This source cannot be broken down by "{column}".'),
                field="by",
                code="by_unfit",
                column=name,
            )


def refusal_of_open_numbers(definition: Definition, table: FactTable) -> Refusal | None:
    """Say why small numbers of a source may not be shown to everybody, None where they may."""
    if shows_small_numbers(definition, table) or definition.small_numbers != "open":
        return None
    return Refusal(
        N_(
            "The records behind this indicator are about people, so its small numbers stay "
            "protected. Leave out “small_numbers”."
        ),
        field="small_numbers",
        code="small_numbers_of_people",
    )


def shows_small_numbers(definition: Definition, table: FactTable) -> bool:
    """Return whether an indicator shows small numbers: only of institutions, never of people."""
    return definition.small_numbers == "open" and table.of_institutions


def _divides(definition: Definition) -> bool:
    return definition.is_ratio or definition.measure.kind == "mean"
