"""A form as parsed by the server: questions, choices, rules, repeats."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from .indexes import Indexes
from .languages import NO_TEXT, UNTRANSLATED, QuestionText, key_of

MANY_CHOICES = {"select", "rank"}
MOST_LABELS = 4  # of one code that means something else in each region


# instance('id')/root/item, whatever filter follows
_LIST = re.compile(r"^\s*instance\(\s*['\"](.+?)['\"]\s*\)((?:/[\w.\-]+)+)")


@dataclass(frozen=True)
class Bind:
    """The rules of one path."""

    type: str = "string"
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    calculate: str = ""
    readonly: str = ""
    message: str = ""
    required_message: str = ""
    preload: str = ""  # timestamp, date, property, uid
    preload_params: str = ""  # start, end, today …


@dataclass(frozen=True)
class Choice:
    code: str
    label: str


@dataclass(frozen=True)
class Itemset:
    """Choices that come from a list by a filter."""

    nodeset: str
    value: str
    label: str


@dataclass(frozen=True)
class Span:
    """The ends and the step of a range."""

    start: Decimal
    end: Decimal
    step: Decimal

    def holds(self, number: Decimal) -> bool:
        """Return whether a number lies on a step between the ends."""
        low, high = sorted((self.start, self.end))
        return low <= number <= high and (not self.step or (number - self.start) % self.step == 0)

    def holds_text(self, text: str) -> bool:
        """Return whether a text is a number that lies on a step between the ends."""
        try:
            number = Decimal(text)
        except InvalidOperation:
            return False
        return number.is_finite() and self.holds(number)


@dataclass(frozen=True)
class Question:
    """One answerable place of the form. ``key`` is its column: the name, if that is unique."""

    key: str
    path: str
    control: str  # one of CONTROLS, or "" for calculated and preloaded values
    bind: Bind
    repeat: str = ""  # the path of the nearest repetition around it
    choices: tuple[Choice, ...] = ()
    itemset: Itemset | None = None
    span: Span | None = None
    text: QuestionText = NO_TEXT

    @property
    def label(self) -> str:
        return self.text.label

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def is_choice(self) -> bool:
        return self.control in {"select", "select1", "rank"}

    @property
    def is_many(self) -> bool:
        return self.control in MANY_CHOICES

    @property
    def is_note(self) -> bool:
        return self.control == "input" and self.is_readonly

    @property
    def is_readonly(self) -> bool:
        return self.bind.readonly in {"true()", "true"}


@dataclass
class Definition:
    """The whole form. Reading it twice from the same XML gives the same."""

    form_id: str
    version: str
    title: str
    root: str
    questions: list[Question]
    binds: dict[str, Bind]
    groups: set[str]
    repeats: dict[str, str]  # path -> key of its table
    template: Any
    instances: dict[str, Any]
    files: dict[str, str]  # instance id -> file name that must be supplied
    media: list[str]
    texts: dict[str, str]  # in ``language``, which is one of ``languages``
    languages: tuple[str, ...] = ()
    language: str = ""
    encrypted: bool = False
    # repetition -> the expression that says how often it is there
    counts: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)  # the labels of groups by their paths
    # paths whose value an event sets (trigger, default that is computed): not judged again
    set_by_events: frozenset[str] = frozenset()
    # Expressions that name a list only when the form is filled in: pulldata(${file}, …)
    computed_lists: tuple[str, ...] = ()
    # the sources of external data that no phone of ours has: jr://fixture/…
    foreign: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # lists that rules name and nothing declares
    last_saved: frozenset[str] = frozenset()  # instances that only a phone has
    wrong_events: tuple[str, ...] = ()  # events that no phone knows
    by_path: dict[str, Question] = field(default_factory=dict)
    by_key: dict[str, Question] = field(default_factory=dict)
    # How many elements of the template begin at an element of this name, counted once.
    sizes: dict[str, int] = field(default_factory=dict, compare=False)
    # Items of lists by what they are looked up by, made as submissions ask for them.
    indexes: Indexes = field(default_factory=Indexes, compare=False)
    offers: dict[tuple[str, str, str], dict[str, Choice]] = field(
        default_factory=dict, compare=False
    )
    # Whether an expression compares or counts with days and times (``clock``).
    reckoning: dict[str, bool] = field(default_factory=dict, compare=False)
    # Whether a condition says the same wherever it is written.
    shared: dict[str, bool] = field(default_factory=dict, compare=False)
    # Made when first asked for: the tree of places, the codes that a question always offers, and
    # where a submission says when it was made.
    places: Any = field(default=None, compare=False)
    codes: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)
    recorded: dict[str, str] | None = field(default=None, compare=False)

    @cached_property
    def asked_once(self) -> frozenset[str]:
        """The paths of the questions that are in no repetition."""
        return frozenset(one.path for one in self.questions if not one.repeat)

    @cached_property
    def file_keys(self) -> tuple[str, ...]:
        """The keys of the questions whose answer is the name of a file."""
        return tuple(
            one.key
            for one in self.questions
            if one.control == "upload" or one.bind.type == "binary"
        )

    @cached_property
    def size(self) -> float:
        """How many elements the template has."""
        return float(self.template.xpath("count(descendant-or-self::*)"))

    def text_of(self, message: str) -> str:
        """Return a message of a rule in the language of this definition."""
        key = key_of(message)
        text = self.texts.get(key, "") if key else message
        return "" if text == UNTRANSLATED else " ".join(text.split())

    def table(self, repeat: str = "") -> list[Question]:
        """Return the questions of the main table, or of one repetition."""
        return [question for question in self.questions if question.repeat == repeat]

    def default_of(self, question: Question) -> str:
        """Return the answer that a question has before anybody answers."""
        return (self.template.findtext(question.path.split("/", 2)[-1]) or "").strip()

    def choices_of(self, question: Question) -> list[Choice]:
        """Return all choices a question may offer, whatever the filter."""
        return list(self.choices_by_code(question).values())

    def choices_by_code(self, question: Question) -> dict[str, Choice]:
        """Return all choices a question may offer by their codes. Made once for each list."""
        own = {choice.code: choice for choice in question.choices}
        if question.itemset is None:
            return own
        listed = self._listed(question.itemset)
        return {**listed, **own} if own else listed

    def label_of_choice(self, question: str, code: str) -> str:
        """Return the label of a choice of a question, which is named by path or key."""
        asked = self.by_path.get(question) or self.by_key.get(question.split("/")[-1])
        choice = self.choices_by_code(asked).get(code) if asked is not None else None
        return choice.label if choice is not None else code

    def _listed(self, itemset: Itemset) -> dict[str, Choice]:
        """Return the choices of a list without its filter: the same for all who choose from it."""
        found = _LIST.match(itemset.nodeset)
        instance = self.instances.get(found[1]) if found else None
        if found is None or instance is None:
            return {}
        key = (found[0].strip(), itemset.value, itemset.label)
        once = self.offers.get(key)
        if once is None:
            labels, label = dict[str, list[str]](), self._label(itemset.label)
            for item in self.indexes.items(instance, tuple(found[2].strip("/").split("/"))):
                code = (item.findtext(itemset.value) or "").strip()
                known = labels.setdefault(code, []) if code else [""] * MOST_LABELS
                if len(known) < MOST_LABELS and (text := label(item)) not in known:
                    known.append(text)
            once = {code: Choice(code, " / ".join(known)) for code, known in labels.items()}
            self.offers[key] = once
        return once

    def _label(self, label: str) -> Callable[[Any], str]:
        """Return the function that reads the label of an item."""
        found = re.match(r"^(?:jr:)?itext\((.+)\)$", label)
        if not found:
            names = [name.strip() for name in label.split(",")]  # search() shows several
            return lambda item: " ".join(filter(None, map(item.findtext, names)))

        def text(item: Any) -> str:
            key = item.findtext(found[1]) or ""
            return self.texts.get(key, key)

        return text
