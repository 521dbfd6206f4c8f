"""The content of packs: documents, series, and which packs are loaded."""

from __future__ import annotations

import json
from typing import Any

from waystation.registry.reference import packs
from waystation.registry.reference.models import LoadedPack, PackDocument, SeriesValue

from .memory import current_memory


def document(pack: str, name: str) -> Any | None:
    """Return a document of a pack, None if the pack is not loaded.

    Parsed once, and again after a pack was added.
    """
    memory = current_memory()
    if (pack, name) not in memory.documents:
        stored = PackDocument.objects.filter(pack_id=pack, name=name).first()
        memory.documents[pack, name] = None if stored is None else json.loads(stored.text)
    return memory.documents[pack, name]


def series(variable: str, geo: str) -> dict[int, float]:
    """Return ``{year: value}`` of a World Bank series, empty without the pack."""
    rows = SeriesValue.objects.filter(variable=variable, geo=geo).order_by("year")
    return dict(rows.values_list("year", "value"))


def known_packs() -> list[dict[str, Any]]:
    """Return every available pack, with version, file, day and hash of the loaded ones."""
    loaded = {row.key: row for row in LoadedPack.objects.all()}
    return [{"pack": pack, "loaded": loaded.get(key)} for key, pack in packs.PACKS.items()]
