"""A submission laid out as its form is: each element beside its place, the empty ones filled in.

A phone leaves out what was not asked. Rules read the whole form, so that a copy of the submission
gets these places. The tree is walked once; what comes after reads the parts.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from lxml import etree

from .budget import LONG_TEXT
from .definition import Definition
from .places import Place, places_of

MOST_COMPLETED = 500_000  # elements of a submission in which the empty places are filled in
COUNT = etree.XPath("count(descendant-or-self::*)")
WHOLE = re.compile(r"-?[0-9]+\.0+")

# name, element, its place, its text as it came (None where elements are in it), which of its name,
# its own parts
Part = tuple[str, Any, Place | None, str | None, int, Sequence[Any]]


@dataclass
class Layout:
    """A submission with all its places."""

    definition: Definition
    root: Any
    parts: list[Part] = field(default_factory=list)
    # The texts of questions outside repetitions that are there once, by path; not of long ones.
    texts: dict[str, str] = field(default_factory=dict)
    is_whole: bool = True  # not where there would be too many places to fill in


def lay_out(
    definition: Definition, root: Any, most: int = MOST_COMPLETED, *, in_place: bool = False
) -> Layout:
    """Return a submission with the empty places that the phone left out.

    The tree is copied first, unless it may be changed (``in_place``).

    In the tree, decimals with nothing after the point become whole numbers: Collect writes 2 as
    2.0, and compares and joins it as 2. With more than ``most`` places none is filled in.
    """
    whole = is_small(definition, root, most)
    layout = Layout(definition, root if in_place else copy.deepcopy(root), is_whole=whole)
    walk = _Walk(layout)
    layout.parts = walk.parts_of(layout.root, places_of(definition), True)
    if walk.is_twice:  # a group that does not repeat: all that is in it is there twice
        layout.texts.clear()
    return layout


class _Walk:
    def __init__(self, layout: Layout) -> None:
        self.definition, self.texts = layout.definition, layout.texts
        self.fills_in = layout.is_whole
        self.is_twice = False

    def parts_of(self, node: Any, place: Place, is_once: bool) -> list[Part]:
        """Return the parts of an element; ``is_once`` says that it is in no repetition."""
        inner, texts = place.inner, self.texts
        children = list(node)
        names = [child.tag for child in children]
        present = set(names)
        # Which of its name each is: a count is needed only where a name is there twice.
        numbers = repeat(1) if len(present) == len(names) else numbered(names)
        parts: list[Part] = []
        for child, tag, there in zip(children, names, numbers, strict=False):
            text = None
            within: Sequence[Part] = ()
            here = inner.get(tag)
            if here is None:
                pass
            elif here.inner:
                if there > 1 and not here.repeat:
                    self.is_twice = True
                within = self.parts_of(child, here, is_once and not here.repeat)
            elif here.question is not None and not len(child):
                text = child.text or ""
                if is_once and there == 1 and len(text) <= LONG_TEXT:
                    texts[here.path] = text
                elif is_once:
                    texts.pop(here.path, None)
                if here.is_decimal and (plain := plain_number(text)) != text:
                    child.text = plain
                    if here.path in texts:
                        texts[here.path] = plain
            parts.append((tag, child, here, text, there, within))
        if self.fills_in:
            missing = [name for name in place.wanted if name not in present]
            if missing:
                parts += self.filled_in(node, [inner[name] for name in missing], is_once)
        return parts

    def filled_in(self, node: Any, places: list[Place], is_once: bool) -> Iterator[Part]:
        """Add what is missing in an element; yield it as parts."""
        for here in places:
            if not here.repeat:
                made = empty_copy(here.template, here.path, self.definition)
                node.append(made)
                within = self.parts_of(made, here, is_once) if here.inner else ()
                if is_once and not here.inner:
                    self.texts[here.path] = ""
                yield made.tag, made, here, None if here.inner else "", 1, within


def numbered(names: Sequence[str]) -> Iterator[int]:
    """Yield for each name how often it has been there, this time included."""
    counts = dict[str, int]()
    for name in names:
        there = counts[name] = counts.get(name, 0) + 1
        yield there


def plain_number(text: str) -> str:
    """Return a decimal with nothing after its point as a whole number, other text as it is."""
    plain = text.strip()
    return plain.split(".")[0] if plain[-1:] == "0" and WHOLE.fullmatch(plain) else text


def empty_copy(template: Any, path: str, definition: Definition) -> Any:
    """Return a part of the form without answers and without its repetitions."""
    made = copy.deepcopy(template)
    made.tail = None
    _clear(made, path, definition)
    return made


def _clear(node: Any, path: str, definition: Definition) -> None:
    if len(node) == 0:
        node.text = None
    for child in list(node):
        inner = f"{path}/{child.tag}"
        if inner in definition.repeats:
            node.remove(child)
        else:
            _clear(child, inner, definition)


def completed_size(definition: Definition, root: Any) -> int:
    """Return at most how many elements the submission has once its empty places are filled in."""
    sizes = definition.sizes
    if not sizes:
        for node in definition.template.iter():
            size = sum(1 for _ in node.iter())
            sizes[node.tag] = max(sizes.get(node.tag, 0), size)
    return sum([sizes.get(node.tag, 1) for node in root.iter()])


def is_small(definition: Definition, root: Any, most: int) -> bool:
    """Return whether a submission has at most ``most`` elements once its empty places are filled.

    That none of its elements brings more than the whole form is quickly said of nearly all.
    """
    there: Any = COUNT(root)
    return there * definition.size <= most or completed_size(definition, root) <= most
