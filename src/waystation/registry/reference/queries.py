"""What the lists say. Open to everybody: nothing here is about a person.

Lists are kept in memory per process and language. A changed list changes the Stamp; it is
asked for once per request, and outside requests at most once a second.
"""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.scripts import latin
from waystation.foundation.shared.words import N_

from . import packs, rules
from .models import (
    Code,
    CodeList,
    LoadedPack,
    PackDocument,
    PlaceCode,
    Population,
    SeriesValue,
)

STAMP = "SELECT value FROM reference_stamp WHERE id = 1"
SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(frozen=True)
class KnownCode:
    """An entry of a list as other apps see it."""

    code: str
    names: Mapping[str, str]
    parent: str
    source: str
    text: str
    note: str
    valid_from: date | None
    valid_to: date | None
    successor: str
    retired_on: date | None

    def name(self, language: str) -> str:
        """Return the name in ``language``, in English where there is none."""
        return self.names.get(language) or self.names["en"]

    def holds_on(self, day: date) -> bool:
        """Return whether the entry was in force on ``day``."""
        return (
            (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
            and (self.retired_on is None or day < self.retired_on)
        )


@dataclass(frozen=True)
class Place:
    """A municipality: its names, its region, what others call it, how many people live there."""

    key: str
    name: str  # in the reader's language, short enough for a map
    names: Mapping[str, str]
    region: str
    codes: Mapping[str, str]
    people: Mapping[int, int]
    partly_counted: frozenset[int] = field(default=frozenset())


class _Memory:
    """What one state of the lists said; a changed stamp starts a new one."""

    def __init__(self, stamp: UUID | None) -> None:
        self.stamp = stamp
        self.lists: dict[str, dict[str, KnownCode]] = {}
        self.labels: dict[tuple[str, str], Mapping[str, str]] = {}
        self.places: dict[str, tuple[Place, ...]] = {}
        self.boundaries: dict[str, Any] | None = None
        self.documents: dict[tuple[str, str], Any] = {}


class _Process:
    memory = _Memory(None)
    looked_at = 0.0


def look_again(**_: Any) -> None:
    """Ask the database for the stamp at the next question."""
    _Process.looked_at = 0.0


def forget() -> None:
    """Forget what this process remembers of the lists."""
    _Process.memory = _Memory(None)
    _Process.looked_at = 0.0


def _current() -> _Memory:
    moment = time.monotonic()
    if _Process.looked_at and moment - _Process.looked_at < SECONDS_BETWEEN_LOOKS:
        return _Process.memory
    stamp = next((value for (value,) in access.ask(STAMP)), None)
    if stamp is None or stamp != _Process.memory.stamp:
        _Process.memory = _Memory(stamp)
    _Process.looked_at = moment
    return _Process.memory


def _list(list_key: str) -> dict[str, KnownCode]:
    memory = _current()
    found = memory.lists.get(list_key)
    if found is None:
        rows = Code.objects.filter(list_id=list_key).order_by("position", "code")
        found = {row.code: _known_code(row) for row in rows}
        if not found and not CodeList.objects.filter(key=list_key).exists():
            raise KeyError(f'There is no code list "{list_key}"; add reference/lists/*.csv.')
        memory.lists[list_key] = found
    return found


def _known_code(row: Code) -> KnownCode:
    return KnownCode(
        row.code,
        MappingProxyType(_names_of(row)),
        row.parent,
        row.source,
        row.text,
        row.note,
        row.valid_from,
        row.valid_to,
        row.successor,
        row.retired_on,
    )


def _names_of(row: Code) -> dict[str, str]:
    return _names(row.en, row.sq, row.sr, **{one: getattr(row, one) for one in rules.PUBLIC_NAMES})


def _names(en: str, sq: str, sr: str, **public: str) -> dict[str, str]:
    names = {"en": en, "sq": sq, "sr": sr, "sr-latn": latin(sr), **public}
    return {language: name for language, name in names.items() if name}


def _language() -> str:
    return (translation.get_language() or settings.LANGUAGE_CODE).lower()


def _alphabetical(name: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)), name


