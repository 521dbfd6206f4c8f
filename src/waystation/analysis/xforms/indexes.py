"""Indexes of secondary instances by a child's text, so that filters need not scan all items.

Built once per form version and cached with it: the lists of a version never change.
"""

from __future__ import annotations

from typing import Any

Node = Any


class Indexes:
    """Looks items up by the text of a child: a cascade over 20,000 places reads a few of them."""

    def __init__(self) -> None:
        self._items: dict[tuple[int, tuple[str, ...]], list[Node]] = {}
        self._places: dict[tuple[int, tuple[str, ...], str], dict[str, list[int]]] = {}
        self._instances: dict[int, Node] = {}  # alive as long as their id is a key

    def items(self, instance: Node, names: tuple[str, ...]) -> list[Node]:
        """Return the nodes at ``names`` below an instance: ("root", "item")."""
        key = (id(instance), names)
        found = self._items.get(key)
        if found is None:
            self._instances[id(instance)] = instance
            found = [instance]
            for name in names:
                found = [child for node in found for child in node.iterchildren(name)]
            self._items[key] = found
        return found

    def places(self, instance: Node, names: tuple[str, ...], child: str) -> dict[str, list[int]]:
        """Return where among ``items`` each text of a child is; without the child it is ""."""
        key = (id(instance), names, child)
        found = self._places.get(key)
        if found is None:
            found = {}
            for place, item in enumerate(self.items(instance, names)):
                texts = {"".join(one.itertext()).strip() for one in item.iterchildren(child)}
                for text in texts or {""}:
                    found.setdefault(text, []).append(place)
            self._places[key] = found
        return found

    def lookup(
        self, instance: Node, names: tuple[str, ...], child: str, texts: set[str]
    ) -> list[int]:
        """Return the places of the items whose child has one of these texts, in order."""
        places = self.places(instance, names, child)
        found = [places.get(text.strip(), []) for text in texts]
        return found[0] if len(found) == 1 else sorted({one for some in found for one in some})
