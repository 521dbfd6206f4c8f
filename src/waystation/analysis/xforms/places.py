"""The nodes of a form as a tree by name, so that walking a submission needs one lookup per node."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .definition import Bind, Definition, Question


@dataclass(slots=True)
class Place:
    """What a form has at one path."""

    path: str
    question: Question | None = None
    bind: Bind | None = None
    repeat: str = ""  # the key of its table, where it repeats
    is_group: bool = False  # a group or a repetition
    inner: dict[str, Place] = field(default_factory=dict)
    # What a submission without this place gets for it; None where the template has it not.
    template: Any = None
    # The names that the template has here, each once and in its order; not of repetitions.
    wanted: tuple[str, ...] = ()
    is_decimal: bool = False
    rules: Any = None  # what is asked of an answer here (:mod:`.rules`), made when first asked for


def places_of(definition: Definition) -> Place:
    """Return the place of the root, made once for each definition."""
    if definition.places is None:
        definition.places = _make_place(definition)
    found: Place = definition.places
    return found


def _make_place(definition: Definition) -> Place:
    start = "/" + definition.root
    root = Place(start, is_group=True)
    paths = dict.fromkeys(
        [*definition.by_path, *definition.groups, *definition.repeats, *definition.binds]
    )
    for path in paths:
        if not path.startswith(start + "/"):
            continue
        place = root
        for name in path[len(start) + 1 :].split("/"):
            here = f"{place.path}/{name}"
            inside = place.inner.get(name)
            if inside is None:
                inside = place.inner[name] = Place(
                    here,
                    definition.by_path.get(here),
                    definition.binds.get(here),
                    definition.repeats.get(here, ""),
                    here in definition.groups or here in definition.repeats,
                )
                inside.is_decimal = (
                    inside.question is not None and inside.question.bind.type == "decimal"
                )
            place = inside
    _fill(definition.template, root)
    return root


def _fill(template: Any, place: Place) -> None:
    """Note what the template has at a place; of a name that is there twice the first counts."""
    place.template = template
    wanted: dict[str, None] = {}
    for child in template:
        if child.tag in wanted:
            continue
        wanted[child.tag] = None
        inside = place.inner.get(child.tag)
        if inside is None:
            inside = place.inner[child.tag] = Place(f"{place.path}/{child.tag}")
        _fill(child, inside)
    place.wanted = tuple(wanted)
