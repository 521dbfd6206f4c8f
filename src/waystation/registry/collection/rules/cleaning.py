"""Corrections of answers: the allowed changes, and the answers after applying them all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from waystation.analysis.xforms.datatypes import fits
from waystation.analysis.xforms.definition import Definition, Question
from waystation.analysis.xforms.digits import plain_answer
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

Kind = Literal["change", "blank", "remove", "note"]
KINDS: dict[str, Kind] = {
    "change_response": "change",
    "change": "change",
    "blank_response": "blank",
    "blank": "blank",
    "remove_survey": "remove",
    "remove": "remove",
    "delete": "remove",
    "no_action": "note",
    "note": "note",
    "": "note",
}
ROW = re.compile(r"(.+)\[([1-9]\d{0,3})\]")
Tables = dict[str, Any]
"""The answers of a submission: {"main": …, "repeats": {table: [row, …]}}."""
YES, NO = {"true", "1", "yes"}, {"false", "0", "no"}


@dataclass(frozen=True)
class Line:
    """One correction as data."""

    number: int
    instance: str
    question: str
    kind: Kind
    old: str = ""
    new: str = ""
    reason: str = ""
    who: str = ""


def same_value(left: str, right: str) -> bool:
    """Return whether two written values mean the same: 7 and 7.0, a b and b a."""
    if left.strip() == right.strip():
        return True
    try:
        return float(left) == float(right)
    except ValueError:
        return sorted(left.split()) == sorted(right.split())


def find_question(definition: Definition, name: str) -> tuple[Question, str] | None:
    """Return the question that a line names, and the choice for "question.choice"."""
    question = definition.by_key.get(name)
    if question is not None:
        return question, ""
    for mark in (".", "/"):
        head, found, code = name.partition(mark)
        asked = definition.by_key.get(head)
        if found and asked is not None and asked.is_many:
            return asked, code
    return None


def place_of(name: str) -> tuple[str, int]:
    """Return a question's name and the row of its repeat: "age[2]"; 0 outside a repeat."""
    match = ROW.fullmatch(name)
    return (match[1], int(match[2])) if match else (name, 0)


def table_of(name: str, definition: Definition) -> str:
    """Return the table of the repeat that contains a question, "" for none."""
    question = definition.by_key.get(name)
    return definition.repeats.get(question.repeat, "") if question and question.repeat else ""


def asked_in(table: str, definition: Definition) -> list[Question]:
    """Return the answerable questions of a repeat's table."""
    return [
        one
        for one in definition.questions
        if one.control and one.repeat and definition.repeats.get(one.repeat) == table
    ]


def answer_in(tables: Tables, name: str, definition: Definition) -> str:
    """Return the present answer to a question, of a repeat too ("age[2]"); "" for none."""
    key, row = place_of(name)
    if not row:
        return str(tables["main"].get(key, ""))
    rows = tables["repeats"].get(table_of(key, definition), [])
    return str(rows[row - 1].get(key, "")) if row <= len(rows) else ""


def refusal_in(line: Line, tables: Tables, definition: Definition) -> Refusal | None:
    """Return why a correction cannot be applied, to a row of a repeat too; None if it can."""
    key, row = place_of(line.question)
    table = table_of(key, definition)
    if not row or not table:
        return refusal_to_apply(line, tables["main"], definition)
    rows = tables["repeats"].get(table, [])
    if row > len(rows):
        return no(
            N_("Rows of “{question}” in this submission: {count}."), question=key, count=len(rows)
        )
    one = replace(line, question=key)
    return refusal_to_apply(one, rows[row - 1], definition, in_row=True)


def apply_in(line: Line, tables: Tables, definition: Definition) -> Tables:
    """Return the answers after one correction that may be applied, of a repeat too."""
    key, row = place_of(line.question)
    table = table_of(key, definition)
    if not row or not table:
        return {**tables, "main": apply(line, tables["main"], definition)}
    rows = list(tables["repeats"][table])
    rows[row - 1] = apply(replace(line, question=key), rows[row - 1], definition)
    return {**tables, "repeats": {**tables["repeats"], table: rows}}


