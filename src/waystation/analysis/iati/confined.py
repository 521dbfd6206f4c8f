"""Reading an uploaded IATI file in a process with limits.

``limits.run(read_file, …)`` calls it: workbooks, XML and rules over them are never processed in the
server's own process.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from types import MappingProxyType
from typing import Any, NamedTuple

from .checking import check
from .findings import Finding, Report, Verdict
from .own import rulesets_with
from .reading import read_activity
from .records import Activity, Org
from .ruleset import read_ruleset, sets_of
from .workbooks import read_workbooks

ZIP = b"PK\x03\x04"


class ReadActivity(NamedTuple):
    """An activity of a file: what was found in it, its values, and what could not be read."""

    verdict: Verdict
    activity: Activity
    problems: list[Finding]


def read_file(
    content: bytes,
    reporting: Org,
    published: Any,
    moment: datetime,
    codes: Mapping[str, frozenset[str]] = MappingProxyType({}),
    *,
    values: bool = False,
) -> tuple[Report, list[ReadActivity]]:
    """Return what is wrong with a file, and with ``values`` what its activities hold.

    The file is XML, a workbook of IATI Publisher, or a zip of its workbooks; ``published`` is the
    document of the standard's ruleset, where there is one, ``codes`` the code lists that are
    loaded. Findings of a workbook name its cells.
    """
    book = read_workbooks([content], reporting) if content[:4] == ZIP else None
    found: list[ReadActivity] = []

    def take(record: Any, verdict: Verdict) -> None:
        found.append(ReadActivity(verdict, *read_activity(record, verdict.number)))

    rulesets = rulesets_with(read_ruleset(published) if published else None)
    source = BytesIO(book.xml if book is not None else content)
    report = check(source, rulesets, sets_of(moment, codes=codes), take=take if values else None)
    if book is not None:
        report.findings = [*book.findings, *(book.located(one) for one in report.findings)]
    return report, found
