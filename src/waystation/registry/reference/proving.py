"""Whether shared lists, places, series and packs are as the program wrote them.

They belong to no organisation, so that no log carries the digests of their rows. Each change ends
with a keyed digest of every part, and one of them all, beside the stamp; ``./waystation verify``
compares.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import models

from waystation.foundation.audit import keys
from waystation.foundation.shared.sealing import same

from .models import (
    Code,
    CodeList,
    LoadedPack,
    PackDocument,
    PlaceCode,
    Population,
    SeriesValue,
    Stamp,
)

PARTS: dict[str, tuple[type[models.Model], str]] = {
    "list": (CodeList, "key"),
    "codes of list": (Code, "list_id"),
    "codes of places by scheme": (PlaceCode, "scheme"),
    "population of": (Population, "year"),
    "pack": (LoadedPack, "key"),
    "documents of pack": (PackDocument, "pack_id"),
    "series of pack": (SeriesValue, "pack_id"),
}
"""What has a digest of its own: the rows of a model that have one value in common."""
UNKNOWN = (
    "Lists and packs: their digests are not there, or not the program's. Compare them with their "
    "files, then take them as they are: ./waystation manage load_reference --attest."
)


def digests() -> dict[str, str]:
    """Return the keyed digest of each part as it is stored now."""
    return {
        f"{part} {value}": digest
        for part, (model, name) in PARTS.items()
        for value, digest in _digests_of(part, model, name)
    }


def _digests_of(part: str, model: Any, name: str) -> Iterator[tuple[Any, str]]:
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = model.objects.order_by(name, "pk").values_list(name, *columns)
    for value, some in groupby(rows.iterator(chunk_size=2000), key=itemgetter(0)):
        made = hashlib.blake2b(key=keys.file_key(), digest_size=16)
        for row in some:
            made.update(json.dumps([part, columns, row], default=str).encode())
        yield value, made.hexdigest()


def digest_of_all(found: dict[str, str]) -> str:
    """Return the keyed digest of all digests, so that none can be left out or exchanged."""
    text = json.dumps(["lists", found], sort_keys=True).encode()
    return hashlib.blake2b(text, key=keys.file_key(), digest_size=16).hexdigest()


def verified_lists() -> tuple[int, list[str]]:
    """Return how many parts were checked and what is wrong, for ``verify``."""
    now, stamp = digests(), Stamp.objects.first()
    known: dict[str, str] = stamp.digests if stamp else {}
    if stamp is None or not same(stamp.proof.encode(), digest_of_all(known).encode()):
        return len(now), [UNKNOWN] if now else []
    return len(now), [
        f"Lists and packs: {name} {_what(known.get(name), now.get(name))} outside Waystation."
        for name in sorted(known.keys() | now.keys())
        if known.get(name) != now.get(name)
    ]


def _what(known: str | None, now: str | None) -> str:
    if known is None:
        return "was added"
    return "was changed" if now else "was removed"
