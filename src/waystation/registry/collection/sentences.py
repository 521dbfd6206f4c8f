"""Descriptions of submissions and versions for pages and the API, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.analysis.xforms.definition import Definition, Question
from waystation.analysis.xforms.languages import language_of
from waystation.analysis.xforms.messages import SENTENCES, SENTENCES_OF_TYPES, Note, reason_of
from waystation.foundation.access.http import in_words
from waystation.registry.collection import queries
from waystation.registry.collection.models import Form, FormVersion
from waystation.registry.collection.rules.cleaning import find_question, place_of
from waystation.registry.collection.rules.columns import AnswerColumn

NAMES = ("name", "name_local")
MOST_OF_A_MESSAGE = 300


def definition_for_reader(version: FormVersion) -> Definition:
    """Return what a version means, in the reader's language where the form speaks it."""
    return queries.definition_for(version, *reader())


def language_for_reader(definition: Definition) -> str:
    """Return the form's language that is the reader's, "" for none."""
    code, names = reader()
    return language_of(definition.languages, code, names) if code else ""


def columns_for_reader(form: Form, repeat: str = "") -> tuple[str, list[AnswerColumn], list[str]]:
    """Return the columns of a form's answers, in the reader's language where the form speaks it."""
    return queries.columns_of(form, repeat, *reader())


def names_of_tables(form: Form, repeats: Iterable[str]) -> dict[str, str]:
    """Return the name of each table of a form: its title, and the labels of its repeats.

    A repeat without a label, or that only an earlier version has, is named by its key.
    """
    version = queries.current_version(form)
    definition = definition_for_reader(version) if version is not None else None
    return {"": form.title} | {key: name_of_repeat(key, definition) for key in repeats}


def name_of_repeat(key: str, definition: Definition | None) -> str:
    """Return the label of a repeat, or its key without its groups and marks."""
    paths = [path for path, one in definition.repeats.items() if one == key] if definition else []
    label = definition.heads.get(paths[0], "") if definition and paths else ""
    return label or key.rpartition("/")[2].replace("_", " ")


def reader() -> tuple[str, tuple[str, ...]]:
    """Return the code of the reader's language, and the names by which forms may call it."""
    code = (get_language() or "").lower()
    same = [key for key in sorted(LANG_INFO) if code and key[:2] == code[:2]]
    same.sort(key=lambda key: key != code)  # its own names before those of its other scripts
    names = [str(LANG_INFO[key].get(name, "")) for key in same for name in NAMES]
    names += [name for key, name in settings.LANGUAGES if key == code]
    found = (one.partition("(")[0].strip().lower() for one in names)
    return code, tuple(dict.fromkeys(one for one in found if one))


def sentence_of(problem: Mapping[str, Any], definition: Definition | None = None) -> str:
    """Return a rule that a submission breaks as a sentence, with the form's own message."""
    values = {"message": "", "column": "", "type": "", **problem}
    if reason := reason_of(problem):
        values["message"] = in_words(reason)
    own = message_of(problem, definition) if definition is not None else ""
    if problem["kind"] == "constraint":
        values["message"] = own or values["message"]
    sentence = SENTENCES[problem["kind"]]
    if problem["kind"] == "type":
        sentence = SENTENCES_OF_TYPES.get(values["type"], sentence)
    text = _(sentence).format(**values).strip()
    if problem["kind"] == "required" and own:
        text = f"{text} {own}"
    row = problem.get("row")
    return _("Row {row}: {sentence}").format(row=row, sentence=text) if row else text


def message_of(problem: Mapping[str, Any], definition: Definition) -> str:
    """Return the form's own message on a rule that an answer breaks, "" without one."""
    question = definition.by_key.get(problem["question"])
    if question is None:
        return ""
    bind = question.bind
    message = {"constraint": bind.message, "required": bind.required_message}
    return definition.text_of(message.get(problem["kind"], ""))[:MOST_OF_A_MESSAGE]


def question_in_words(name: str, definition: Definition) -> str:
    """Return the label of the question that a correction names, with the row of its repeat.

    The name itself where the form has no such question.
    """
    key, row = place_of(name)
    found = find_question(definition, key)
    if found is None:
        return name
    question, code = found
    label = question.label or question.key
    if code:
        label = f"{label}: {answer_in_words(question, code, definition)}"
    return _("{question} (row {row})").format(question=label, row=row) if row else label


def answer_in_words(question: Question, answer: str, definition: Definition) -> str:
    """Return an answer with the labels of its choices."""
    labels = {one.code: one.label for one in definition.choices_of(question)}
    return ", ".join(labels.get(code, code) for code in answer.split()) if labels else answer


def corrected_in_words(name: str, answer: str, definition: Definition) -> str:
    """Return an answer to the question that a correction names, with the labels of its choices."""
    found = find_question(definition, place_of(name)[0])
    if found is None or found[1]:  # one choice of several is 0 or 1
        return answer
    return answer_in_words(found[0], answer, definition)


def note_in_words(note: Any) -> str:
    """Return a note on a version as a sentence."""
    return in_words(Note.from_json(note)) if isinstance(note, dict) else str(note)
