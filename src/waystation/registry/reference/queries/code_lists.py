"""Code lists: their entries, labels and titles, and the validation of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Q

from waystation.foundation.shared.alphabets import alphabetical
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import in_force
from waystation.foundation.shared.scripts import latin
from waystation.foundation.shared.words import N_
from waystation.registry.reference import packs, rules
from waystation.registry.reference.models import Code, CodeList

from .memory import current_language, current_memory


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
        """Return the name in ``language``, in English if there is none."""
        return self.names.get(language) or self.names["en"]

    def holds_on(self, day: date) -> bool:
        """Return whether the entry was in force on ``day``."""
        retired = self.retired_on is not None and self.retired_on <= day
        return in_force(day, self.valid_from, self.valid_to) and not retired


def entries_of(list_key: str) -> dict[str, KnownCode]:
    """Return the entries of a list, retired ones too. Raises KeyError for an unknown list."""
    memory = current_memory()
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


def codes(list_key: str, *, on: date | None = None) -> Mapping[str, str]:
    """Return ``{code: label}`` of a list in the active language, without retired entries.

    With ``on``, only entries valid on that day. Raises KeyError for an unknown list.
    """
    language = current_language()
    if on is not None:
        entries = entries_of(list_key)
        return {code: e.name(language) for code, e in entries.items() if e.holds_on(on)}
    memory = current_memory()
    labels = memory.labels.get((list_key, language))
    if labels is None:
        pairs = [
            (code, entry.name(language))
            for code, entry in entries_of(list_key).items()
            if entry.retired_on is None
        ]
        if list_key in rules.ALPHABETICAL:
            pairs.sort(key=lambda pair: alphabetical(pair[1], language))
        labels = MappingProxyType(dict(pairs))
        memory.labels[list_key, language] = labels
    return labels


def choices(list_key: str) -> list[tuple[str, str]]:
    """Return the entries of a list as a form field wants them."""
    return list(codes(list_key).items())


def entries(list_key: str) -> Mapping[str, KnownCode]:
    """Return everything known about a list, retired entries too. Raises KeyError."""
    return MappingProxyType(entries_of(list_key))


def label(list_key: str, code: str | None) -> str:
    """Return the name of a code in the active language; an unknown code is its own name."""
    if not code:
        return ""
    entry = entries_of(list_key).get(code)
    return entry.name(current_language()) if entry else code


def require_code(
    list_key: str, code: str, field: str | None = None, *, on: date | None = None
) -> str:
    """Return the code if it is in the list and not retired.

    Raises Refusal naming the code, the list and what to do; ``field`` says where to show it.
    """
    entry = entries_of(list_key).get(code)
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
    """Return why an answer is invalid, or None; a blank answer is valid."""
    return _refusal(list_key, code, field) if code else None


def _refusal(list_key: str, code: str, field: str) -> Refusal | None:
    try:
        require_code(list_key, code, field)
    except Refusal as refusal:
        return refusal
    return None


def parents(list_key: str) -> Mapping[str, str]:
    """Return ``{code: code of its parent}`` for the entries that hang on another."""
    return {code: entry.parent for code, entry in entries_of(list_key).items() if entry.parent}


def list_title(list_key: str) -> str:
    """Return the title of the list in the active language."""
    row = CodeList.objects.filter(key=list_key).values("en", "sq", "sr").first()
    if row is None:
        return list_key
    names = _names(row["en"], row["sq"], row["sr"])
    return names.get(current_language()) or names["en"]


def lists() -> list[dict[str, Any]]:
    """Return every list with its title, its source and how many entries it has."""
    memory, language = current_memory(), current_language()
    if language not in memory.overview:
        memory.overview[language] = _overview(language)
    return memory.overview[language]


def _overview(language: str) -> list[dict[str, Any]]:
    rows = CodeList.objects.annotate(
        in_use=Count("codes", filter=Q(codes__retired_on__isnull=True)),
        retired=Count("codes", filter=Q(codes__retired_on__isnull=False)),
    ).values("key", "en", "sq", "sr", "source", "pack", "loaded_at", "in_use", "retired")
    found = []
    for row in rows:
        names = _names(row["en"], row["sq"], row["sr"])
        found.append({**row, "title": names.get(language) or names["en"]})
    return sorted(found, key=lambda row: alphabetical(row["title"], language))


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
