"""A submission read against its form: the answers as tables, and what is wrong with them."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import xmlsafe
from .definition import Definition, Question
from .evaluate import evaluate, same_everywhere, truth
from .messages import WrongExpression
from .xpath import World, text_of_node, to_text

MOST_PROBLEMS = 200
MOST_REPETITIONS = 5000
MOST_NODES = 200_000  # elements and attributes of a submission
MOST_COMPLETED = 500_000  # elements of one in which the empty places are filled in

SENTENCES = {
    "required": N_("“{question}” must be answered."),
    "relevant": N_("“{question}” is answered although the form did not ask it."),
    "constraint": N_("The answer to “{question}” is not allowed by the form. {message}"),
    "type": N_("The answer to “{question}” is not of the type {type}."),
    "choice": N_("The answer to “{question}” is not one of its choices."),
    "unknown": N_("“{question}” is not in this version of the form."),
    "twice": N_("“{question}” is there twice, but the form does not repeat it."),
    "rule": N_("The {column} rule of “{question}” could not be evaluated: {message}"),
    "size": N_("This submission has too many repetitions to be checked by the form's rules."),
    "file": N_("The file of “{question}” has not arrived yet."),
}


@dataclass(frozen=True)
class Problem:
    """One rule that an answer breaks. Holds no answer, so that it may be kept in the open."""

    kind: str  # a key of SENTENCES
    question: str  # the question's key
    row: int = 0  # which repetition, from 1
    message: str = ""
    column: str = ""
    type: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


@dataclass
class Reading:
    """What a submission says."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    root: Any


@dataclass
class Tables:
    """Answers by column. Rows of a repetition carry their own and their parent's number."""

    main: dict[str, str]
    repeats: dict[str, list[dict[str, str]]]

    def as_json(self) -> dict[str, Any]:
        return {"main": self.main, "repeats": self.repeats}


def read_submission(content: bytes) -> Reading:
    """Return the identity of a submission and its tree.

    Raises Refusal where there is none: no XML, no form id, no instance id, encrypted.
    """
    root = xmlsafe.read(content, "This submission", MOST_NODES)
    namespace = root.nsmap.get(root.prefix) or ""
    xmlsafe.without_prefixes(root)
    form_id = (root.get("id") or root.get("xmlns") or namespace).strip()
    if not form_id:
        raise bad(N_("This submission does not say which form it answers: its id is missing."))
    if root.get("encrypted") == "yes" or root.find("encryptedXmlFile") is not None:
        raise bad(
            N_(
                "This submission is encrypted on the phone, and nobody here holds its key. "
                "Use the form without encryption: answers are sealed when they arrive."
            )
        )
    instance_id = (root.findtext("meta/instanceID") or root.get("instanceID") or "").strip()
    if not instance_id:
        raise bad(N_("This submission has no instance id (meta/instanceID), so it is not kept."))
    if len(instance_id) > 150 or len(form_id) > 200:
        raise bad(N_("The instance id or form id of this submission is too long."))
    return Reading(
        form_id,
        next((v for k, v in root.attrib.items() if k.rsplit("}", 1)[-1] == "version"), "").strip(),
        instance_id,
        (root.findtext("meta/deprecatedID") or "").strip(),
        root,
    )


def bad(sentence: str) -> Refusal:
    return Refusal(sentence, code="submission_unreadable")


def tables_of(definition: Definition, root: Any) -> Tables:
    """Return the answers as tables: one row of the form, and the rows of each repetition."""
    tables = Tables({}, {key: [] for key in definition.repeats.values()})

    def visit(node: Any, path: str, row: dict[str, str], number: str) -> None:
        for child in node:
            here = f"{path}/{child.tag}"
            if here in definition.repeats:
                rows = tables.repeats[definition.repeats[here]]
                if len(rows) >= MOST_REPETITIONS:
                    continue
                own = {"_row": str(len(rows) + 1), "_parent": number}
                rows.append(own)
                visit(child, here, own, own["_row"])
            elif here in definition.by_path:
                text = text_of_node(child).strip()
                if text:
                    row[definition.by_path[here].key] = text
            elif len(child):
                visit(child, here, row, number)

    visit(root, "/" + definition.root, tables.main, "1")
    return tables


