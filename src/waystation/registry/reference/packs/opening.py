"""Opening an uploaded pack: size, encoding, zip bombs, nested JSON, broken CSV."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LARGEST_FILE = 100 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_RATIO = 200
MOST_MEMBERS = 200
READ = (".csv", ".json", ".geojson")


def unreadable(name: str, why: str) -> Refusal:
    """Return the refusal of a file that cannot be opened at all."""
    return Refusal(
        N_("{file} cannot be read: {why}. Nothing was loaded."),
        field="file",
        code="pack_unreadable",
        file=name[:80],
        why=why,
    )


def broken_row(name: str, row: int) -> Refusal:
    """Return the refusal of a CSV file that breaks off in a row."""
    return Refusal(
        N_("{file} cannot be read: row {row} does not fit the header. Nothing was loaded."),
        field="file",
        code="pack_unreadable",
        file=name[:80],
        row=row,
    )


@dataclass(frozen=True)
class Member:
    """One file, uploaded by itself or in a zip."""

    name: str
    content: bytes

    @cached_property
    def text(self) -> str:
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise unreadable(self.name, N_("it is not written in UTF-8")) from None

    @property
    def head(self) -> str:
        """Return the first line of a CSV file, or the first letters of any other."""
        return self.content[:4096].decode("utf-8-sig", errors="replace").split("\n", 1)[0].strip()

    @cached_property
    def delimiter(self) -> str:
        """Return what separates the columns of a CSV file: a comma, a semicolon or a tab."""
        return max(",;\t", key=self.head.count)

    @cached_property
    def columns(self) -> frozenset[str]:
        """Return the names of the columns of a CSV file, in whatever order they are."""
        try:
            lines = list(csv.reader([self.head], delimiter=self.delimiter))
        except csv.Error:
            return frozenset()
        return frozenset(one.strip() for names in lines for one in names)

    @property
    def is_json(self) -> bool:
        return self.name.lower().endswith((".json", ".geojson"))

    @cached_property
    def json(self) -> Any:
        """Return the parsed JSON. Raises Refusal when it is broken or nested without end."""
        try:
            return json.loads(self.text, parse_constant=_no_constant)
        except RecursionError:
            raise unreadable(self.name, N_("it is nested too deeply")) from None
        except ValueError:
            raise unreadable(self.name, N_("it is not valid JSON")) from None

    def rows(self, delimiter: str = "") -> Iterator[dict[str, str]]:
        """Yield the rows of a CSV file. Raises Refusal naming the invalid row."""
        reader = csv.DictReader(
            io.StringIO(self.text), delimiter=delimiter or self.delimiter, strict=True
        )
        try:
            for row in reader:
                if None in row:
                    raise broken_row(self.name, reader.line_num)
                yield {name: value or "" for name, value in row.items()}
        except csv.Error:
            raise broken_row(self.name, reader.line_num) from None


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON


def members_of(name: str, content: bytes) -> list[Member]:
    """Return the readable files in ``content``: itself, or what a zip holds.

    Raises Refusal for a file that is too large, empty, or a zip that would burst.
    """
    if not content:
        raise unreadable(name, N_("it is empty"))
    if len(content) > LARGEST_FILE:
        raise unreadable(name, N_("it is larger than 100 MB"))
    if not name.lower().endswith(".zip") and not content.startswith(b"PK\x03\x04"):
        return [Member(name, content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            unpacked = sum(entry.file_size for entry in entries)
            if (
                len(entries) > MOST_MEMBERS
                or unpacked > LARGEST_UNPACKED
                or unpacked > LARGEST_RATIO * len(content)
            ):
                raise unreadable(name, N_("it would unpack to far more than a pack contains"))
            members = []
            for entry in entries:
                if entry.filename.lower().endswith(READ):
                    # never more than was declared: a lying header cannot fill the memory
                    with packed.open(entry) as file:
                        body = file.read(entry.file_size + 1)
                    members.append(Member(entry.filename, body))
            return members
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise unreadable(name, N_("it is not a readable zip file")) from None
