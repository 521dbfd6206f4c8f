"""A register of facts: read from CSV or JSON with whatever column names people use.

``docs/knowledge.md`` documents the columns. A row needs a value and something that says what it
is; all else is optional.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .cells import (
    QUALIFIERS,
    Period,
    denominator_in,
    denominator_of,
    noun_of,
    paid_per,
    period,
    place_of,
    unit_of,
    value_of,
)
from .columns import FIELD_OF, LANGUAGES, OUTDATED, SUFFIXES, WRAPPERS
from .concepts import kind_of, language_and_concepts
from .folding import fold_text


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
            "value": number(self.value), "unit": self.unit, "qualifier": self.qualifier,
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
    if isinstance(found, dict):
        inner = next(
            (found[name] for name in WRAPPERS if isinstance(found.get(name), (list, dict))), None
        )
        found = inner if inner is not None else found
    if isinstance(found, dict):
        if any(not isinstance(one, (dict, list)) for one in found.values()):
            found = [found]
        else:
            found = [
                {"subject": key} | row
                for key, value in found.items()
                for row in (value if isinstance(value, list) else [value])
            ]
    rows: list[dict[str, Any]] = []
    for one in found:
        if not isinstance(one, dict):
            raise RegisterError("Each fact of a JSON register is an object.")
        values = one.get("values") or one.get("observations") or one.get("vintages")
        if isinstance(values, list) and values and isinstance(values[0], dict):
            rest = {key: value for key, value in one.items() if value is not values}
            rows.extend(_unnested(rest | value) for value in values)
        else:
            rows.append(_unnested(one))
    return rows


_OF_VALUES = frozenset({"value", "unit", "qualifier", "denominator", "year", "as_of", "vintage"})


def _unnested(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the parts of "value": {"number": 17, "unit": "percent"} as columns."""
    out: dict[str, Any] = {}
    for column, value in row.items():
        parts = value if isinstance(value, dict) else {}
        fields = {name: FIELD_OF.get(_column_name(name), "") for name in parts}
        if not any(one in _OF_VALUES for one in fields.values()):
            out[column] = value
            continue
        out |= {name: parts[name] for name, one in fields.items() if one in _OF_VALUES}
        rest = {name: part for name, part in parts.items() if fields[name] not in _OF_VALUES}
        if rest and FIELD_OF.get(_column_name(column)) not in _OF_VALUES:
            out[column] = rest
    return out


def _csv_rows(text: str) -> list[dict[str, Any]]:
    head = text.split("\n", 1)[0]
    mark = max(",;\t|", key=head.count)
    return [dict(row) for row in csv.DictReader(io.StringIO(text), delimiter=mark)]


def _column_name(name: Any) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold_text(str(name))).strip("_")


def _likely_field(name: str, row: Mapping[str, Any]) -> str:
    """Return the field of a column such as "fact_ref" or "value_numeric": that of its last or
    first word, unless another column of the row is called just so.
    """
    exact = {FIELD_OF.get(_column_name(one)) for one in row if one is not None}
    for part in (name.rpartition("_")[2], name.partition("_")[0]):
        target = FIELD_OF.get(part, "")
        if target and target not in exact and name not in FIELD_OF:
            return target
    return ""


