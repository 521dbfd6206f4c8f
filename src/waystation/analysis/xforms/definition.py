"""A form as the server understands it: questions, choices, rules, repetitions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

MANY_CHOICES = {"select", "rank"}


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
    preload: str = ""


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
class Question:
    """One answerable place of the form. ``key`` is its column: the name, if that is unique."""

    key: str
    path: str
    control: str  # one of CONTROLS, or "" for calculated and preloaded values
    label: str
    bind: Bind
    repeat: str = ""  # the path of the nearest repetition around it
    choices: tuple[Choice, ...] = ()
    itemset: Itemset | None = None

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
        return self.control == "input" and self.bind.readonly in {"true()", "true"}


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
    texts: dict[str, str]
    encrypted: bool = False
    by_path: dict[str, Question] = field(default_factory=dict)
    by_key: dict[str, Question] = field(default_factory=dict)
    # How many elements of the template begin at an element of this name, counted once.
    sizes: dict[str, int] = field(default_factory=dict, compare=False)
    # Codes of the lists without a filter, kept as submissions ask for them.
    listed: dict[Itemset, frozenset[str]] = field(default_factory=dict, compare=False)

    def table(self, repeat: str = "") -> list[Question]:
        """Return the questions of the main table, or of one repetition."""
        return [question for question in self.questions if question.repeat == repeat]

    def choices_of(self, question: Question) -> list[Choice]:
        """Return all choices a question may offer, whatever the filter."""
        if question.itemset is None:
            return list(question.choices)
        found = re.match(r"^instance\(['\"](.+?)['\"]\)", question.itemset.nodeset)
        items = self.instances.get(found[1]) if found else None
        if items is None:
            return []
        once: dict[str, Choice] = {}
        for item in items.iter("item"):
            code = (item.findtext(question.itemset.value) or "").strip()
            if code:
                once.setdefault(code, Choice(code, self.label_of(item, question.itemset.label)))
        return list(once.values())

    def label_of(self, item: Any, label: str) -> str:
        found = re.match(r"^(?:jr:)?itext\((.+)\)$", label)
        if found:
            key = item.findtext(found[1]) or ""
            return self.texts.get(key, key)
        return item.findtext(label) or ""