def completed(definition: Definition, root: Any) -> Any:
    """Return a copy of the submission with the empty places that the phone left out."""
    whole = copy.deepcopy(root)

    def fill(node: Any, template: Any, path: str) -> None:
        present = {child.tag for child in node}
        seen: set[str] = set()
        for wanted in template:
            here = f"{path}/{wanted.tag}"
            if wanted.tag in seen:
                continue
            seen.add(wanted.tag)
            if wanted.tag not in present:
                if here in definition.repeats:
                    continue
                node.append(emptied(wanted, here, definition))
            elif len(wanted):
                for child in node.iterchildren(wanted.tag):
                    fill(child, wanted, here)

    fill(whole, definition.template, "/" + definition.root)
    return whole


def emptied(template: Any, path: str, definition: Definition) -> Any:
    made = copy.deepcopy(template)
    made.tail = None

    def clear(node: Any, here: str) -> None:
        if len(node) == 0:
            node.text = None
        for child in list(node):
            inner = f"{here}/{child.tag}"
            if inner in definition.repeats:
                node.remove(child)
            else:
                clear(child, inner)

    clear(made, path)
    return made


def problems_of(
    definition: Definition, root: Any, now: Callable[[], datetime] | None = None
) -> list[Problem]:
    """Return every rule of the form that the submission breaks, in the form's order."""
    if completed_size(definition, root) > MOST_COMPLETED:
        return [Problem("size", definition.root)]
    return Checker(definition, completed(definition, root), now).run()


def completed_size(definition: Definition, root: Any) -> int:
    """Return at most how many elements the submission has once its empty places are filled in."""
    sizes = definition.sizes
    if not sizes:
        for node in definition.template.iter():
            size = sum(1 for _ in node.iter())
            sizes[node.tag] = max(sizes.get(node.tag, 0), size)
    return sum([sizes.get(node.tag, 1) for node in root.iter()])


class Checker:
    """Walks a submission with the form's rules in hand."""

    def __init__(
        self, definition: Definition, root: Any, now: Callable[[], datetime] | None
    ) -> None:
        self.form = definition
        self.root = root
        self.found: list[Problem] = []
        self.known: dict[str, bool] = {}  # what a condition said that many questions share
        self.world = World(
            root,
            instances=definition.instances,
            repeats=frozenset(definition.repeats),
            choice_label=self.label_of_choice,
            text_of=lambda key: definition.texts.get(key, key),
        )
        if now is not None:
            self.world.now = now

    def run(self) -> list[Problem]:
        if self.root.tag != self.form.root:
            self.say(Problem("unknown", str(self.root.tag)[:80]))
            return self.found
        self.visit(self.root, "/" + self.form.root, True, 0)
        return self.found

    def say(self, problem: Problem) -> None:
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(problem)

    def label_of_choice(self, question: str, code: str) -> str:
        asked = self.form.by_path.get(question) or self.form.by_key.get(question.split("/")[-1])
        if asked is None:
            return code
        return next((c.label for c in self.form.choices_of(asked) if c.code == code), code)

    def holds(self, text: str, node: Any, question: str, column: str, row: int) -> bool:
        """Return whether a rule holds; one that cannot be evaluated is named and let pass."""
        if text == "true()":
            return True
        if text in self.known:
            return self.known[text]
        try:
            answer = truth(text, self.world, node)
            if not self.form.repeats and same_everywhere(text):
                self.known[text] = answer
            return answer
        except WrongExpression as error:
            self.say(Problem("rule", question, row, str(error)[:200], column))
            return column != "required"

    def visit(self, node: Any, path: str, shown: bool, row: int) -> None:
        counts: dict[str, int] = {}
        for child in node:
            here = f"{path}/{child.tag}"
            counts[here] = counts.get(here, 0) + 1
            question = self.form.by_path.get(here)
            bind = self.form.binds.get(here)
            if question is not None:
                if counts[here] == 2:
                    self.say(Problem("twice", question.key, row))
                self.answer(question, child, shown, row)
                continue
            if here not in self.form.groups and here not in self.form.repeats:
                if path.rsplit("/", 1)[-1] != "meta" and text_of_node(child).strip():
                    self.say(Problem("unknown", str(child.tag)[:80], row))
                continue
            inner = shown
            if inner and bind is not None and bind.relevant:
                inner = self.holds(bind.relevant, child, str(child.tag), "relevant", row)
            self.visit(child, here, inner, counts[here] if here in self.form.repeats else row)

    def answer(self, question: Question, node: Any, shown: bool, row: int) -> None:
        bind, text = question.bind, text_of_node(node).strip()
        if bind.relevant and shown:
            shown = self.holds(bind.relevant, node, question.key, "relevant", row)
        if not shown:
            if text and question.control and not question.is_note:
                self.say(Problem("relevant", question.key, row))
            return
        if not text:
            if (
                bind.required
                and question.control
                and bind.required != "false()"
                and self.holds(bind.required, node, question.key, "required", row)
            ):
                self.say(Problem("required", question.key, row))
            return
        if not fits(bind.type, question, text):
            self.say(Problem("type", question.key, row, type=bind.type))
            return
        if question.is_choice and not self.offered(question, node, text):
            self.say(Problem("choice", question.key, row))
        if bind.constraint and not self.holds(
            bind.constraint, node, question.key, "constraint", row
        ):
            message = self.form.texts.get(itext_key(bind.message), bind.message)
            self.say(Problem("constraint", question.key, row, message[:300]))

    def offered(self, question: Question, node: Any, text: str) -> bool:
        codes = text.split() if question.is_many else [text]
        if question.itemset is None:
            return set(codes) <= {choice.code for choice in question.choices}
        if (listed := self.form.listed.get(question.itemset)) is not None:
            return listed.issuperset(codes)
        source = re.match(r"^instance\(['\"](.+?)['\"]\)", question.itemset.nodeset)
        if source and source[1] not in self.form.instances:
            return True  # the list was never attached, which the form's page says
        try:
            items = evaluate(question.itemset.nodeset, self.world, node)
        except WrongExpression as error:
            self.say(Problem("rule", question.key, 0, str(error)[:200], "choice_filter"))
            return True
        if _WHOLE_LIST.fullmatch(question.itemset.nodeset):
            listed = self.form.listed[question.itemset] = frozenset(codes_of(items, question))
            return listed.issuperset(codes)
        wanted = set(codes)
        for code in codes_of(items, question):
            if not wanted:
                break
            wanted.discard(code)
        return not wanted


