"""What is used again: a question, a group or a list taken out of a form, and put into another.

A part is a form of its own with the rows of one block, or with a list only. It is copied: a change
of the part changes no form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .book import OPENS, TRANSLATED, Book
from .lists import lines_of
from .names import free_name, refer

SOURCE = "library_source"
"""The column of survey and choices that says where a row was copied from."""

_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_CODE = re.compile(r"\(([\w-]+)\)\s*$")


def part_of(book: Book, key: int) -> Book:
    """Return a question, or a group with all in it, with its lists of choices.

    Its own condition is left out if it refers to a question outside (``has_outer_condition``).
    Raises Refusal for any other rule or text that does.
    """
    part = _block_of(book, key)
    if _has_outer_condition(part):
        part.put("survey", part.rows("survey")[0], "relevant", "")
    cells = (cell for row in part.rows("survey") for cell in row)
    outside = {name for cell in cells for name in _REFERENCE.findall(cell)} - part.names
    if outside:
        raise Refusal(
            N_("It refers to other questions of this form: {names}. Save a group that has them."),
            code="part_incomplete",
            names=", ".join(sorted(outside)[:5]),
        )
    used = {one.list_name for one in part.lines()}
    _take_lists(book, part, used)
    return part


def has_outer_condition(book: Book, key: int) -> bool:
    """Return whether the condition of a question or group refers to a question outside it."""
    return _has_outer_condition(_block_of(book, key))


def _has_outer_condition(part: Book) -> bool:
    condition = part.get("survey", part.rows("survey")[0], "relevant")
    return not part.names.issuperset(_REFERENCE.findall(condition))


def _block_of(book: Book, key: int) -> Book:
    """Return a copy of the rows of a question, or of a group with all in it, as a form."""
    first, last = book.block(key)
    rows = [list(row) for row in book.sheets["survey"][first : last + 1]]
    return Book(
        {"survey": [book.headings("survey"), *rows], "choices": []}, range(1, len(rows) + 1)
    )


def list_part(book: Book, name: str) -> Book:
    """Return a list of choices without a question."""
    part = Book({"survey": [], "choices": []}, ())
    _take_lists(book, part, {name})
    return part


def _take_lists(book: Book, part: Book, names: set[str]) -> None:
    numbers = sorted(one for name in names for one in book.lists.get(name, []))
    rows = [list(book.sheets["choices"][one]) for one in numbers]
    part.sheets["choices"] = [list(book.headings("choices")), *rows]


def kind_of_part(part: Book) -> str:
    """Return what a part is: a list, a question or a group."""
    first = next(part.lines(), None)
    if first is None:
        return "list"
    return "group" if first.kind in OPENS else "question"


def insert(book: Book, part: Book, source: str, after: int = 0) -> int | str:
    """Copy a part into a form; return the key of its first row, or the name of its list.

    Its texts go to the same languages, its questions get free names and refer to each other, and a
    list that is there with the same choices is not copied again.
    """
    languages = matching_languages(book.languages, part.languages)
    lists = {name: _insert_list(book, part, name, languages, source) for name in part.lists}
    rows = part.rows("survey")
    if not rows:
        return next(iter(lists.values()), "")
    first = book.next_key(len(rows))
    taken, renamed = book.names, {}
    for name in (part.get("survey", row, "name") for row in rows):
        if name:
            renamed[name] = free_name(name, taken)
            taken = taken | {renamed[name]}
    at = book.place_below(after)
    for number, row in enumerate(rows):
        new = [""] * len(book.headings("survey"))
        book.sheets["survey"].insert(at + number, new)
        book.keys.insert(at + number - 1, first + number)
        _copy_cells(part, book, "survey", row, new, languages)
        for place, cell in enumerate(new):
            new[place] = refer(cell, renamed)
        name = part.get("survey", row, "name")
        book.put("survey", new, "name", renamed.get(name, name))
        kind, *words = part.get("survey", row, "type").split(" ")
        book.put("survey", new, "type", " ".join([kind, *(lists.get(one, one) for one in words)]))
    _put_other(book, "survey", book.sheets["survey"][at], SOURCE, source)
    return first


def matching_languages(wanted: list[str], given: list[str]) -> Mapping[str, str]:
    """Return which language of a part each language of a form takes its texts from."""
    found = {}
    for language in wanted:
        code = _CODE.search(language)
        same = [one for one in given if one == language] or [
            one for one in given if code and (its := _CODE.search(one)) and its[1] == code[1]
        ]
        if same:
            found[language] = same[0]
    return found or {wanted[0]: given[0]}


def _copy_cells(
    part: Book, book: Book, sheet: str, row: list[str], new: list[str], languages: Mapping[str, str]
) -> None:
    known = {at: name for name, at in part.columns(sheet).items()}
    for at, cell in enumerate(row):
        if not cell:
            continue
        if at not in known:
            _put_other(book, sheet, new, part.headings(sheet)[at], cell)
        elif known[at][0] not in TRANSLATED:
            book.put(sheet, new, known[at][0], cell)
    for name in TRANSLATED:
        for language, its in languages.items():
            book.put(sheet, new, name, part.get(sheet, row, name, its), language)


def _put_other(book: Book, sheet: str, row: list[str], heading: str, cell: str) -> None:
    headings = book.sheets[sheet][0]
    if heading not in headings:
        headings.append(heading)
    at = headings.index(heading)
    row += [""] * (at + 1 - len(row))
    row[at] = cell


def _insert_list(
    book: Book, part: Book, name: str, languages: Mapping[str, str], source: str
) -> str:
    rows = [part.sheets["choices"][one] for one in part.lists[name]]
    new_name = free_name(name, book.lists)
    if not book.headings("choices"):
        book.sheets["choices"] = [["list_name", "name"]]
    made = []
    for row in rows:
        new = [""] * len(book.headings("choices"))
        _copy_cells(part, book, "choices", row, new, languages)
        book.put("choices", new, "list_name", new_name)
        if not part.rows("survey"):
            _put_other(book, "choices", new, SOURCE, source)
        made.append(new)
    book.sheets["choices"] += made
    same = [one for one in book.lists
            if one != new_name and lines_of(book, one) == lines_of(book, new_name)]  # fmt: skip
    if same:
        del book.sheets["choices"][-len(made) :]
    return same[0] if same else new_name
