"""Figures, notes and definitions in words: the same for page, Word, PDF and Excel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.documents import blocks
from waystation.foundation.documents.blocks import Cell, Column, Hidden
from waystation.foundation.documents.numbers import digits_for
from waystation.foundation.records.languages import in_own_language
from waystation.foundation.shared.periods import parse
from waystation.governance.results.queries.figures import FigureTable
from waystation.governance.results.queries.indicators import sources
from waystation.governance.results.queries.labels import code_name, column_of
from waystation.governance.results.queries.protecting import Figure
from waystation.governance.results.rules.definitions import Definition
from waystation.governance.results.rules.forecast import Forecast
from waystation.governance.results.rules.targets import QUALIFIERS
from waystation.registry.reference import queries as reference

HIDDEN = Hidden()
ORDERED_LISTS = {"age_band", "education", "horizon"}
"""Code lists whose codes follow one another: charts keep their order, others go by size."""
HIDDEN_NOTE = _("– means that a number is suppressed to protect individuals.")
NOISE_NOTE = _(
    "A small random change, the same each time, is added to these numbers, so that "
    "individuals cannot be identified by comparing answers. Small numbers may show as 0, and "
    "parts may not add up to the total."
)
NOISE_AGAIN = _("The small random change described above is added to these numbers, too.")
MONTHS_NOTE = _("Only complete months are counted; the current month is added when it ends.")


def is_percent(definition: Mapping[str, Any] | Definition) -> bool:
    """Return whether figures of this definition are shares."""
    if isinstance(definition, Definition):
        return definition.is_ratio
    return definition.get("numerator") is not None


def cell(state: str, value: float | None, percent: bool) -> Cell:
    """Return a figure as a cell of a table."""
    if state == "hidden":
        return HIDDEN
    if value is None:
        return None
    return value * 100 if percent else value


def column_for(label: str, percent: bool, values: Sequence[Cell] = ()) -> Column:
    """Return the column that suits a figure: shares in percent, one decimal where one is needed."""
    digits = 0 if percent else digits_for(values)
    return Column(label, "percent" if percent else "number", digits)


def format_figure(
    state: str, value: float | None, percent: bool, language: str | None = None
) -> str:
    """Return a figure as people read it: 1,038 or 46%."""
    one = cell(state, value, percent)
    return blocks.cell_in_writing(column_for("", percent, [one]), one, language)


def format_target(value: float, qualifier: str, percent: bool, language: str | None = None) -> str:
    """Return a target as it was agreed: "up to 15,000"."""
    number = format_figure("shown", value, percent, language)
    word = dict(QUALIFIERS).get(qualifier, "")
    return f"{gettext(word).lower()} {number}" if word else number


def typed_figure(value: Any, qualifier: str, percent: bool) -> str:
    """Return a number that a partner typed, as it is meant: "about 1,500", "46%", "" if none."""
    if value is None or value == "":
        return ""
    number = float(value) / (100 if percent else 1)
    return format_target(number, qualifier, percent)


def format_forecast(ahead: Forecast, language: str | None = None) -> str:
    """Return a forecast with its uncertainty: "1,770 (1,690–1,850)"."""
    number, low, high = (
        format_figure("shown", round(one), False, language)
        for one in (ahead.value, ahead.low, ahead.high)
    )
    return gettext("{number} ({low}–{high})").format(number=number, low=low, high=high)


def figure_written(figure: Figure, definition: Definition) -> str:
    """Return a live figure as people read it."""
    return format_figure(figure.state, figure.value, definition.is_ratio)


class Result(float):
    """A live figure as a number for files, with its writing for the screen."""

    text: str

    @classmethod
    def of(cls, figure: Figure, definition: Definition) -> Result | str:
        """Return a figure; text if it is suppressed or missing."""
        text = figure_written(figure, definition)
        if figure.state != "shown" or figure.value is None:
            return text
        made = cls(figure.value * 100 if definition.is_ratio else figure.value)
        made.text = text
        return made


def result_in_words(value: Any) -> str:
    """Return a result as people read it."""
    return value.text if isinstance(value, Result) else str(value or "")


def links_of(data: Mapping[str, Any] | Definition) -> list[str]:
    """Return what an indicator counts towards, as short labels."""
    if isinstance(data, Definition):
        data = data.as_data
    return [
        *(code.replace("GCM", "GCM ") for code in data.get("gcm", ())),
        *(f"SDG {code}" for code in data.get("sdg", ())),
        *(f"UNSDCF {code}" for code in data.get("unsdcf", ())),
    ]


def pillar_of(data: Mapping[str, Any] | Definition) -> str:
    """Return the name of the strategy's pillar that an indicator belongs to."""
    code = data.pillar if isinstance(data, Definition) else data.get("pillar", "")
    return pillar_named(code)


