"""From an XLSForm workbook to an XForm, with every problem named by row and column."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from waystation.foundation.documents import uploads
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .definition import Definition
from .messages import unreadable
from .patterns import slow_patterns
from .xform import read_definition

MOST_BYTES = 25 * 1024 * 1024
MOST_REMEMBERED = 1024 * 1024
SLOW_PATTERN = N_(
    "The pattern of “{question}” looks around or back: {pattern}. Each answer is given a second; "
    "one that takes longer is held for the office."
)
COLUMNS = {
    "calculation": ("calculation", "calculate", "bind::calculate"),
    "relevant": ("relevant", "relevance", "bind::relevant"),
    "constraint": ("constraint", "bind::constraint"),
    "required": ("required", "bind::required"),
    "read_only": ("read_only", "readonly", "bind::readonly"),
    "choice_filter": ("choice_filter",),
}


@dataclass
class Upload:
    """A form as it was uploaded, understood and ready to be kept."""

    xml: bytes
    definition: Definition
    source_name: str
    workbook: bytes | None = None
    warnings: list[str] = field(default_factory=list)


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
    warnings: tuple[str, ...]


limits.preload(__name__, "pyxform.xls2xform", "python_calamine")


def read_safely(name: str, content: bytes, files: Mapping[str, bytes] | None = None) -> Uploaded:
    """Return the form in an uploaded file, read in a process with limits.

    Raises Refusal as ``read_upload`` does, and for a file that takes too much to read.
    """
    small = len(content) <= MOST_REMEMBERED and not files
    return _read_once(name, content) if small else _read(name, content, files)


def _read(name: str, content: bytes, files: Mapping[str, bytes] | None = None) -> Uploaded:
    return limits.run(_uploaded, name, content, files, name=PurePath(name).name or "form")


def _uploaded(name: str, content: bytes, files: Mapping[str, bytes] | None) -> Uploaded:
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
    """Return the form in an uploaded file: an XLSForm (.xlsx, .xls) or an XForm (.xml).

    Raises Refusal with the sheet, row and column where that is known.
    """
    name = PurePath(name.replace("\\", "/")).name[:150] or "form"
    if len(content) > MOST_BYTES:
        raise refuse(
            N_("{name} is larger than {most} MB. A form holds questions, not data: split it."),
            "upload_too_large",
            name=name,
            most=MOST_BYTES // 1024 // 1024,
        )
    if not content.strip():
        raise refuse(N_("{name} is empty. Choose the file again."), "upload_empty", name=name)
    kind, ending = kind_of(content), PurePath(name).suffix.lower()
    if kind is None:
        raise refuse(
            N_("{name} is neither an Excel workbook nor an XForm. Save the form as .xlsx."),
            "upload_unknown",
            name=name,
        )
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
        return Upload(content, definition, name, warnings=slow_rules(definition))
    if kind == "xlsx":
        uploads.refuse_wrong_workbook(name, content)
    xml, notes = convert(name, content, kind)
    try:
        definition = read_definition(xml, files)
    except Refusal as refusal:
        raise with_place(refusal, content) from None
    return Upload(xml, definition, name, content, slow_rules(definition, content) + notes)


def slow_rules(definition: Definition, content: bytes | None = None) -> list[str]:
    """Name the patterns that take the slow way, with sheet, row and column."""
    notes = []
    for path, bind in definition.binds.items():
        for column in ("constraint", "relevant", "required", "calculate"):
            for pattern in slow_patterns(getattr(bind, column) or "true()"):
                question = path.rsplit("/", 1)[-1]
                refusal = unreadable(
                    SLOW_PATTERN, question=question, column=column, pattern=pattern
                )
                notes.append((with_place(refusal, content) if content else refusal).in_english())
    return notes


def kind_of(content: bytes) -> str | None:
    if content.startswith(uploads.ZIP):
        return "xlsx"
    if content.startswith(uploads.OLD_EXCEL):
        return "xls"
    return "xml" if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else None


def convert(name: str, content: bytes, kind: str) -> tuple[bytes, list[str]]:
    """Return the XForm of a workbook and what pyxform noticed; raise Refusal for a wrong one."""
    from pyxform.errors import PyXFormError

    try:
        xform, notes = _by_pyxform(content, kind)
    except PyXFormError as error:
        raise placed(str(error), content) from None
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # the workbook library fails in many ways on damaged files
        if "pyxform" in type(error).__module__:
            raise placed(str(error), content) from None
        raise uploads.damaged(name) from error
    # A workbook without form_id takes its file's name, as on other servers.
    stem = re.sub(r"[^\w.\-]", "_", PurePath(name).stem)[:100]
    xml = xform.replace('<data id="data"', f'<data id="{stem}"', 1).encode()
    return xml, [str(note)[:500] for note in notes][:50]


def _by_pyxform(content: bytes, kind: str) -> tuple[str, tuple[str, ...]]:
    from pyxform.xls2xform import convert as to_xform

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = to_xform(
            io.BytesIO(content), file_type="." + kind, form_name="data", validate=False
        )
    return result.xform, tuple(result.warnings)


def placed(message: str, content: bytes) -> Refusal:
    """Return pyxform's message as a refusal with the row and the column, as far as known."""
    message = " ".join(message.split())[:600]
    row, column, sheet = 0, "", "survey"
    found = re.search(r"\[row\s*:\s*(\d+)\]", message)
    if found:
        row = int(found[1])
        message = message.replace(found[0], "").strip(" .:-")
    named = re.search(r"the '(\w+)' sheet", message)
    if named:
        sheet = named[1]
    for piece in re.findall(r"\$\{[^}]+\}|'([^']{2,80})'|\"([^\"]{2,80})\"", message):
        wanted = [part for part in piece if part] if isinstance(piece, tuple) else [piece]
        for text in wanted:
            row, column = locate(content, sheet, text, row) or (row, column)
        if column:
            break
    reference = re.search(r"\$\{[^}]+\}", message)
    if reference and not column:
        row, column = locate(content, sheet, reference[0], row) or (row, column)
    if row and not column:
        headings = [cell.lower() for cell in (sheet_rows(content, sheet) or [[]])[0]]
        quoted = [text.lower() for text in re.findall(r"'(\w+)' value", message)]
        column = next((letter(headings.index(one)) for one in quoted if one in headings), "")
    return at_place(message, sheet, row, column)


