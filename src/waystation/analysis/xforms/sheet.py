"""From an uploaded file to a form: an XLSForm is converted, an XForm is read directly.

Errors are reported by sheet, row and column; features that are accepted but not stored or not
checked are listed in the notes.
"""

from __future__ import annotations

import csv
import io
import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import Any
from xml.sax.saxutils import escape

from waystation.foundation.documents import uploads
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .conventions import notes_on, refuse_undeclared_prefix, refuse_unsupported
from .conversion import by_pyxform, fault_of_pyxform
from .definition import Definition
from .functions.foreign import foreign_type
from .lists import ITEMSETS
from .messages import Note, unreadable
from .other_sheets import (
    is_open_document,
    sheets_of_csv,
    sheets_of_markdown,
    sheets_of_open_document,
)
from .support import TYPES, row_named, type_like
from .wording import (
    FOREIGN_TYPE,
    LIKE_THE_FORM,
    NAME,
    NO_NAME,
    NO_SHEET,
    SHEET_LIKE,
    TWO_QUESTIONS,
    TYPE_LIKE,
    Wording,
    in_our_words,
)
from .workbook import NAMES, Workbook, letter, placed_note, refusal_at
from .xform import read_definition
from .xmlsafe import is_name

MOST_BYTES = 25 * 1024 * 1024
MOST_REMEMBERED = 1024 * 1024
TEXTS = {".csv": "csv", ".tsv": "csv", ".md": "md", ".markdown": "md"}
READERS = {"ods": sheets_of_open_document, "csv": sheets_of_csv, "md": sheets_of_markdown}


@dataclass
class Converted:
    """An XForm made from a workbook, what was noticed, and the files made beside it."""

    xml: bytes
    notes: list[Note]
    files: dict[str, bytes]
    book: Workbook


@dataclass
class Upload:
    """A form as it was uploaded, understood and ready to be kept."""

    xml: bytes
    definition: Definition
    source_name: str
    workbook: bytes | None = None
    warnings: list[Note] = field(default_factory=list)
    made: dict[str, bytes] = field(default_factory=dict)  # itemsets.csv from external_choices


@dataclass(frozen=True)
class Uploaded:
    """What is kept of an uploaded form; unlike ``Upload`` it can leave a process."""

    xml: bytes
    form_id: str
    version: str
    title: str
    media: tuple[str, ...]
    encrypted: bool
    source_name: str
    is_workbook: bool
    warnings: tuple[Note, ...]
    made: tuple[tuple[str, bytes], ...] = ()
    computed_lists: bool = False  # its rules name further CSV files when it is filled in


limits.preload(__name__, "pyxform.xls2xform", "python_calamine")


def read_safely(name: str, content: bytes, files: Mapping[str, bytes] | None = None) -> Uploaded:
    """Return the form in an uploaded file, read in a process with limits.

    Raises Refusal as ``read_upload`` does, and for a file that takes too much to read.
    """
    small = len(content) <= MOST_REMEMBERED and not files
    return _read_once(name, content) if small else _read(name, content, files)


def _read(name: str, content: bytes, files: Mapping[str, bytes] | None = None) -> Uploaded:
    return limits.run(_read_upload, name, content, files, name=PurePath(name).name or "form")


def _read_upload(name: str, content: bytes, files: Mapping[str, bytes] | None) -> Uploaded:
    upload = read_upload(name, content, files)
    definition = upload.definition
    return Uploaded(
        xml=upload.xml,
        form_id=definition.form_id,
        version=definition.version,
        title=definition.title,
        media=tuple(definition.media),
        encrypted=definition.encrypted,
        source_name=upload.source_name,
        is_workbook=upload.workbook is not None,
        warnings=tuple(upload.warnings),
        made=tuple(upload.made.items()),
        computed_lists=bool(definition.computed_lists),
    )


# The same workbook comes several times: looked at, sent again after a lost reply, loaded again.
_read_once = lru_cache(maxsize=8)(_read)


def refuse_costly_lists(name: str, xml: bytes, files: Mapping[str, bytes]) -> None:
    """Refuse attached lists that cannot be read, or that make the form cost too much to read."""
    limits.run(_with_lists, xml, files, name=name)


def _with_lists(xml: bytes, files: Mapping[str, bytes]) -> None:
    read_definition(xml, files)


def refuse(sentence: str, code: str, **values: Any) -> Refusal:
    return Refusal(sentence, field="file", code=code, **values)