def pillar_named(code: str | None) -> str:
    """Return the name of a pillar of the strategy."""
    return label("pillar", code or "")


def label(list_key: str, code: str) -> str:
    try:
        return reference.label(list_key, code) if code else ""
    except KeyError:
        return code


def note_of(found: Any, *, above: str = "") -> str:
    """Return the note for readers: suppressed numbers, and the counting of anonymous visits.

    Noise is explained once per page: ``above`` is the note that precedes this one.
    """
    found = list(found)
    notes = []
    if any(one.state == "hidden" for table in found for one in [table.total, *table.cells]):
        notes.append(str(HIDDEN_NOTE))
    if any(table.method == "noise" for table in found):
        explained = str(NOISE_NOTE) in above
        notes += [str(NOISE_AGAIN)] if explained else [str(NOISE_NOTE), str(MONTHS_NOTE)]
    unnamed = max((table.total.anonymous or 0 for table in found), default=0)
    if unnamed:
        notes.append(
            gettext(
                "Of these, {count} gave no name; each anonymous visit counts as one person, "
                "because repeat visits cannot be recognised."
            ).format(count=blocks.in_writing(unnamed))
        )
    return " ".join(notes)


def source_of(table: FigureTable) -> str:
    """Return where figures come from, in a few words."""
    return gettext(sources()[table.known.definition.source].label)


def dimension_name(table: FigureTable, name: str) -> str:
    """Return the name of a breakdown in the reader's language."""
    return breakdown_name(table.known.definition, name)


def breakdown_name(definition: Definition, name: str) -> str:
    """Return the name of one of a definition's breakdowns."""
    return column_name(definition.source, name)


def column_name(source: str, name: str) -> str:
    """Return the name of a column of facts in the reader's language."""
    if name == "month":
        return gettext("Month")
    column = column_of(source, name)
    return gettext(column.label) if column else name


def order_of(source: str, name: str) -> list[str]:
    """Return the codes of a breakdown whose codes follow one another, [] of all others."""
    column = column_of(source, name)
    if column is None or column.code_list not in ORDERED_LISTS:
        return []
    try:
        return list(reference.codes(column.code_list))
    except KeyError:  # the list is not loaded
        return []


def unit(percent: bool) -> str:
    return gettext("Share") if percent else gettext("Number")


def title_of(definition: Mapping[str, Any]) -> str:
    """Return an indicator's own title in the reader's language."""
    return in_own_language(definition["title"])


def span_of(starts_on: date, ends_on: date, language: str | None = None) -> str:
    """Return a span of days in writing."""
    first = blocks.day_in_writing(starts_on, language)
    return f"{first} – {blocks.day_in_writing(ends_on, language)}"


