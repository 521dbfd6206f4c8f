"""A register of facts: read from CSV or JSON with whatever column names people use.

``docs/knowledge.md`` documents the columns. A row needs a value and something that says what it
is; all else is optional.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .cells import (
    QUALIFIERS,
    Period,
    bearer_of,
    comma_decimals,
    denominator_in,
    denominator_of,
    noun_of,
    paid_for,
    paid_per,
    period,
    place_of,
    unit_of,
    upper_of,
    value_of,
)
from .columns import FIELD_OF, LANGUAGES, OUTDATED, SUFFIXES
from .completing import complete, stated_in
from .concepts import concepts_of, kind_of, language_and_concepts
from .folding import fold_text
from .guessing import column_name, flat, guessed_columns
from .reshaping import melt, unfold


@dataclass(frozen=True)
class Name:
    """What one name of a fact says, as concepts, and the language it is written in."""

    language: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Fact:
    """One value of the register."""

    key: str
    subject: str
    label: str
    value: Decimal
    unit: str
    kind: str
    unit_name: str
    denominator: str
    noun: str
    qualifier: str
    period: Period
    place: str
    source: str
    vintage: str
    order: int
    supersedes: str = ""
    superseded: bool = False
    upper: Decimal | None = None
    """The upper end, where the value is a range: "12,000 to 15,000"."""
    base: frozenset[str] = frozenset()
    """The concepts of what a percentage is a share of, where its unit says so."""
    bearer: str = ""
    """Who each an amount is for: the concept of "EUR per household"."""
    of_home: bool = False
    """Whether its name speaks of Kosovo: "permits of citizens of Kosovo", in Germany."""
    names: tuple[Name, ...] = ()
    row: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def source_key(self) -> str:
        return re.sub(r"[^a-z0-9]+", " ", fold_text(self.source)).strip()

    def as_json(self) -> dict[str, Any]:
        """Return the fact as the checker answers it: the row as it came, and what was read."""
        years = [one for one in (self.period.first, self.period.last) if one is not None]
        first, last = years[:1], years[-1:]
        year = None if not years else first[0] if first == last else f"{first[0]}-{last[0]}"
        return {
            "id": self.key, "subject": self.subject, "label": self.label,
            "value": number(self.value), "upper": number(self.upper), "unit": self.unit,
            "qualifier": self.qualifier,
            "year": year, "place": self.place, "source": self.source,
            "vintage": self.vintage or None,
        }  # fmt: skip


def number(value: Decimal | None) -> int | float | None:
    """Return a decimal as a plain JSON number."""
    if value is None:
        return None
    return int(value) if value == value.to_integral() else float(value)


class RegisterError(ValueError):
    """A file that is no register of facts, with the reason."""


def load(content: str | bytes, name: str = "") -> list[Fact]:
    """Return the facts of a CSV or JSON file. Raises RegisterError with the reason."""
    if isinstance(content, bytes):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1250", errors="replace")
    else:
        text = content.removeprefix("\ufeff")
    try:
        rows = _json_rows(text) if text.lstrip()[:1] in {"[", "{"} else _csv_rows(text)
    except (RecursionError, csv.Error) as error:
        raise RegisterError(f"{name or 'The file'} cannot be read: {error}.") from error
    facts = facts_of(rows)
    if not facts:
        raise RegisterError(
            f"{name or 'The file'} holds no facts. It needs a column for the value and one that "
            "says what it is."
        )
    return facts


def _json_rows(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            found = [json.loads(line) for line in lines]
        except json.JSONDecodeError:
            raise RegisterError(f"This is no valid JSON: {error}.") from error
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise RegisterError("A text of this file holds half a character. Save it again.") from None
    try:
        return unfold(found)
    except ValueError as error:
        raise RegisterError(str(error)) from error


def _csv_rows(text: str) -> list[dict[str, Any]]:
    """Return the rows of a CSV text below its heads; lines above them, such as a title, are left
    out, and rows that do not begin with a text of their own have fewer cells than heads.
    """
    lines = text.splitlines(keepends=True)
    head = next((one for one in lines if one.strip()), "")
    bare = re.sub(r'"[^"]*"', "", head)
    if not re.search(r"[,;\t|]", bare):  # a title
        bare = "".join(re.sub(r'"[^"]*"', "", one) for one in lines[:12])
    mark = max(",;\t|", key=bare.count)
    rows = [
        one for one in csv.reader(io.StringIO(text), delimiter=mark) if any(map(str.strip, one))
    ]
    most = max((len(one) for one in rows[:12]), default=0)
    while len(rows) > 2 and sum(map(bool, rows[0])) * 2 < most:
        del rows[0]
    if len(rows) < 2:
        return []
    return [dict(zip(rows[0], one, strict=False)) for one in rows[1:]]


def facts_of(rows: Iterable[Mapping[str, Any]], *, named: bool = False) -> list[Fact]:
    """Return the facts of rows with any of the known column names.

    A row without a value is left out. ``named`` says that the names of the columns are ours.
    """
    found = []
    listed = list(rows) if named else melt(list(rows))
    if named:
        headings = {one for row in listed for one in row}
        guessed = {column_name(one): FIELD_OF.get(column_name(one), "") for one in headings}
    else:
        guessed = guessed_columns(listed)
    comma = comma_decimals(_values_of(listed, guessed))
    for order, row in enumerate(listed):
        fact = _fact(row, order, guessed, comma=comma)
        if fact is not None:
            found.append(fact)
    replaced = {one.supersedes for one in found if one.supersedes}
    return [_as_superseded(one) if one.key in replaced else one for one in found]


def _values_of(rows: Sequence[Mapping[str, Any]], guessed: Mapping[str, str]) -> Iterator[str]:
    for row in rows:
        for column, cell in row.items():
            name = column_name(column)
            if isinstance(cell, str) and guessed.get(name) == "value":
                yield cell


def _as_superseded(one: Fact) -> Fact:
    return Fact(**{**one.__dict__, "superseded": True})


def _fact(
    row: Mapping[str, Any], order: int, guessed: Mapping[str, str], *, comma: bool = False
) -> Fact | None:
    given: dict[str, str] = {}
    labels: list[tuple[str, str]] = []
    for column, raw in row.items():
        if column is None:
            continue
        name, text = column_name(column), flat(raw)
        if not text:
            continue
        stem, _mark, code = name.rpartition("_")
        code = LANGUAGES.get(code, code)
        plain = FIELD_OF.get(stem, FIELD_OF.get(stem.rpartition("_")[0], ""))
        if code in SUFFIXES and stem in {"fact", "statement", "text"}:
            plain = "label"
        if code in SUFFIXES and plain in {"label", "subject", "synonyms"}:
            labels.extend(
                (one, "sr" if code in {"latn", "cyrl"} else code) for one in _split_list(text)
            )
            if code == "en":
                given.setdefault("label", text)
            continue
        target = guessed.get(name, "")
        if target in {"label", "synonyms"} and isinstance(raw, dict):
            labels.extend((flat(one), str(code)[:2]) for code, one in raw.items() if flat(one))
            given.setdefault("label", flat(raw.get("en") or next(iter(raw.values()), "")))
        elif target == "group":
            given[target] = f"{given.get(target, '')} {text}".strip()
        elif target and target not in given:
            given[target] = text
    by_name = [
        name
        for name, field in guessed.items()
        if field == "value" and name not in FIELD_OF and re.search(r"[a-z]{3}", name)
    ]
    if "value" in given and by_name and not {"label", "subject"} & set(given):
        _name_by_column(given, by_name[0])
    if "value" not in given and {"low", "high"} <= set(given):
        given |= {"value": given["low"], "upper": given["high"]}
    if "value" not in given and "label" in given:
        given |= stated_in(given["label"])
    if "value" not in given:
        guess = [
            name
            for name in row
            if name and re.search(r"pct|percent|share|rate|total|count", column_name(name))
        ]
        if len(guess) != 1 or not flat(row[guess[0]]):
            return None
        given["value"] = flat(row[guess[0]])
        _name_by_column(given, guess[0])
    return _build_fact(row, complete(row, given), labels, order, comma=comma)


def _name_by_column(given: dict[str, str], column: str) -> None:
    """Take what a value is, and its unit, from the name of its column: "remittances_pct_gdp"."""
    name = column_name(column)
    given.setdefault("subject", name.replace("_pct", " percent of"))
    given.setdefault("unit", "percent" if re.search(r"pct|percent", name) else "")


def _split_list(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[|;\n]", text) if one.strip()]


def _build_fact(
    row: Mapping[str, Any],
    given: dict[str, str],
    labels: list[tuple[str, str]],
    order: int,
    *,
    comma: bool,
) -> Fact | None:
    value, hedge = value_of(given["value"], comma=comma)
    if value is None:
        return None
    unit_text = given.get("unit", "")
    upper = value_of(given["upper"], comma=comma)[0] if "upper" in given else None
    upper = upper or upper_of(given["value"], comma=comma)
    if upper is not None:
        upper = unit_of(unit_text, upper, given["value"])[0]
    value, kind, unit, base = unit_of(unit_text, value, given.get("value", ""))
    subject = given.get("subject") or given.get("label") or ""
    if not subject and re.search(r"[a-z]{3}", fold_text(given.get("key", ""))):
        subject = given["key"]
    label = given.get("label") or subject
    label = label if " " in label else label.replace("_", " ")
    if not label:
        return None
    # "as of" is the period where no year is given, and the vintage beside one.
    when, vintage = given.get("year", ""), given.get("vintage", "")
    if not when:
        when = given.get("as_of", "")
    elif not vintage and given.get("as_of"):
        vintage = given["as_of"]
    if group := given.get("group", ""):
        labels = [(f"{one} {group}", code) for one, code in labels]
        label, subject = f"{label}, {group}", f"{subject}, {group}"
    if not period(when).known and not vintage:
        when = label  # "Population in 2011"
    names = [
        (label, ""),
        (subject, ""),
        *((one, "") for one in _split_list(given.get("synonyms", ""))),
        *labels,
    ]
    base = given.get("denominator", "") or base
    denominator = denominator_of(base, kind)
    if kind == "money":
        denominator = paid_per(f"{unit_text} ; {label}") or paid_for(unit_text)
    elif kind == "count":
        denominator = paid_per(f"{unit_text} ; {label}")
    qualifier = hedge or QUALIFIERS.get(
        fold_text(given.get("qualifier", "")).replace("_", " ").strip(" ."), ""
    )
    words = tuple(dict.fromkeys(_name(text, code) for text, code in names))
    if given.get("label") and len(words) > 1 and words[1] == _name(subject, ""):
        known = all(kind_of(one) != "word" for one in words[1].keys)
        if known and words[0].keys and not words[0].keys & words[1].keys:
            words = (words[0], *words[2:])  # "residents" for "Migrants in reception centres"
    return Fact(
        key=given.get("key") or given.get("subject") or str(order + 1),
        subject=subject, label=label, value=value, unit=unit_text, kind=kind, unit_name=unit,
        denominator=denominator or denominator_in(label, kind),
        noun=noun_of(unit_text, label) if kind == "count" else "",
        qualifier=qualifier, period=period(when), place=place_of(given.get("place", ""), label),
        source=given.get("source", ""), vintage=vintage, order=order,
        supersedes=given.get("supersedes", ""),
        superseded=bool(given.get("superseded_by"))
        or fold_text(given.get("current", "")) in OUTDATED,
        upper=None if upper == value else upper,
        base=frozenset(one.key for one in concepts_of(base if denominator else "")),
        bearer=bearer_of(unit_text, label) if kind == "money" else "",
        of_home=any(one.key == "kosovo" for one in concepts_of(label)),
        names=tuple(one for one in words if one.keys), row=dict(row),
    )  # fmt: skip


def _name(text: str, language: str) -> Name:
    known, found = language_and_concepts(text, language)
    keys = {one.key for one in found}
    topics = frozenset(one for one in keys if kind_of(one) not in {"home"}) or frozenset(keys)
    return Name(known, topics)