def read_upload(name: str, content: bytes, files: Mapping[str, bytes] | None = None) -> Upload:
    """Return the form in an uploaded file: an XLSForm or an XForm (.xml).

    An XLSForm is .xlsx, .xls, .ods, .csv or .md. Raises Refusal with the sheet, row and column
    where that is known.
    """
    name = PurePath(name.replace("\\", "/")).name[:150] or "form"
    if len(content) > MOST_BYTES:
        raise refuse(
            N_("{name} is larger than {most} MB. A form contains questions, not data: split it."),
            "upload_too_large",
            name=name,
            most=MOST_BYTES // 1024 // 1024,
        )
    if not content.strip():
        raise refuse(N_("{name} is empty. Choose the file again."), "upload_empty", name=name)
    ending = PurePath(name).suffix.lower()
    kind = kind_of(content, ending)
    if kind is None:
        raise refuse(
            N_("{name} is neither an Excel workbook nor an XForm. Save the form as .xlsx."),
            "upload_unknown",
            name=name,
        )
    refuse_password(name, content)
    if (kind == "xml") != (ending == ".xml") and ending in {".xml", ".xls", ".xlsx", ".xlsm"}:
        truly = N_("an XML file") if kind == "xml" else N_("an Excel workbook")
        raise refuse(
            N_("{name} is named {ending} but is {truly}. Give it its right ending and try again."),
            "upload_renamed",
            name=name,
            ending=ending,
            truly=truly,
        )
    if kind == "xml":
        definition = read_definition(content, files)
        refuse_unsupported(definition)
        return Upload(content, definition, name, warnings=notes_on(definition))
    if kind == "xlsx":
        uploads.refuse_wrong_workbook(name, content)
    made = convert(name, content, kind)
    book = made.book
    refuse_undeclared_prefix(made.xml, book)
    try:
        definition = read_definition(made.xml, {**made.files, **(files or {})})
        refuse_unsupported(definition, book)
    except Refusal as refusal:
        if refusal.code == "xml_unreadable" and (place := next(wrong_names(book), None)):
            raise refusal_at(unreadable(NAME), *place) from None
        raise with_place(refusal, book) from None
    notes = [*notes_on(definition, book), *made.notes]
    return Upload(made.xml, definition, name, content, notes, made.files)


def refuse_password(name: str, content: bytes) -> None:
    """Refuse a workbook with a password, which looks like an old one of Excel."""
    if content.startswith(uploads.OLD_EXCEL) and "EncryptedPackage".encode("utf-16-le") in content:
        raise refuse(
            N_("{name} is protected with a password. Save it without one and upload that."),
            "upload_password",
            name=name,
        )


def kind_of(content: bytes, ending: str) -> str | None:
    if content.startswith(uploads.ZIP):
        return "ods" if is_open_document(content) else "xlsx"
    if content.startswith(uploads.OLD_EXCEL):
        return "xls"
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "xml"
    return TEXTS.get(ending)


def convert(name: str, content: bytes, kind: str) -> Converted:
    """Return the XForm of a workbook. Raises Refusal, with sheet, row and column."""
    from pyxform.errors import PyXFormError

    read = READERS.get(kind)
    book = Workbook(content, read(name, content) if read else None)
    try:
        xform, notes = by_pyxform(book, kind)
    except PyXFormError as error:
        raise refusal_of(str(error), book) from None
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # the workbook library fails in many ways on damaged files
        if "pyxform" in type(error).__module__:
            raise refusal_of(str(error), book) from None
        if not failed_while_reading(error):
            raise fault_of_pyxform(error, kind, book) from error
        raise uploads.refusal_of_damaged(name) from error
    if not {"form_id", "id_string", "set_form_id"} & book.settings().keys():
        # A workbook without form_id takes its file's name, as on other servers.
        stem = re.sub(r"[^\w.\-]", "_", PurePath(name).stem)[:100]
        xform = re.sub(r'(<instance><[^<>]*? id=)"[^"]*"', rf'\1"{stem}"', xform, count=1)
        if not {"form_title", "title", "set_form_title"} & book.settings().keys():
            title = f"<h:title>{escape(PurePath(name).stem)}</h:title>"
            xform = re.sub(r"<h:title>[^<]*</h:title>", lambda _found: title, xform, count=1)
    # Made of a computed argument of pulldata(): no phone finds such a file.
    xform = re.sub(r'<instance id="[^"]*[(${/][^"]*" src="jr://file-csv/[^"]*"/>', "", xform)
    # pulldata('towns.csv', …) means towns.csv, not towns.csv.csv.
    xform = re.sub(r'<instance id="([^"]*)\.csv" src="jr://file-csv/\1\.csv\.csv"/>', once, xform)
    made = {ITEMSETS: itemsets_in(book)} if ' query="instance(' in xform else {}
    return Converted(xform.encode(), [note_of(note, book) for note in notes[:50]], made, book)


def once(found: re.Match[str]) -> str:
    """Return the instance of a list by its name, "" if the form has it already."""
    instance = f'<instance id="{found[1]}" src="jr://file-csv/{found[1]}.csv"/>'
    return "" if instance in found.string else instance


