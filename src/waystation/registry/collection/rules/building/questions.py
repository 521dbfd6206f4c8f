"""A question of a form that is built in the browser: its values, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from waystation.analysis.xforms.rows import as_cell
from waystation.analysis.xforms.wording import NAME
from waystation.analysis.xforms.xmlsafe import is_name
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.words import N_

from .book import ASKING, OPENS, SELECTS, Book, Line
from .names import proposed_name

YES = {"yes", "true", "true()", "1"}
NO = {"", "no", "false", "false()", "0"}
PARTS = {
    "note": ("label", "hint", "name", "relevant"),
    "calculate": ("name", "calculation", "relevant"),
    **dict.fromkeys(OPENS, ("label", "name", "relevant")),
    **dict.fromkeys(
        ASKING,
        ("label", "hint", "kind", "required", "name", "relevant", "constraint",
         "constraint_message"),
    ),
    **dict.fromkeys(
        SELECTS,
        ("label", "hint", "kind", "list_name", "required", "name", "relevant", "constraint",
         "constraint_message"),
    ),
}  # fmt: skip
"""What the builder asks of each kind of question."""
WORDS = {"label", "hint", "constraint_message"}
_SPACE = re.compile(r"\s")


def family(kind: str) -> tuple[str, ...]:
    """Return the kinds that a question may change to without losing a rule."""
    return next((one for one in (ASKING, SELECTS) if kind in one), (kind,))


def field_names(book: Book, kind: str, key: int = 0) -> list[str]:
    """Return the names of the values of a question: a text has one for each language.

    A rule of ``required`` that is an expression is not among them: it is not changed.
    """
    found: list[str] = []
    for part in PARTS[kind]:
        if part in WORDS:
            found += [f"{part}_{number}" for number in range(len(book.languages))]
        elif part != "required" or not key or _is_tick(book, key):
            found.append(part)
    return found


def _is_tick(book: Book, key: int) -> bool:
    return book.get("survey", book.row(key), "required").lower() in YES | NO


def values_of(book: Book, key: int) -> dict[str, Any]:
    """Return the values of a question by name."""
    row, line = book.row(key), book.line(key)
    found: dict[str, Any] = {}
    for name in field_names(book, line.kind, key):
        part, _, number = name.rpartition("_")
        if part in WORDS:
            found[name] = book.get("survey", row, part, book.languages[int(number)])
        elif name == "required":
            found[name] = book.get("survey", row, name).lower() in YES
        elif name in {"kind", "list_name"}:
            found[name] = getattr(line, name)
        else:
            found[name] = book.get("survey", row, name)
    return found


def write_values(book: Book, key: int, values: Mapping[str, Any]) -> None:
    """Write the values of a question that were checked; its references follow a new name."""
    row, line, before = book.row(key), book.line(key), values_of(book, key)
    for name, value in values.items():
        part, _, number = name.rpartition("_")
        if value == before.get(name):
            continue
        if part in WORDS:
            book.put("survey", row, part, as_cell(value), book.languages[int(number)])
        elif name == "required":
            book.put("survey", row, name, "yes" if value else "")
        elif name == "name":
            book.rename(line.name, value)
            book.put("survey", row, name, value)
        elif name not in {"kind", "list_name"}:
            book.put("survey", row, name, as_cell(value))
    kind, list_name = values.get("kind", line.kind), values.get("list_name", "")
    if (kind, list_name) != (line.kind, line.list_name):
        book.put("survey", row, "type", f"{kind} {list_name}" if kind in SELECTS else kind)


def complete(book: Book, key: int, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with a name, made from the first label if none was typed."""
    found = {name: as_cell(one) if isinstance(one, str) else one for name, one in values.items()}
    if not found.get("name") and (not key or "name" in found):
        labels = (found.get(f"label_{number}", "") for number in range(len(book.languages)))
        label = next(filter(None, labels), "")
        taken = book.names - {book.line(key).name if key else ""}
        found["name"] = proposed_name(label, taken, _otherwise(kind))
    return found


def _otherwise(kind: str) -> str:
    return {"begin_group": "group", "begin_repeat": "repeat"}.get(kind, "question")


def refuse_wrong(book: Book, key: int, kind: str, values: Mapping[str, Any]) -> None:
    """Refuse what no form can have: a name twice, a question without words, an empty rule."""
    refuse([*_wrong_name(book, key, values), *_missing(book, kind, values)])


def _wrong_name(book: Book, key: int, values: Mapping[str, Any]) -> Iterator[Refusal | None]:
    name = values.get("name", "")
    if key and name == book.line(key).name:  # an uploaded form may have a name in two groups
        return
    others = {line.name for line in book.lines() if line.key != key}
    if not is_name(name) or _SPACE.search(name) or ":" in name:
        yield Refusal(NAME, field="name", code="name_unfit")
    elif name == "meta":
        yield Refusal(
            N_("The name “meta” is reserved. Choose another."), field="name", code="name_reserved"
        )
    elif name in others:
        yield Refusal(
            N_("Another question of this form is named “{name}”. Choose another name."),
            field="name",
            code="name_taken",
            name=name,
        )


def _missing(book: Book, kind: str, values: Mapping[str, Any]) -> Iterator[Refusal | None]:
    parts = PARTS[kind]
    labels = [values.get(f"label_{number}", "") for number in range(len(book.languages))]
    if "label" in parts and kind not in OPENS and not any(labels):
        yield Refusal(
            N_("Write the question as it will be asked."), field="label_0", code="label_missing"
        )
    if "calculation" in parts and not values.get("calculation"):
        yield Refusal(
            N_("Write the expression that is calculated."),
            field="calculation",
            code="calculation_missing",
        )
    if "list_name" in parts and values.get("list_name") not in book.lists:
        yield Refusal(
            N_("Choose the list of choices, or write the choices of a new one."),
            field="list_name",
            code="list_missing",
        )


def before(book: Book, key: int, after: int = 0) -> list[Line]:
    """Return the questions before one (0 for a new one) whose answer its rules can ask for.

    A new one comes below ``after``, or at the end.
    """
    lines = list(book.lines())
    found = {one.key: at for at, one in enumerate(lines)}
    around: tuple[int, ...] = ()
    earlier = lines
    if key in found:
        around, earlier = lines[found[key]].repeats, lines[: found[key]]
    elif after in found:
        above = lines[found[after]]
        around, earlier = above.repeats, lines[: found[after] + 1]
        if above.kind == "begin_repeat":
            around = (*around, after)
    return [
        one
        for one in earlier
        if one.name and one.kind in {*ASKING, *SELECTS, "calculate"}
        and one.repeats == around[: len(one.repeats)]
    ]  # fmt: skip


def labels_of(book: Book, list_name: str) -> dict[str, str]:
    """Return the choices of a list by code, with the label in the first language that has one."""
    found = {}
    for number in book.lists.get(list_name, []):
        row = book.sheets["choices"][number]
        labels = (book.get("choices", row, "label", one) for one in book.languages)
        found[book.get("choices", row, "name")] = next(filter(None, labels), "")
    return found


def missing_translations(book: Book) -> list[tuple[int, str]]:
    """Return the questions whose label is missing in a language, with that language."""
    found = []
    for line in book.lines():
        if line.closes:
            continue
        row = book.row(line.key)
        labels = {one: book.get("survey", row, "label", one) for one in book.languages}
        if any(labels.values()):
            found += [(line.key, one) for one, label in labels.items() if not label]
    return found