def _guessed_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what columns hold whose names tell nothing: the longest texts are the label, the
    only numbers the value.
    """
    names = {one: _column_name(one) for row in rows[:1] for one in row if one is not None}
    known = {one: FIELD_OF.get(name) or _likely_field(name, rows[0]) for one, name in names.items()}
    texts = {one: [_flat(row.get(one)) for row in rows[:50]] for one in names}
    numeric = {
        one for one in names
        if any(texts[one]) and all(value_of(text)[0] is not None for text in texts[one] if text)
    }  # fmt: skip
    found = {}
    if "label" in known.values() and "unit" not in known.values():
        units = [one for one in names if known[one] == "subject" and _holds_units(texts[one])]
        found.update({names[one]: "unit" for one in units[:1]})  # a column named "measure"
    named = [one for one in names if known[one] in {"subject", "label"}]
    codes = [one for one in named if known[one] == "subject" and _holds_codes(texts[one])]
    if len(codes) == 1 and len(named) > 1:
        found[names[codes[0]]] = "key"  # "key" beside "indicator"
    if not {"label", "subject"} & set(known.values()):
        words = {
            one: sum(len(text.split()) for text in texts[one]) / max(len(texts[one]), 1)
            for one in names
            if known[one] in {"", "key", "note"}
            and not isinstance(rows[0][one], (dict, list))
            and one not in numeric
        }
        best = max(words, key=lambda one: words[one], default=None)
        if best is not None and (words[best] > 1.5 or known[best] == ""):
            found[names[best]] = "label"
    if "value" not in known.values():
        numbers = [one for one in names if not known[one] and one in numeric]
        if len(numbers) == 1:
            found[names[numbers[0]]] = "value"
    return found


def _holds_codes(texts: Sequence[str]) -> bool:
    """Return whether a column names each row by a code of its own: "D1", "F-07"."""
    codes = [one for one in texts if re.fullmatch(r"[A-Za-z]{0,4}[-_. ]?\d+[a-z]?", one)]
    return len(set(codes)) == len(texts) > 1


def _holds_units(texts: Sequence[str]) -> bool:
    """Return whether a column holds units: "persons", "% of GDP", "million EUR"."""
    written = [one for one in texts if one]
    units = [
        one for one in written
        if unit_of(one, Decimal(1), "")[1] != "count"
        or (len(one.split()) == 1 and noun_of(one, ""))
    ]  # fmt: skip
    return len(units) * 2 > len(written)


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return "|".join(_flat(one) for one in value.values())
    if isinstance(value, (list, tuple)):
        return "|".join(_flat(one) for one in value)
    return str(value).strip()


def facts_of(rows: Iterable[Mapping[str, Any]]) -> list[Fact]:
    """Return the facts of rows with any of the known column names.

    A row without a value is left out.
    """
    found = []
    listed = list(rows)
    guessed = _guessed_columns(listed)
    for order, row in enumerate(listed):
        fact = _fact(row, order, guessed)
        if fact is not None:
            found.append(fact)
    replaced = {one.supersedes for one in found if one.supersedes}
    return [_as_superseded(one) if one.key in replaced else one for one in found]


def _as_superseded(one: Fact) -> Fact:
    return Fact(**{**one.__dict__, "superseded": True})


def _fact(row: Mapping[str, Any], order: int, guessed: Mapping[str, str]) -> Fact | None:
    given: dict[str, str] = {}
    labels: list[tuple[str, str]] = []
    for column, raw in row.items():
        if column is None:
            continue
        name, text = _column_name(column), _flat(raw)
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
        target = guessed.get(name) or FIELD_OF.get(name) or _likely_field(name, row)
        if target in {"label", "synonyms"} and isinstance(raw, dict):
            labels.extend((_flat(one), str(code)[:2]) for code, one in raw.items() if _flat(one))
            given.setdefault("label", _flat(raw.get("en") or next(iter(raw.values()), "")))
        elif target and target not in given:
            given[target] = text
    by_name = [name for name, field in guessed.items() if field == "value"]
    if "value" in given and by_name and not {"label", "subject"} & set(given):
        _name_by_column(given, by_name[0])
    if "value" not in given:
        guess = [
            name
            for name in row
            if name and re.search(r"pct|percent|share|rate|total|count", _column_name(name))
        ]
        if len(guess) != 1 or not _flat(row[guess[0]]):
            return None
        given["value"] = _flat(row[guess[0]])
        _name_by_column(given, guess[0])
    return _build_fact(row, given, labels, order)


def _name_by_column(given: dict[str, str], column: str) -> None:
    """Take what a value is, and its unit, from the name of its column: "remittances_pct_gdp"."""
    name = _column_name(column)
    given.setdefault("subject", name.replace("_pct", " percent of"))
    given.setdefault("unit", "percent" if re.search(r"pct|percent", name) else "")


def _split_list(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[|;\n]", text) if one.strip()]


def _build_fact(
    row: Mapping[str, Any], given: dict[str, str], labels: list[tuple[str, str]], order: int
) -> Fact | None:
    value, hedge = value_of(given["value"])
    if value is None:
        return None
    unit_text = given.get("unit", "")
    value, kind, unit, base = unit_of(unit_text, value, given.get("value", ""))
    subject = given.get("subject") or given.get("label") or given.get("key") or ""
    label = given.get("label") or subject.replace("_", " ")
    if not label:
        return None
    # "as of" is the period where no year is given, and the vintage beside one.
    when, vintage = given.get("year", ""), given.get("vintage", "")
    if not when:
        when = given.get("as_of", "")
    elif not vintage and given.get("as_of"):
        vintage = given["as_of"]
    names = [
        (label, ""),
        (subject, ""),
        *((one, "") for one in _split_list(given.get("synonyms", ""))),
        *labels,
    ]
    denominator = denominator_of(given.get("denominator", "") or base, kind)
    if kind == "money":
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
        names=tuple(one for one in words if one.keys), row=dict(row),
    )  # fmt: skip


def _name(text: str, language: str) -> Name:
    known, found = language_and_concepts(text, language)
    keys = {one.key for one in found}
    topics = frozenset(one for one in keys if kind_of(one) not in {"home"}) or frozenset(keys)
    return Name(known, topics)