def itemsets_in(book: Workbook) -> bytes:
    """Return the external_choices sheet as the itemsets.csv that phones read.

    Ours, because pyxform (4.5) leaves empty cells out, which moves those after them.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    for row in book.sheets.get("external_choices", []):
        if any(row):
            writer.writerow(["list_name" if cell.lower() == "list name" else cell for cell in row])
    return file.getvalue().encode()


def failed_while_reading(error: Exception) -> bool:
    """Return whether the cells could not be read, rather than made into a form."""
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    last = next((PurePath(one) for one in reversed(files) if "pyxform" in one), PurePath())
    return last.name in {"xls2json_backends.py", "xls2xform.py", ""}


def refusal_of(message: str, book: Workbook) -> Refusal:
    """Return pyxform's refusal in our words, with the row and the column as far as known.

    A type of question of another product is named first: what pyxform says then follows from it.
    """
    for number, cells in book.cells("survey"):
        if product := foreign_type(cells.get("type", "")):
            inner = unreadable(FOREIGN_TYPE, type=cells["type"], product=product)
            return refusal_at(inner, "survey", number, book.column("survey", "type"))
    words = in_our_words(message)
    if words.sentence == NO_NAME and (meant := wrong_group(book, words.row)):
        words = meant
    if words.sentence == TWO_QUESTIONS and words.values["q"] == book.settings().get("name"):
        inner = unreadable(LIKE_THE_FORM, **words.values)
        return refusal_at(inner, "settings", 2, book.column("settings", "name"))
    row, column = words.row, column_in(message, book, words)
    texts = re.findall(r"\$\{[^}]+\}|'([^']{2,80})'|\"([^\"]{2,80})\"", message)
    quoted = [part for piece in texts for part in piece if part]
    searched = "sheet" not in words.values  # a sheet that is missing has no cell
    for text in [*re.findall(r"\$\{[^}]+\}", message), *words.values.values(), *quoted]:
        if column or not searched:
            break
        row, column = book.find(words.sheet, str(text), row) or (row, column)
    if not row and searched and not words.names_sheet:
        place = next(elsewhere(words, book), None)
        if place is not None:
            return refusal_at(unreadable(words.sentence, **words.values), *place)
    if words.sentence == NO_SHEET and (near := book.sheet_like(words.values["sheet"])):
        values = {**words.values, "near": near}
        words = Wording(SHEET_LIKE, values, words.sheet)
    inner = unreadable(words.sentence, **words.values)
    return refusal_at(inner, words.sheet, row, column) if row or words.names_sheet else inner


def wrong_group(book: Workbook, row: int) -> Wording | None:
    """Return what to say of a row without a name that was to begin or to end a group."""
    type_ = dict(book.cells("survey")).get(row, {}).get("type", "")
    if not re.match(r"(?i)(begin|end)\b|(begin|end)_", type_) or row_named(TYPES, type_):
        return None
    values = {"type": type_, "near": type_like(type_)}
    return Wording(TYPE_LIKE, values, "survey", row)


def elsewhere(words: Wording, book: Workbook) -> Iterator[tuple[str, int, str]]:
    """Yield the cells, on any sheet, that hold what a message is about."""
    names = [words.values[one] for one in ("name", "choice", "q", "type") if one in words.values]
    for text in filter(None, names):
        for sheet in ("survey", "choices", "external_choices", "settings", "entities"):
            if found := book.find(sheet, text):
                yield (sheet, *found)
        if found := book.holding("survey", f" {text}."):  # select_one_from_file text.csv
            yield ("survey", *found)


def column_in(message: str, book: Workbook, words: Wording) -> str:
    """Return the letter of the column that a message names: the 'parameters' value is invalid."""
    named = re.search(r"the '(\w+)' value", message)
    return book.column(words.sheet, named[1].lower()) if named and words.row else ""


def note_of(message: str, book: Workbook) -> Note:
    """Return what pyxform noticed, in our words."""
    words = in_our_words(message)
    note = Note("pyxform", words.sentence, words.values)
    return placed_note(note, words.sheet, words.row) if words.row else note


def wrong_names(book: Workbook) -> Iterator[tuple[str, int, str]]:
    """Yield the cells of names that XML cannot have: of questions, and of columns of choices."""
    headings = book.headings("survey")
    at = next((one for one, heading in enumerate(headings) if heading in NAMES), 0)
    for number, row in enumerate((book.sheets.get("survey") or [])[1:], start=2):
        if at < len(row) and row[at] and not is_name(row[at]):
            yield "survey", number, letter(at)
    for at, heading in enumerate(book.headings("choices")):
        if heading and "::" not in heading and not is_name(heading):
            yield "choices", 1, letter(at)


def with_place(refusal: Refusal, book: Workbook) -> Refusal:
    """Return a refusal about a question with the sheet, row and column where it is."""
    question, column = refusal.values.get("question"), refusal.values.get("column")
    found = book.question(str(question), str(column)) if question else None
    if found is None:
        return refusal
    return refusal_at(refusal, "survey", *found)
