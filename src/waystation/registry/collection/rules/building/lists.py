"""The choices of a list as lines of text: a code, and a label in each language of the form."""

from __future__ import annotations

import re
from typing import Any

from waystation.analysis.xforms.rows import as_cell
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .book import MOST_CHOICES, Book
from .names import proposed_name

_BAR = re.compile(r"(?<!\\)\|")
_SPACE = re.compile(r"\s")
_END = re.compile(r"\r\n|\r|\n")


def lines_of(book: Book, name: str) -> str:
    """Return the choices of a list, one on each line."""
    lines = []
    for number in book.lists.get(name, []):
        row = book.sheets["choices"][number]
        labels = [book.get("choices", row, "label", one) for one in book.languages]
        while labels[1:] and not labels[-1]:
            labels.pop()
        lines.append(" | ".join(map(_escaped, [book.get("choices", row, "name"), *labels])))
    return "\n".join(lines)


def choices_in(text: str, languages: int) -> list[list[str]]:
    """Return the code and the labels of each line. Raises Refusal.

    A line with one part is a label, whose code is made from it; parts are separated by | or, as
    they are pasted from a spreadsheet, by tabs.
    """
    lines = [line for line in _END.split(text) if line.strip()]
    if len(lines) > MOST_CHOICES:
        raise _wrong(
            N_(
                "These are {count} choices; a list in the browser has at most {most}. Put a longer "
                "one in a CSV file, and use it in a workbook with select_one_from_file."
            ),
            count=len(lines),
            most=MOST_CHOICES,
        )
    found: list[list[str]] = []
    codes: set[str] = set()
    for number, line in enumerate(lines, start=1):
        parts = line.split("\t") if "\t" in line else _BAR.split(line)
        cells = [as_cell(_plain(one)) for one in parts]
        if len(cells) == 1:
            cells = [proposed_name(cells[0], codes, "choice"), *cells]
        code = cells[0]
        if not code or _SPACE.search(code):
            raise _wrong(
                N_("Line {line}: write a code without spaces before the first |."), line=number
            )
        if code in codes:
            raise _wrong(
                N_(
                    "Line {line}: the code “{choice}” is already used. Give each "
                    "choice its own code."
                ),
                line=number,
                choice=code,
            )
        if len(cells) > languages + 1:
            raise _wrong(
                N_("Line {line} has {count} parts; write the code and {most} labels at most."),
                line=number,
                count=len(cells),
                most=languages,
            )
        codes.add(code)
        found.append(cells + [""] * (languages + 1 - len(cells)))
    return found


def write_choices(book: Book, name: str, choices: list[list[str]]) -> None:
    """Write the choices of a list in the place of the earlier ones.

    Cells that the builder does not know, such as the column of a filter, stay with their code.
    """
    if not book.headings("choices"):
        book.sheets["choices"] = [["list_name", "name"]]
    rows, numbers = book.sheets["choices"], book.lists.get(name, [])
    old = {book.get("choices", rows[one], "name"): rows[one] for one in numbers}
    at = numbers[0] if numbers else len(rows)
    made = []
    for code, *labels in choices:
        row = list(old.get(code, [""] * len(rows[0])))
        book.put("choices", row, "list_name", name)
        book.put("choices", row, "name", code)
        for language, label in zip(book.languages, labels, strict=True):
            book.put("choices", row, "label", label, language)
        made.append(row)
    for number in reversed(numbers):
        del rows[number]
    rows[at:at] = made


def _escaped(cell: str) -> str:
    for one, written in (("\\", "\\\\"), ("|", "\\|"), ("\n", "\\n"), ("\t", "\\t")):
        cell = cell.replace(one, written)
    return cell


def _plain(part: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), part)


def _wrong(sentence: str, **values: Any) -> Refusal:
    return Refusal(sentence, field="choices", code="choices_unfit", **values)
