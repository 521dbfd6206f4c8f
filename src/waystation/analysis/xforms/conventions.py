"""Unsupported features of a form: refused, or accepted with a note."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from waystation.foundation.shared.words import N_

from . import support
from .clock import records_time, tells_time
from .datatypes import fits
from .definition import Bind, Definition, Question
from .evaluate import list_of
from .messages import Note, unreadable
from .patterns import slow_patterns
from .syntax import Expr, calls_in, parse, paths_in
from .workbook import Workbook, letter, placed_note, refusal_at

MOST_NOTES = 10  # of one kind
RULES = ("constraint", "relevant", "required", "calculate")
SLOW_PATTERN = N_(
    "The pattern of “{question}” looks around or back: {pattern}. Each answer is given a second; "
    "one that takes longer is held for the office."
)
NO_TIME = N_(
    "“{question}” compares with the day of the interview, but the form does not record it. Add a "
    "row of the type start: answers that arrive days later are then judged by their own day."
)
OWN_VALUE = N_(
    "“{question}” is calculated from its own value, and ODK Collect does not open such a form. Use "
    "once(), or a trigger."
)
NOT_IN_COLLECT = {
    "ceiling", "floor", "last", "local-name", "name", "namespace-uri", "substring",
}  # fmt: skip
NO_FUNCTION = N_(
    "“{question}” uses {name}(), which ODK Collect does not know: it does not open such a form. "
    "Instead of floor() and substring(), use int() and substr()."
)
NO_QUESTION = N_(
    "A rule of “{question}” reads “{path}”, which is no question of this form and always empty. A "
    "question is named as ${{question}}."
)
NO_COLUMN = N_(
    "The choice_filter of “{question}” reads the column “{column}”, which its choices do not have."
)
WRONG_DEFAULT = N_("The default of “{question}” is not of its type, {type}.")
NO_CHOICE = N_("The default of “{question}” is none of its choices.")
ONE_ROW = N_("Only the first row of the settings is read.")
NOT_TRANSLATED = N_(
    "“{column}” is empty here and filled in another language: phones show “-” instead."
)
TRANSLATED = {"label", "hint", "guidance_hint", "constraint_message", "required_message"}
COMPUTED = N_(
    "The form computes the name of a list while it is filled in. Attach every CSV file that it "
    "may name."
)


def refuse_unsupported(definition: Definition, book: Workbook | None = None) -> None:
    """Refuse a form that could not work here. Raises Refusal, with the place in the workbook."""
    if definition.encrypted:
        row = support.row_named(support.SETTINGS, "public_key")
        refusal = unreadable(row.sentence if row else "", code="form_encrypted")
        if book is not None:
            raise refusal_at(refusal, "settings", 2, book.column("settings", "public_key"))
        raise refusal
    if definition.foreign:
        raise unreadable(
            N_("The form takes data from {source}, which phones that send here do not have."),
            code="form_foreign_data",
            source=definition.foreign[0],
        )
    for event in definition.wrong_events:
        raise unreadable(
            N_("The form waits for the event {event}, which phones do not know there."),
            code="form_event",
            event=event,
        )
    for question in definition.questions:
        if question.control == "range" and question.span is None:
            raise unreadable(
                N_("The start, end and step of the range “{question}” are not all numbers."),
                code="form_range",
                question=question.name,
                column="parameters",
            )
    for name in definition.unknown:
        refusal = unreadable(
            N_("A rule names the list {name}, which this form does not have."),
            code="form_list_unknown",
            name=name,
        )
        found = book.holding("survey", f"instance('{name}')") if book is not None else None
        raise refusal_at(refusal, "survey", *found) if found else refusal


_PREFIXED = re.compile(r"^(?:bind|body|control|instance)::(\w+):\w+")


def refuse_undeclared_prefix(xml: bytes, book: Workbook) -> None:
    """Refuse a column like bind::esri:fieldtype whose prefix the form does not declare."""
    head = xml[: xml.find(b"<h:head")].decode()
    for heading in book.headings("survey"):
        found = _PREFIXED.match(heading)
        if found and f"xmlns:{found[1]}=" not in head.lower():
            row = support.row_named(support.SURVEY, heading)
            refusal = unreadable(
                N_(
                    "The prefix “{prefix}” is not declared. Remove the column, or add the prefix "
                    "under namespaces on the settings sheet."
                ),
                code="form_prefix",
                prefix=found[1],
            )
            filled = (number for number, cells in book.cells("survey") if heading in cells)
            if row is None or row.status == support.IGNORED:
                raise refusal_at(refusal, "survey", next(filled, 1), book.column("survey", heading))


def notes_on(definition: Definition, book: Workbook | None = None) -> list[Note]:
    """Return what the uploader should know of a form that is accepted."""
    notes = [*few(on_rules(definition, book)), *few(on_questions(definition, book))]
    if definition.computed_lists:
        notes.append(Note("computed_list", COMPUTED))
    if book is None:
        if definition.template.find("meta/entity") is not None:
            notes.append(Note("entities", support.ENTITIES))
        return notes
    notes += on_sheets(book)
    notes += on_columns(book, "survey", support.SURVEY, support.NO_COLUMN)
    notes += on_columns(book, "settings", support.SETTINGS, support.NO_SETTING)
    rows = [number for number, _ in book.cells("settings")]
    notes += [placed_note(Note("settings", ONE_ROW), "settings", row) for row in rows[1:2]]
    notes += on_choices(book)
    notes += on_unnamed_columns(book)
    notes += on_default_language(book)
    notes += few(on_translations(book))
    notes += on_types(book)
    notes += on_appearances(book)
    return notes


def on_rules(definition: Definition, book: Workbook | None) -> Iterator[Note]:
    is_timed = records_time(definition)
    known = {*definition.by_path, *definition.groups, *definition.repeats}
    for path, bind in definition.binds.items():
        question = path.rsplit("/", 1)[-1]
        if bind.calculate and path in set(paths_in(parse(bind.calculate), path)):
            note = Note("own_value", OWN_VALUE, {"question": question})
            yield _at_question(book, note, "calculate")
        yield from on_paths(known, definition.root, path, bind, book)
        for column in RULES:
            text = getattr(bind, column) or "true()"
            for name in sorted({name for name, _ in calls_in(parse(text))} & NOT_IN_COLLECT):
                note = Note("not_in_collect", NO_FUNCTION, {"question": question, "name": name})
                yield _at_question(book, note, column)
            for pattern in slow_patterns(text):
                values = {"question": question, "pattern": pattern}
                yield _at_question(book, Note("slow_pattern", SLOW_PATTERN, values), column)
            if not is_timed and column != "calculate" and tells_time(text):
                is_timed = True  # said once
                note = Note("no_time", NO_TIME, {"question": question})
                yield _at_question(book, note, column)


def few(notes: Iterator[Note]) -> Iterator[Note]:
    """Yield the first notes of each kind: a list of five hundred is read by no one."""
    counts = Counter[str]()
    for note in notes:
        inner = note.values.get("message", note)
        counts[inner.code] += 1
        if counts[inner.code] <= MOST_NOTES:
            yield note


def on_questions(definition: Definition, book: Workbook | None) -> Iterator[Note]:
    """Yield notes on choices that a filter never finds, and on defaults that are no answers."""
    columns: dict[str, set[str]] = {}  # of each list, read once
    for question in definition.questions:
        for column in columns_unknown(definition, question, columns):
            note = Note("no_column", NO_COLUMN, {"question": question.name, "column": column})
            yield _at_question(book, note, "choice_filter")
        default = definition.default_of(question)
        if not default or default.startswith("jr://"):
            continue
        if not fits(question.bind.type, default):
            values = {"question": question.name, "type": question.bind.type}
            yield _at_question(book, Note("default", WRONG_DEFAULT, values), "default")
        elif question.is_choice and (known := definition.choices_by_code(question)):
            codes = default.split() if question.is_many else [default]
            if not known.keys() >= set(codes):
                note = Note("default", NO_CHOICE, {"question": question.name})
                yield _at_question(book, note, "default")


def columns_unknown(
    definition: Definition, question: Question, columns: dict[str, set[str]]
) -> Iterator[str]:
    """Yield the columns that a filter reads and that no choice of its list has."""
    if question.itemset is None:
        return
    listed = list_of(question.itemset.nodeset)
    instance = definition.instances.get(listed.instance) if listed is not None else None
    if listed is None or instance is None or listed.instance in definition.files:
        return
    if listed.instance not in columns:
        items = instance.iter("item")
        columns[listed.instance] = {child.tag for item in items for child in item}
    there = columns[listed.instance]
    for step in parse(question.itemset.nodeset).steps:
        for predicate in step.predicates:
            for name in dict.fromkeys(names_in(predicate)):
                if there and name not in there:
                    yield name


def names_in(expression: Expr) -> Iterator[str]:
    """Yield the names that stand alone in a condition on the items of a list."""
    steps = [step for step in expression.steps if step.axis != "self"]
    if expression.kind == "path" and not expression.parts and not expression.absolute:
        if len(steps) == 1 and steps[0].axis == "child" and re.match(r"\w", steps[0].test):
            yield steps[0].test
        return
    for part in expression.parts:
        yield from names_in(part)


def on_paths(
    known: set[str], root: str, path: str, bind: Bind, book: Workbook | None
) -> Iterator[Note]:
    """Yield a note for each rule that reads what is nowhere in the form: age > 18, field-list."""
    for column in RULES:
        text = getattr(bind, column)
        for read in dict.fromkeys(paths_in(parse(text), path) if text else ()):
            if read not in known and not read.startswith(f"/{root}/meta/"):
                name = read.rsplit("/", 1)[-1]
                values = {"question": path.rsplit("/", 1)[-1], "path": name}
                yield _at_question(book, Note("no_question", NO_QUESTION, values), column)


def _at_question(book: Workbook | None, note: Note, column: str) -> Note:
    column = "calculation" if column == "calculate" else column
    name = str(note.values["question"])
    found = book.question(name, column) if book is not None else None
    if found is None and book is not None and name.endswith("_count"):  # made by pyxform
        found = book.question(name.removesuffix("_count"), "repeat_count")
    return placed_note(note, "survey", *found) if found else note


def on_sheets(book: Workbook) -> Iterator[Note]:
    for sheet in book.sheets:
        row = support.row_named(support.SHEETS, sheet)
        if row is not None and row.sentence:
            for number, _ in list(book.cells(sheet))[:MOST_NOTES]:
                yield placed_note(Note("sheet", row.sentence), sheet, number)


def on_columns(
    book: Workbook, sheet: str, table: list[support.Row], unknown: str
) -> Iterator[Note]:
    """Yield a note for each column that nobody reads, at its first filled cell."""
    filled: dict[str, int] = {}
    for number, cells in book.cells(sheet):
        for heading in cells:
            filled.setdefault(heading, number)
    notes = 0
    for heading, number in filled.items():
        row = support.row_named(table, heading) or support.row_named(table, _base(heading))
        if row is not None and row.status not in {support.IGNORED}:
            continue
        note = (
            Note("column", row.sentence)
            if row is not None
            else Note("column", unknown, {"heading": heading})
        )
        notes += 1
        if notes <= MOST_NOTES:
            yield placed_note(note, sheet, number, book.column(sheet, heading))


def _base(heading: str) -> str:
    """Return a heading without its language or part: label of label::shqip_(sq)."""
    if heading.startswith("media::"):
        return "::".join(heading.split("::")[:2])
    return heading.split(":", 1)[0]


def on_choices(book: Workbook) -> Iterator[Note]:
    """Yield a note for each column of choices that is known and not read; others are data."""
    for heading in book.headings("choices"):
        row = support.row_named(support.CHOICES, heading)
        if row is not None and row.status == support.IGNORED:
            filled = (number for number, cells in book.cells("choices") if heading in cells)
            if number := next(filled, 0):
                column = book.column("choices", heading)
                yield placed_note(Note("column", row.sentence), "choices", number, column)


def on_unnamed_columns(book: Workbook) -> Iterator[Note]:
    """Yield a note for each column of questions without a heading, at its first filled cell."""
    rows = book.sheets.get("survey") or [[]]
    for at, heading in enumerate(rows[0]):
        filled = (n for n, row in enumerate(rows, start=1) if at < len(row) and row[at])
        if not heading and (number := next(filled, 0)):
            yield placed_note(Note("column", support.NO_HEADING), "survey", number, letter(at))


def on_default_language(book: Workbook) -> Iterator[Note]:
    wanted = book.settings().get("default_language", "")
    headings = [one for one in (book.sheets.get("survey") or [[]])[0] if one]
    labels = [re.split(r"::?", one, maxsplit=1) for one in headings]
    languages = [one[1].strip() for one in labels if len(one) > 1 and one[0].lower() == "label"]
    plain = any(len(one) == 1 and one[0].lower() in {"label", "caption"} for one in labels)
    if wanted and languages and not plain and wanted not in languages:
        values = {"language": wanted, "languages": ", ".join(languages)}
        note = Note("default_language", support.NO_LANGUAGE, values)
        yield placed_note(note, "settings", 2, book.column("settings", "default_language"))


def on_translations(book: Workbook) -> Iterator[Note]:
    """Yield a note for each text that is written in one language and left out in another."""
    for sheet in ("survey", "choices"):
        languages: dict[str, list[int]] = {}  # of each text, the columns that hold it
        rows = book.sheets.get(sheet) or [[]]
        for at, heading in enumerate(rows[0]):
            base = re.split("::?", book.key(heading), maxsplit=1)[0]
            if base in TRANSLATED:
                languages.setdefault(base, []).append(at)
        for number, row in enumerate(rows[1:], start=2):
            for columns in languages.values():
                empty = [at for at in columns if at >= len(row) or not row[at]]
                for at in empty if len(empty) < len(columns) else ():
                    note = Note("not_translated", NOT_TRANSLATED, {"column": rows[0][at]})
                    yield placed_note(note, sheet, number, letter(at))


def on_types(book: Workbook) -> Iterator[Note]:
    for number, cells in book.cells("survey"):
        row = support.row_named(support.TYPES, cells.get("type", ""))
        if row is not None and row.status in {support.PARTLY, support.IGNORED}:
            yield placed_note(
                Note("type", row.sentence), "survey", number, book.column("survey", "type")
            )


def on_appearances(book: Workbook) -> Iterator[Note]:
    column = book.column("survey", "appearance")
    notes = 0
    for number, cells in book.cells("survey"):
        text = re.sub(r"\w+\s*\(.*\)", "", cells.get("appearance", ""))
        for name in text.split():
            known = support.row_named(support.APPEARANCES, name) or name.startswith(
                ("ex:", "printer:")
            )
            if not known and notes < MOST_NOTES:
                notes += 1
                note = Note("appearance", support.NO_APPEARANCE, {"name": name})
                yield placed_note(note, "survey", number, column)
