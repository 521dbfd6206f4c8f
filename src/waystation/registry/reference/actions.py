"""Loading the lists, idempotently; codes that leave a file are retired, not deleted."""

from __future__ import annotations

import csv
import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_

from . import packs, proving, queries, rules
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

limits.preload("waystation.registry.reference.rules")

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

FOLDER = Path(__file__).parent
FRAMEWORK = "unsdcf"
LOADED_HERE = "loaded by an office"  # of entries that no shipped file holds: none retires them
FIELDS = [
    "en", "sq", "sr", *rules.PUBLIC_NAMES, "parent", "source", "text", "note", "position",
    "valid_from", "valid_to", "successor", "retired_on",
]  # fmt: skip


@transaction.atomic
def load_lists(folder: Path | None = None) -> list[str]:
    """Load our own lists and places; return the keys of the lists that changed.

    Does nothing for a file that has not changed. Raises Refusal naming row and column.
    """
    files = sorted(((folder or FOLDER) / "lists").glob("*.csv"))
    contents = {file.stem: file.read_bytes() for file in files}
    places = [file.read_bytes() for file in sorted(((folder or FOLDER) / "places").glob("*.csv"))]
    digests = {
        # What others call the municipalities belongs to that list.
        key: hashlib.sha256(
            b"".join([content, *(places if key == "municipality" else [])])
        ).hexdigest()
        for key, content in contents.items()
    }
    ours = CodeList.objects.filter(pack="").exclude(digest="")
    there = dict(ours.values_list("key", "digest"))
    changed = [key for key in contents if there.get(key) != digests[key]]
    gone = there.keys() - contents.keys()
    if not changed and not gone:
        return []
    read = {key: rules.read_list(key, contents[key].decode("utf-8-sig")) for key in contents}
    rules.refuse_loose_ends(list(read.values()), rules.PARENT_LISTS)
    for key in changed:
        store_list(read[key], digests[key])
    today = today_in()
    for key in gone:
        Code.objects.filter(list_id=key, retired_on__isnull=True).update(retired_on=today)
        CodeList.objects.filter(key=key).update(digest="")
    _load_places((folder or FOLDER) / "places")
    note_change()
    return changed


def store_list(read: rules.ReadList, digest: str, pack: str = "") -> None:
    """Write one list: new and changed entries, and the day when others were retired."""
    title, today = read.title, today_in()
    code_list, _ = CodeList.objects.update_or_create(
        key=read.key,
        defaults={
            "en": title.en,
            "sq": title.sq,
            "sr": title.sr,
            "source": title.source,
            "digest": digest,
            "pack": pack,
            "loaded_at": now(),
        },
    )
    Code.objects.bulk_create(
        [_row(code_list, entry, position) for position, entry in enumerate(read.entries)],
        update_conflicts=True,
        unique_fields=["list", "code"],
        update_fields=FIELDS,
        batch_size=500,
    )
    _retire(code_list, (entry.code for entry in read.entries), today)


def _row(code_list: CodeList, entry: rules.Entry, position: int) -> Code:
    return Code(
        list=code_list,
        code=entry.code,
        en=entry.en,
        sq=entry.sq,
        sr=entry.sr,
        **{name: getattr(entry, name) for name in rules.PUBLIC_NAMES},
        parent=entry.parent,
        source=entry.source,
        text=entry.text,
        note=entry.note,
        position=position,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        successor=entry.successor,
    )


def _retire(code_list: CodeList, kept: Iterable[str], today: date) -> None:
    in_use = Code.objects.filter(list=code_list, retired_on__isnull=True)
    in_use = in_use.exclude(note=LOADED_HERE)
    gone = set(in_use.values_list("code", flat=True)) - set(kept)
    for code in gone:
        in_use.filter(code=code).update(retired_on=today)


def add_framework(user: access.AnyUser, content: bytes, name: str = "framework.csv") -> int:
    """Add the priorities of the framework that follows, from a CSV file; return how many.

    What is there stays as it is: activities of earlier years point to it. Raises NotAllowed, and
    Refusal that names row and column, for a code that is there already, and for an entry without
    the days from and until which it holds.
    """
    me = access.require_any(user, "terms.load", "reference.manage")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Refusal(
            N_("This is not a CSV file in UTF-8. Save it as “CSV UTF-8” and send it again."),
            field="file",
            code="framework_not_text",
        ) from wrong
    read = limits.run(rules.read_list, FRAMEWORK, text, name=name)
    with transaction.atomic():
        return _add_framework(me, read)