def refusal_to_apply(
    line: Line, main: dict[str, str], definition: Definition, *, in_row: bool = False
) -> Refusal | None:
    """Return why a correction cannot be applied to these answers, None if it can.

    ``in_row``: they are those of one row of a repeat.
    """
    if line.kind in {"remove", "note"}:
        return None
    found = find_question(definition, line.question)
    if found is None:
        return no(N_("The form has no question “{question}”."), question=line.question[:80])
    question, code = found
    if question.repeat and not in_row:
        return no(
            N_("“{question}” is asked several times in one interview: write {question}[2]."),
            question=question.key,
        )
    current = main.get(question.key, "")
    if code:
        chosen = code in current.split()
        if not line.old.strip() and not line.new.strip():
            return no(N_("The line for the choice {choice} does not say yes or no."), choice=code)
        if line.old.strip() and (line.old.strip().lower() in YES) != chosen:
            return no(
                N_("The old value does not match: {choice} is {state} in the answer."),
                choice=code,
                state=N_("chosen") if chosen else N_("not chosen"),
            )
        if line.kind == "change" and line.new.strip().lower() not in YES | NO:
            return no(N_("The new value for the choice {choice} must be yes or no."), choice=code)
        return None
    if (
        line.kind == "change"
        and line.old.strip()
        and line.new.strip()
        and not same_value(line.old, current)
        and same_value(line.new, current)
    ):
        return no(
            N_("The answer to “{question}” already has the new value."), question=question.key
        )
    # The old value itself may be somebody's words, so the sentence does not repeat it.
    if line.old.strip() and not same_value(line.old, current):
        return no(N_("The old value is not the present answer to “{question}”."),
                  question=question.key)  # fmt: skip
    if line.kind == "change":
        new = line.new.strip()
        if not new:
            return no(
                N_("The new value is missing. To empty the answer, write blank_response."),
            )
        if not fits(question.bind.type, whole(question, new)):
            return no(
                N_("The new value of “{question}” is not of the type {type}."),
                question=question.key,
                type=question.bind.type,
            )
        if question.is_choice:
            known = {choice.code for choice in definition.choices_of(question)}
            codes = new.split() if question.is_many else [new]
            if known and not set(codes) <= known:
                return no(
                    N_("The new value of “{question}” is not one of its choices."),
                    question=question.key,
                )
    return None


def no(sentence: str, **values: Any) -> Refusal:
    return Refusal(sentence, code="line_not_applied", **values)


def whole(question: Question, text: str) -> str:
    """Return a new value as it is stored: in ASCII digits, and 7.0 as 7 for an integer."""
    text = plain_answer(question, text)
    if question.bind.type in {"int", "integer"} and text.endswith(".0"):
        return text[:-2]
    return text


def apply(line: Line, main: dict[str, str], definition: Definition) -> dict[str, str]:
    """Return the answers after one correction that may be applied."""
    found = find_question(definition, line.question)
    if line.kind in {"remove", "note"} or found is None:
        return main
    question, code = found
    changed = dict(main)
    if code:
        chosen = [c for c in changed.get(question.key, "").split() if c != code]
        if line.kind == "change" and line.new.strip().lower() in YES:
            chosen.append(code)
        # Still asked, though nothing may be left: the household still counts in the base.
        changed[question.key] = " ".join(chosen)
    elif line.kind == "blank":
        changed.pop(question.key, None)
    else:
        changed[question.key] = whole(question, line.new.strip())
    return changed


def after(tables: Tables, lines: Iterable[Line], definition: Definition) -> tuple[Tables, bool]:
    """Return the answers after the lines in order, and whether one removes them all.

    Raises Refusal if a line no longer applies, because a later line depends on one left out.
    """
    removed = False
    for line in lines:
        refusal = refusal_in(line, tables, definition)
        if refusal is not None:
            raise refusal
        removed |= line.kind == "remove"
        tables = apply_in(line, tables, definition)
    return tables, removed