def codes(list_key: str, *, on: date | None = None) -> Mapping[str, str]:
    """Return ``{code: label}`` of a list in the active language, without retired entries.

    With ``on`` only what was in force that day. Raises KeyError for an unknown list.
    """
    language = _language()
    if on is not None:
        entries = _list(list_key)
        return {code: e.name(language) for code, e in entries.items() if e.holds_on(on)}
    memory = _current()
    labels = memory.labels.get((list_key, language))
    if labels is None:
        pairs = [
            (code, entry.name(language))
            for code, entry in _list(list_key).items()
            if entry.retired_on is None
        ]
        if list_key in rules.ALPHABETICAL:
            pairs.sort(key=lambda pair: _alphabetical(pair[1]))
        labels = MappingProxyType(dict(pairs))
        memory.labels[list_key, language] = labels
    return labels


def choices(list_key: str) -> list[tuple[str, str]]:
    """Return the entries of a list as a form field wants them."""
    return list(codes(list_key).items())


def entries(list_key: str) -> Mapping[str, KnownCode]:
    """Return everything known about a list, retired entries too. Raises KeyError."""
    return MappingProxyType(_list(list_key))


def label(list_key: str, code: str | None) -> str:
    """Return the name of a code in the active language; an unknown code is its own name."""
    if not code:
        return ""
    entry = _list(list_key).get(code)
    return entry.name(_language()) if entry else code


def refusals_of_codes(
    lists: Mapping[str, str], values: Mapping[str, Iterable[str]]
) -> list[Refusal | None]:
    """Return what is wrong with each code of each field; ``lists`` says from which list."""
    return [
        _refusal(list_key, code, name) for name, list_key in lists.items() for code in values[name]
    ]


def require_code(
    list_key: str, code: str, field: str | None = None, *, on: date | None = None
) -> str:
    """Return the code if it is in the list and not retired.

    Raises Refusal naming the code, the list and what to do; ``field`` says where to show it.
    """
    entry = _list(list_key).get(code)
    if entry is None:
        raise Refusal(
            N_('"{value}" is not in the list "{list}". Choose an entry of the list.'),
            field=field,
            code="code_unknown",
            value=str(code)[:60],
            list=list_title(list_key),
        )
    if entry.retired_on is not None or (on is not None and not entry.holds_on(on)):
        if entry.successor:
            raise Refusal(
                N_('"{value}" is no longer used in the list "{list}". Use "{successor}".'),
                field=field,
                code="code_retired",
                value=code,
                list=list_title(list_key),
                successor=entry.successor,
            )
        raise Refusal(
            N_('"{value}" is not in use in the list "{list}" on that day. Choose another entry.'),
            field=field,
            code="code_retired",
            value=code,
            list=list_title(list_key),
        )
    return code


def refusal_of_code(list_key: str, code: str, field: str) -> Refusal | None:
    """Return why an answer cannot be kept, or None: an empty one can, it says nothing."""
    return _refusal(list_key, code, field) if code else None


def _refusal(list_key: str, code: str, field: str) -> Refusal | None:
    try:
        require_code(list_key, code, field)
    except Refusal as refusal:
        return refusal
    return None


def parents(list_key: str) -> Mapping[str, str]:
    """Return ``{code: code of its parent}`` for the entries that hang on another."""
    return {code: entry.parent for code, entry in _list(list_key).items() if entry.parent}


def list_title(list_key: str) -> str:
    """Return what the list is called in the active language."""
    row = CodeList.objects.filter(key=list_key).values("en", "sq", "sr").first()
    if row is None:
        return list_key
    names = _names(row["en"], row["sq"], row["sr"])
    return names.get(_language()) or names["en"]


def lists() -> list[dict[str, Any]]:
    """Return every list with its title, its source and how many entries it has."""
    language = _language()
    rows = CodeList.objects.annotate(
        in_use=Count("codes", filter=Q(codes__retired_on__isnull=True)),
        retired=Count("codes", filter=Q(codes__retired_on__isnull=False)),
    ).values("key", "en", "sq", "sr", "source", "pack", "loaded_at", "in_use", "retired")
    found = []
    for row in rows:
        names = _names(row["en"], row["sq"], row["sr"])
        found.append({**row, "title": names.get(language) or names["en"]})
    return sorted(found, key=lambda row: _alphabetical(row["title"]))


