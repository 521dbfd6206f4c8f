"""Whether the parts of a definition that somebody typed are of the right kind, before it is read.

Nothing here knows what they mean: ``definitions.read`` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

TEXTS = ("key", "source", "unit", "date", "over_time", "over_places", "small_numbers", "better")
LISTS = ("by", "unsdcf", "gcm", "sdg")
LONGEST = 2000


def refusal_of_shape(data: Any) -> Refusal | None:
    """Return which part of a definition is of the wrong kind, or None."""
    if not isinstance(data, Mapping):
        return Refusal(N_("A definition is a JSON object."), code="definition_unreadable")
    for name in _misshapen(data):
        return Refusal(
            N_('"{name}" is not of the right kind: a text, a list of texts, or an object.'),
            field=name,
            code="definition_part_unfit",
            name=name,
        )
    return None


def _misshapen(data: Mapping[str, Any]) -> Iterator[str]:
    for name in (*TEXTS, "pillar"):
        if name in data and not _is_text(data[name]):
            yield name
    for name in LISTS:
        value = data.get(name, ())
        if not isinstance(value, list | tuple) or not all(_is_text(one) for one in value):
            yield name
    for name in ("title", "meaning"):
        if not _all_texts(data.get(name, {})):
            yield name
    measure = data.get("measure", {})
    if not isinstance(measure, Mapping) or not _all_texts(
        {key: value for key, value in measure.items() if value is not None}
    ):
        yield "measure"


def _all_texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(_is_text(one) for one in value.values())


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and "\x00" not in value
