"""Validating an IATI file as a stream: record by record against the schema and the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from lxml import etree

from .codes import code_findings
from .findings import Finding, Report, Verdict
from .kinds import Sets
from .ruleset import Ruleset, findings_of
from .schema import IDENTIFIERS, RECORDS, VERSION, schema_findings

Take = Callable[[Any, Verdict], None]
CODE_OF = {"twice": "1.1.2", "not_xml": "0.1.1", "not_iati": "0.2.1", "version": "0.6.1"}
"""The ids that the validator of the standard uses for what concerns the whole file."""
KNOWN_VERSIONS = {"2.01", "2.02", "2.03"}


def check(
    source: str | Path | IO[bytes],
    rulesets: list[Ruleset],
    sets: Sets,
    *,
    take: Take | None = None,
    most: int = 100_000,
) -> Report:
    """Return what is wrong with a file; ``take`` gets each record that can be read, with its
    verdict. At most ``most`` findings are listed."""
    report = Report()
    seen: set[str] = set()
    shown: set[tuple[str, str]] = set()
    try:
        for number, (root, record) in enumerate(_records(source, report), 1):
            found = list(_findings(report.kind, root, record, number, rulesets, sets, seen))
            verdict = Verdict(number, _identifier(report.kind, record), tuple(found))
            report.records += 1
            report.taken += verdict.taken
            for one in found:
                # What is wrong with the root is wrong once, not once in each record.
                key = (one.path, one.sentence)
                if one.record or key not in shown:
                    shown.add(key)
                    if len(report.findings) < most:
                        report.findings.append(one)
            if take is not None:
                take(record, verdict)
    except etree.XMLSyntaxError as error:
        report.findings.append(
            Finding(
                CODE_OF["not_xml"], "critical", "", f"The file is not well-formed XML: {error.msg}",
                line=error.lineno or 0, category="schema",
            )
        )  # fmt: skip
    except _Stopped as stopped:
        report.findings.append(stopped.finding)
    else:
        report.findings += _of_the_whole(report)
    return report


class _Stopped(Exception):
    def __init__(self, code: str, path: str, sentence: str) -> None:
        self.finding = Finding(CODE_OF[code], "critical", path, sentence, category="schema")


def _records(source: Any, report: Report) -> Iterator[tuple[Any, Any]]:
    stream = str(source) if isinstance(source, Path) else source
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        no_network=True,
        resolve_entities=False,
        load_dtd=False,
        huge_tree=False,
    )
    root = None
    depth = 0
    for event, element in events:
        if event == "start":
            if root is None:
                root = element
                try:
                    _begin(root, report)
                except _Stopped:
                    for _event, other in events:  # what is no XML at all is said first
                        other.clear()
                    raise
            depth += 1
            continue
        depth -= 1
        if depth != 1 or not isinstance(element.tag, str):
            continue
        if element.tag != RECORDS[report.kind]:
            _note_stranger(element, report)
            element.clear()
            continue
        alone = etree.Element(root.tag, root.attrib, nsmap=root.nsmap)  # type: ignore[union-attr]
        alone.sourceline = root.sourceline  # type: ignore[union-attr]
        record = deepcopy(element)
        record.tail = None
        alone.append(record)
        yield alone, record
        element.clear()
        while element.getprevious() is not None:
            del root[0]  # type: ignore[union-attr]


def _note_stranger(element: Any, report: Report) -> None:
    """Note an element beside the records; those of another namespace are extensions."""
    if element.tag.startswith("{"):
        return
    report.findings.append(
        Finding(
            "0.3.1", "critical", f"/{report.kind}/{element.tag}",
            f"Element '{element.tag}': This element is not expected. Expected is "
            f"{RECORDS[report.kind]}.", line=element.sourceline or 0, category="schema",
        )
    )  # fmt: skip


def _begin(root: Any, report: Report) -> None:
    if root.getroottree().docinfo.doctype:
        raise _Stopped("not_xml", "", "A document type definition is not allowed in such a file.")
    if root.tag not in RECORDS:
        raise _Stopped(
            "not_iati",
            f"/{root.tag}",
            "This is not an IATI file: its root is neither iati-activities nor iati-organisations.",
        )
    report.kind, report.version = root.tag, root.get("version", "")
    if report.version not in KNOWN_VERSIONS:
        report.findings.append(
            Finding(
                CODE_OF["version"], "critical", f"/{root.tag}/@version",
                f"The version “{report.version}” is not supported. Use {VERSION}.",
                line=root.sourceline or 0, category="schema",
            )
        )  # fmt: skip


def _identifier(kind: str, record: Any) -> str:
    return (record.findtext(IDENTIFIERS[kind]) or "").strip()


def _findings(
    kind: str,
    root: Any,
    record: Any,
    number: int,
    rulesets: list[Ruleset],
    sets: Sets,
    seen: set[str],
) -> Iterator[Finding]:
    identifier = _identifier(kind, record)
    yield from schema_findings(kind, root, record=identifier or f"#{number}", number=number)
    for ruleset in rulesets:
        for one in findings_of(ruleset, root, sets, record=identifier, number=number):
            yield one if one.record else replace(one, record=f"#{number}")
    if sets.codes and kind == "iati-activities":
        yield from code_findings(record, sets.codes, identifier=identifier, number=number)
    if identifier in seen:
        yield Finding(
            CODE_OF["twice"], "error", f"/{kind}/{RECORDS[kind]}[{number}]/{IDENTIFIERS[kind]}",
            f"The identifier “{identifier}” is in this file more than once.",
            identifier or f"#{number}",
            record.sourceline or 0, "identifiers",
        )  # fmt: skip
    seen.add(identifier)


def _of_the_whole(report: Report) -> list[Finding]:
    if report.records or not report.kind:
        return []
    return [
        Finding(
            "0.3.1", "critical", f"/{report.kind}",
            f"The file has no {RECORDS[report.kind]}.", category="schema",
        )
    ]  # fmt: skip