def definition_in_words(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a definition as pages show it, from its data."""
    from waystation.governance.results.rules.definitions import ANONYMOUS, JOININGS, MEASURES, UNITS

    measure = data["measure"]
    return {
        "title": in_own_language(data["title"]),
        "meaning": in_own_language(data["meaning"]),
        "unit": gettext(UNITS.get(data["unit"], data["unit"])),
        "measure": gettext(MEASURES[measure["kind"]]),
        "column": column_name(data["source"], measure["column"]) if measure.get("column") else "",
        "anonymous": gettext(ANONYMOUS[measure.get("anonymous", "left_out")])
        if measure.get("column") == "person"
        else "",
        "over_time": gettext(JOININGS[data["over_time"]]),
        "over_places": gettext(JOININGS[data["over_places"]]),
        "where": filter_in_words(data.get("where"), data["source"]),
        "numerator": filter_in_words(data.get("numerator"), data["source"]),
        "links": links_of(data),
        "pillar": pillar_of(data),
        "by": list(data.get("by", ())),
    }


LINES = (
    ("title", _("Name")),
    ("meaning", _("Meaning")),
    ("unit", _("Counted as")),
    ("measure", _("Measure")),
    ("where", _("Only where")),
    ("numerator", _("Share of those where")),
    ("over_time", _("Several months")),
    ("over_places", _("Several places")),
    ("by", _("Breakdowns")),
    ("better", _("What is better")),
    ("pillar", _("Strategy pillar")),
    ("links", _("Counts towards")),
)


def changes_of(after: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return a definition line by line in words, beside the one that it changes."""
    new, old = _lines_of(after), _lines_of(before) if before else {}
    return [
        {
            "label": label_of_line,
            "old": old.get(name, ""),
            "new": new[name],
            "changed": bool(before) and old[name] != new[name],
        }
        for name, label_of_line in LINES
        if new[name] or old.get(name)
    ] + [
        {"label": language_of, "old": was, "new": now, "changed": was != now}
        for language_of, was, now in _other_languages(after, before or {})
    ]


def _lines_of(data: Mapping[str, Any]) -> dict[str, str]:
    from waystation.governance.results.rules.definitions import BETTER

    words = definition_in_words(data)
    joined = {
        "title": data["title"].get("en", ""),
        "meaning": data["meaning"].get("en", ""),
        "measure": " · ".join(one for one in (words["measure"], words["column"]) if one),
        "by": ", ".join(column_name(data["source"], one) for one in words["by"]),
        "better": gettext(dict(BETTER).get(data.get("better", "more"), "")),
        "links": " · ".join(words["links"]),
    }
    return {name: str(joined.get(name, words.get(name, ""))) for name, _label in LINES}


def _other_languages(
    after: Mapping[str, Any], before: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """Yield the words of a definition in the other languages, where they change."""
    for name, label_of_line in LINES[:2]:
        for language in ("sq", "sr"):
            was, now = (one.get(name, {}).get(language, "") for one in (before, after))
            if was != now:
                yield f"{label_of_line} ({language})", was, now


def filter_in_words(tree: Mapping[str, Any] | None, source: str) -> str:
    """Return a filter as one line: Reason is Work abroad and (Minutes is at least 10)."""
    if not tree:
        return ""
    for word, joint in (("all", gettext("and")), ("any", gettext("or"))):
        if word in tree:
            parts = [filter_in_words(part, source) for part in tree[word]]
            return "(" + f" {joint} ".join(parts) + ")"
    if "not" in tree:
        return gettext("not {filter}").format(filter=filter_in_words(tree["not"], source))
    word = next(key for key in tree if key != "column")
    name, value = tree["column"], tree[word]
    said = {
        "is": gettext("{column} is {value}"),
        "in": gettext("{column} is one of {value}"),
        "has": gettext("{column} includes {value}"),
        "at_least": gettext("{column} is at least {value}"),
        "at_most": gettext("{column} is at most {value}"),
        "known": gettext("{column} is known: {value}"),
    }[word]
    given = value if isinstance(value, list) else [value]
    shown = ", ".join(_value_in_words(source, name, one) for one in given)
    return said.format(column=column_name(source, name), value=shown)


def _value_in_words(source: str, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    column = column_of(source, name)
    return label(column.code_list or "", str(value)) if column else str(value)


def cell_in_words(figure: Mapping[str, Any], source: str, organisation: UUID) -> str:
    """Return which cell of its table a published figure is: its month, its group."""
    pairs = zip(figure["dimensions"], figure["key"], strict=False)
    return " · ".join(code_name(source, organisation, name, code) for name, code in pairs)


def selection_in_words(
    where: Mapping[str, str], source: str, organisation: UUID
) -> list[tuple[str, str]]:
    """Return what a published figure was narrowed to: name of the column, name of the code."""
    return [
        (column_name(source, name), code_name(source, organisation, name, code))
        for name, code in where.items()
    ]


def period_in_words(code: str) -> str:
    """Return a period by its first and last day."""
    period = parse(code)
    return span_of(period.start, period.last_day)
