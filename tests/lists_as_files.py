"""Compare a list on the screen, cell by cell, with the files that its buttons give."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode, urljoin

import openpyxl
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from lxml import html

from waystation.foundation.documents.tables import safe

TIMES = ("DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")
DAYS = ("DATE_FORMAT", "SHORT_DATE_FORMAT", "j M Y", "j F Y", "j M", "D j M Y", "F Y", "M Y")
MACHINE_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")


def differences(
    client: Client, address: str, approve: Callable[[], Any] = lambda: None
) -> list[str]:
    """Return where the first page of a list and its two files do not say the same.

    A file that is refused until it is said what it is for is asked for with a purpose; ``approve``
    is the second person who agrees.
    """
    page = client.get(address)
    if page.status_code != 200:
        return [f"{address}: {page.status_code}"]
    tree = html.fromstring(page.content)
    files = {kind: _link(tree, kind) for kind in ("csv", "xlsx")}
    if not files["csv"]:
        return []  # an empty list has no file
    heads, rows = on_screen(tree)
    whole = not tree.xpath("//main//a[contains(@href, 'after=')]")
    found = []
    for kind, read in (("csv", in_text_file), ("xlsx", in_sheet)):
        answer = _file(client, urljoin(page.wsgi_request.path, files[kind]), approve)
        if answer.status_code != 200:
            found.append(f"{address} as {kind}: {answer.status_code}")
            continue
        table = read(b"".join(answer))
        found += [f"{address} as {kind}: {one}" for one in _compared(heads, rows, table, whole)]
    return found


def _file(client: Client, address: str, approve: Callable[[], Any]) -> Any:
    """Return a file; where its page asks for the purpose, as somebody does who fills that in."""
    answer = client.get(address)
    if answer.status_code != 422:
        return answer
    forms = html.fromstring(answer.content).xpath("//form[.//input[@name='purpose']]")
    if not forms:
        return answer
    kept = [(name, value) for name, value in forms[0].form_values() if name != "purpose"]
    given = urlencode([*kept, ("purpose", "To compare the file with the screen")])
    asked = f"{address.partition('?')[0]}?{given}"
    answer = client.get(asked)
    if answer.status_code == 422:
        approve()
        answer = client.get(asked)
    return answer


def _link(tree, kind: str) -> str:
    links = f"//main//a[contains(@href, 'export={kind}') or contains(@href, '.{kind}?')]/@href"
    return next(iter(tree.xpath(links)), "")


def _text(node) -> str:
    return " ".join(node.text_content().split())


def on_screen(tree) -> tuple[list[str], list[list[str]]]:
    """Return the headings of a list and the values of its rows, without what is beside a value."""
    table = tree.xpath("//main//table[contains(@class, 'rows')]")[0]
    for beside in table.xpath(".//span[contains(@class, 'mut')]"):
        beside.text = ""
    heads = [_text(one) for one in table.xpath("./thead//th")]
    return heads, [[_text(one) for one in row.xpath("./td")] for row in table.xpath("./tbody/tr")]


def in_text_file(body: bytes) -> list[list[object]]:
    """Return all rows of a CSV."""
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def in_sheet(body: bytes) -> list[list[object]]:
    """Return all rows of the first sheet of an Excel file."""
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def table_in(rows: list[list[object]]) -> list[list[object]]:
    """Return the head and the rows of the table in a file; title and notes have one cell each."""
    wide = [row for row in rows if sum(one not in {None, ""} for one in row) > 1]
    return wide or [[]]


def _compared(
    heads: list[str], rows: list[list[str]], lines: list[list[object]], whole: bool
) -> list[str]:
    """Return what differs; ``whole`` says that the page shows all rows of the list."""
    table = table_in(lines)
    names = [_as_on_screen(" ".join(str(one or "").split()), heads) for one in table[0]]
    missing = [head for head in heads if head not in names]
    notes = " ".join(str(one) for row in lines for one in row if "Not in this file" in str(one))
    found = [f"no column {head}, and no word about it" for head in missing if head not in notes]
    places = [names.index(head) for head in heads if head in names]
    if places != sorted(places):
        found.append("its columns are in another order")
    if len(table) - 1 < len(rows) or (whole and len(table) - 1 > len(rows)):
        found.append(f"{len(table) - 1} rows, {len(rows)} on the screen")
    for at, (seen, filed) in enumerate(zip(rows, table[1:], strict=False)):
        for place, head in enumerate(heads):
            if MACHINE_DAY.search(seen[place]):
                found.append(f"row {at + 1}, {head}: {seen[place]!r} is written for a machine")
            if head in missing:
                continue
            value = filed[names.index(head)]
            if not same(seen[place], value):
                found.append(f"row {at + 1}, {head}: {seen[place]!r} is {value!r} in the file")
    return found


def _as_on_screen(name: str, heads: list[str]) -> str:
    """Return the heading of a file's column as the screen has it.

    Questions of a form have label and name on the screen, and one of them in a file.
    """
    for head in heads:
        label, _sign, key = head.rpartition(" · ")
        if name in {head, label, key, f"{label} ({key})", f"_{head.casefold()}"}:
            return head
    return name


def same(seen: str, filed: object) -> bool:
    """Say whether a text on the screen and a value in a file say the same."""
    seen = seen.replace("\xa0", " ")
    filed = filed.strip() if isinstance(filed, str) else filed
    if seen in {"–", "", "—"}:
        return filed in {None, "", "–", "—"}
    text = " ".join(str(filed).split()).replace("\xa0", " ")
    if text in {seen, safe(seen)} or (
        seen.endswith("…") and text.lstrip("'").startswith(seen[:-1])
    ):
        return True
    if moment := _moment(filed):
        return seen in _writings(moment)
    shown = NUMBER.match(seen)
    try:
        number = float(text)
    except ValueError:
        return False
    digits = len(shown[0].partition(".")[2]) if shown else 0
    return bool(shown) and abs(float(shown[0].replace(",", "")) - number) <= 0.5001 * 10**-digits


def _moment(filed: object) -> date | None:
    if isinstance(filed, date):
        return filed
    try:
        moment = datetime.fromisoformat(str(filed))
    except ValueError:
        return None
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _writings(moment: date) -> set[str]:
    """Return a day, or a moment with its time or without it, as a page may write it."""
    times = TIMES if isinstance(moment, datetime) else ()
    return {date_format(moment, one) for one in (*DAYS, *times)}