# A list without a filter: it is the same for every submission.
_WHOLE_LIST = re.compile(r"instance\((['\"])[^'\"]+\1\)(/[\w.\-]+)*")


def codes_of(items: Any, question: Question) -> Iterator[str]:
    """Give the codes of the items of a question's list."""
    value = question.itemset.value if question.itemset else "."
    for one in items:
        if value == ".":
            yield to_text([one])
        elif hasattr(one, "findtext"):
            yield (one.findtext(value) or "").strip()


def itext_key(message: str) -> str:
    found = re.match(r"^jr:itext\(['\"](.+)['\"]\)$", message)
    return found[1] if found else ""


_POINT = re.compile(r"^-?\d+(\.\d+)?( -?\d+(\.\d+)?){1,3}$")


def fits(type_: str, question: Question, text: str) -> bool:
    """Return whether a text is a value of an XForms type."""
    try:
        match type_:
            case "int" | "integer":
                return re.fullmatch(r"-?\d{1,18}", text) is not None
            case "decimal":
                return re.fullmatch(r"-?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", text) is not None
            case "boolean":
                return text in {"true", "false", "0", "1"}
            case "date":
                date.fromisoformat(text[:10])
                return len(text) == 10 or text[10] == "T"
            case "dateTime":
                datetime.fromisoformat(text)
            case "time":
                time.fromisoformat(text)
            case "geopoint":
                return is_point(text)
            case "geotrace" | "geoshape":
                points = [one.strip() for one in text.split(";") if one.strip()]
                return len(points) >= 2 and all(map(is_point, points))
    except ValueError:
        return False
    return True


def is_point(text: str) -> bool:
    if not _POINT.match(text):
        return False
    latitude, longitude = (float(piece) for piece in text.split()[:2])
    return abs(latitude) <= 90 and abs(longitude) <= 180


def files_named(definition: Definition, tables: Tables) -> set[str]:
    """Return the names of the files that the answers speak of."""
    keys = {q.key for q in definition.questions if q.control == "upload" or q.bind.type == "binary"}
    rows = [tables.main, *(row for rows in tables.repeats.values() for row in rows)]
    return {row[key] for row in rows for key in keys if row.get(key)}