def places() -> tuple[Place, ...]:
    """Return the municipalities in the order of the alphabet, names in the active language."""
    memory, language = _current(), _language()
    found = memory.places.get(language)
    if found is None:
        theirs: dict[str, dict[str, str]] = {}
        for place, scheme, code in PlaceCode.objects.values_list("place", "scheme", "code"):
            theirs.setdefault(place, {})[scheme] = code
        people: dict[str, dict[int, int]] = {}
        partly: dict[str, set[int]] = {}
        counts = Population.objects.values_list("place", "year", "people", "partial")
        for place, year, count, partial in counts:
            people.setdefault(place, {})[year] = count
            if partial:
                partly.setdefault(place, set()).add(year)
        found = tuple(
            Place(
                key,
                # English names both sides ("Pejë/Peć"); a map has room for the first.
                _list("municipality")[key].name(language).split("/")[0],
                _list("municipality")[key].names,
                _list("municipality")[key].parent,
                MappingProxyType(theirs.get(key, {})),
                MappingProxyType(people.get(key, {})),
                frozenset(partly.get(key, set())),
            )
            for key in codes("municipality")
        )
        memory.places[language] = found
    return found


def place_of(scheme: str, code: str) -> str | None:
    """Return our key of the place that ``scheme`` calls ``code``, None if there is none."""
    return (
        PlaceCode.objects.filter(scheme=scheme, code=code).values_list("place", flat=True).first()
    )


def boundaries() -> dict[str, Any] | None:
    """Return the boundaries as GeoJSON with our keys, None as long as nobody added the pack."""
    memory = _current()
    if memory.boundaries is None:
        stored = PackDocument.objects.filter(pack_id="boundaries", name="municipalities").first()
        if stored is None:
            return None
        found: dict[str, Any] = json.loads(stored.text)
        ours = dict(PlaceCode.objects.filter(scheme="boundaries").values_list("code", "place"))
        for feature in found["features"]:
            feature["properties"]["key"] = ours[feature["id"]]
        memory.boundaries = found
    return memory.boundaries


def pack_document(pack: str, name: str) -> Any:
    """Return a document of a pack, None as long as nobody added the pack."""
    stored = PackDocument.objects.filter(pack_id=pack, name=name).first()
    return json.loads(stored.text) if stored is not None else None


def boundary_credit() -> str:
    """Return the line that must stand under a map with real boundaries."""
    return packs.PACKS["boundaries"].credit


def document(pack: str, name: str) -> Any | None:
    """Return a document of a pack, None as long as nobody added the pack.

    It is parsed once, and again when a pack was added since.
    """
    memory = _current()
    if (pack, name) not in memory.documents:
        stored = PackDocument.objects.filter(pack_id=pack, name=name).first()
        memory.documents[pack, name] = None if stored is None else json.loads(stored.text)
    return memory.documents[pack, name]


def series(variable: str, geo: str) -> dict[int, float]:
    """Return ``{year: value}`` of a World Bank series, empty without the pack."""
    rows = SeriesValue.objects.filter(variable=variable, geo=geo).order_by("year")
    return dict(rows.values_list("year", "value"))


def packs_known() -> list[dict[str, Any]]:
    """Return every pack there could be, and of those loaded the version, file, day and hash."""
    loaded = {row.key: row for row in LoadedPack.objects.all()}
    return [{"pack": pack, "loaded": loaded.get(key)} for key, pack in packs.PACKS.items()]


def page_of(list_key: str, *, after: int = -1, size: int = 200) -> dict[str, Any]:
    """Return one page of a list with everything known about each entry, and where to go on.

    Raises NotSeen for a list that is not there.
    """
    row = CodeList.objects.filter(key=list_key).first()
    if row is None:
        raise NotSeen(N_("There is no such list."), code="list_unknown")
    wanted = row.codes.filter(position__gt=after).order_by("position", "code")[: size + 1]
    found = [
        {
            "code": one.code,
            "names": _names_of(one),
            "parent": one.parent,
            "source": one.source,
            "text": one.text,
            "note": one.note,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "successor": one.successor,
            "retired_on": one.retired_on,
            "position": one.position,
        }
        for one in wanted
    ]
    more = found[size - 1]["position"] if len(found) > size else None
    return {
        "key": row.key,
        "title": list_title(row.key),
        "source": row.source,
        "pack": packs.PACKS.get(row.pack),
        "loaded_at": row.loaded_at,
        "entries": found[:size],
        "after": more,
    }