def _add_framework(me: User, read: rules.ReadList) -> int:
    there = dict(Code.objects.filter(list_id=FRAMEWORK).values_list("code", "valid_to"))
    if refusal := rules.refusal_of_framework_file(read.entries, there):
        raise refusal
    code_list = CodeList.objects.select_for_update().get(key=FRAMEWORK)
    rows = [_row(code_list, one, len(there) + at) for at, one in enumerate(read.entries)]
    for row in rows:
        row.note = LOADED_HERE
    Code.objects.bulk_create(rows)
    note_change()
    audit.log(
        me, "reference.load", "reference.CodeList", None, key=FRAMEWORK, count=len(rows),
    )  # fmt: skip
    return len(rows)


def _load_places(folder: Path) -> None:
    if not folder.exists():
        return
    with (folder / "codes.csv").open(encoding="utf-8", newline="") as file:
        theirs = [PlaceCode(**row) for row in csv.DictReader(file)]
    with (folder / "population.csv").open(encoding="utf-8", newline="") as file:
        people = [
            Population(**{**row, "partial": row["partial"] == "yes"})
            for row in csv.DictReader(file)
        ]
    PlaceCode.objects.bulk_create(
        theirs, update_conflicts=True, unique_fields=["place", "scheme"], update_fields=["code"]
    )
    Population.objects.bulk_create(
        people,
        update_conflicts=True,
        unique_fields=["place", "year"],
        update_fields=["people", "partial", "source"],
    )


def add_pack(user: access.AnyUser | None, name: str, content: bytes) -> LoadedPack:
    """Check a file that somebody brings and load it; an earlier version of it is replaced.

    ``user`` is None from the command line, where whoever may run it owns the machine. Raises
    NotAllowed, or Refusal with the reason why the file is not loaded; then nothing changes.
    """
    allowed = access.require(user, "pack.add") if user is not None else None
    pack, found, digest = packs.read_safely(name, content)
    return _load_pack(allowed, name, pack, found, digest)


@transaction.atomic
def _load_pack(
    allowed: User | None, name: str, pack: packs.Pack, found: packs.Content, digest: str
) -> LoadedPack:
    there = LoadedPack.objects.filter(key=pack.key).first()
    if there is not None and there.sha256 == digest:
        return there
    if there is not None:
        there.delete()
    loaded = LoadedPack.objects.create(
        key=pack.key,
        version=found.version,
        file_name=Path(name).name[:200],
        sha256=digest,
        rows=found.rows,
        loaded_at=now(),
        loaded_by=allowed,
    )
    for one in found.lists:
        store_list(one, digest, pack=pack.key)
    PackDocument.objects.bulk_create(
        PackDocument(pack=loaded, name=key, text=json.dumps(value, separators=(",", ":")))
        for key, value in found.documents.items()
    )
    SeriesValue.objects.bulk_create(
        (
            SeriesValue(pack=loaded, variable=v.variable, geo=v.geo, year=v.year, value=v.value)
            for v in found.series
        ),
        batch_size=500,
    )
    if allowed is not None:
        audit.log(
            allowed,
            "pack.add",
            "reference.LoadedPack",
            None,
            pack=pack.key,
            version=found.version,
            sha256=digest,
        )
    note_change()
    return loaded


@transaction.atomic
def attest_lists() -> int:
    """Log the current state of lists and packs for each organisation; return how many parts.

    Changes made outside Waystation before are valid from then on.
    """
    number = len(note_change())
    for organisation in access.organisations():
        audit.log(
            None, "pack.attest", "reference.LoadedPack", None,
            organisation_id=organisation.id, parts=number,
        )  # fmt: skip
    return number


def note_change() -> dict[str, str]:
    """Change the stamp, so that every process reads the lists again; prove what is there now."""
    digests = proving.digests()
    proof = proving.digest_of_all(digests)
    about = {"value": uuid.uuid4(), "digests": digests, "proof": proof}
    Stamp.objects.update_or_create(pk=1, defaults=about)
    queries.forget()
    return digests