def at_place(message: str, sheet: str, row: int, column: str) -> Refusal:
    message = message.rstrip(".")
    if row and column:
        return refuse(
            N_("Sheet {sheet}, row {row}, column {column}: {message}."),
            "form_unreadable",
            sheet=sheet,
            row=row,
            column=column,
            message=message,
        )
    if row:
        return refuse(
            N_("Sheet {sheet}, row {row}: {message}."),
            "form_unreadable",
            sheet=sheet,
            row=row,
            message=message,
        )
    return refuse(N_("The form cannot be read: {message}."), "form_unreadable", message=message)


def with_place(refusal: Refusal, content: bytes) -> Refusal:
    """Return a refusal about a question with the sheet, row and column where it stands."""
    question, column = refusal.values.get("question"), refusal.values.get("column")
    if not question:
        return refusal
    found = cell_of(content, str(question), str(column))
    if found is None:
        return refusal
    row, heading = found
    placed_one = at_place(refusal.in_english(), "survey", row, heading)
    placed_one.code = refusal.code
    return placed_one


def sheet_rows(content: bytes, sheet: str) -> list[list[str]]:
    """Return the cells of a sheet as text; nothing if it is not there."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = {name.strip().lower(): name for name in book.sheet_names}
        if sheet not in names:
            return []
        found = book.get_sheet_by_name(names[sheet])
        rows = found.to_python(skip_empty_area=False)
        return [[str(cell).strip() for cell in row] for row in rows]
    except Exception:  # only to say where; a workbook this reader dislikes has no place
        return []


def locate(content: bytes, sheet: str, text: str, row: int) -> tuple[int, str] | None:
    """Return the row and the column letter of the first cell that holds ``text``."""
    rows = sheet_rows(content, sheet)
    for number, cells in enumerate(rows, start=1):
        if row and number != row:
            continue
        for index, cell in enumerate(cells):
            if cell and (cell == text or (text.startswith("${") and text in cell)):
                return number, letter(index)
    return None


def cell_of(content: bytes, question: str, column: str) -> tuple[int, str] | None:
    rows = sheet_rows(content, "survey")
    if not rows:
        return None
    headings = [re.sub(r"\s+", "_", cell.strip().lower()) for cell in rows[0]]
    if "name" not in headings:
        return None
    at = headings.index("name")
    wanted = COLUMNS.get(column, (column,))
    where = next((i for i, heading in enumerate(headings) if heading in wanted), at)
    for number, cells in enumerate(rows[1:], start=2):
        if at < len(cells) and cells[at] == question and (where == at or cells[where]):
            return number, letter(where)
    return None


def letter(index: int) -> str:
    """Return the letters of a spreadsheet column: 0 is A, 26 is AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text
