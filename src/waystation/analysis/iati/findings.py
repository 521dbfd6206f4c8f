"""Findings in a file: severity, location and one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["critical", "error", "warning"]
SEVERITIES: tuple[Severity, ...] = ("critical", "error", "warning")
"""Critical: not IATI, or against the schema; the record is not taken. Error: a rule of the
standard is broken. Warning: advice of the standard is not followed."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    ``rule`` is the id of the ruleset, or ours; ``path`` the element or the cell; ``record`` the
    identifier of the activity; ``line`` the line of the file (0: unknown).
    """

    rule: str
    severity: Severity
    path: str
    sentence: str
    record: str = ""
    line: int = 0
    category: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was found in one activity or organisation of a file; without critical it is taken."""

    number: int
    identifier: str
    findings: tuple[Finding, ...]

    @property
    def taken(self) -> bool:
        return not any(one.severity == "critical" for one in self.findings)


@dataclass
class Report:
    """What was found in a file: of the whole file, and of each record."""

    kind: str = ""
    version: str = ""
    records: int = 0
    taken: int = 0
    findings: list[Finding] = field(default_factory=list)

    def summary(self) -> dict[str, int]:
        """Return how many findings there are of each severity."""
        counted = Counter(one.severity for one in self.findings)
        return {severity: counted[severity] for severity in SEVERITIES}

    @property
    def valid(self) -> bool:
        """Return whether nothing is critical: the file is IATI and follows the schema."""
        return not self.summary()["critical"]

    def as_data(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        return {
            "valid": self.valid,
            "kind": self.kind,
            "version": self.version,
            "records": self.records,
            "taken": self.taken,
            "summary": self.summary(),
            "findings": [asdict(one) for one in self.findings],
        }


def worst(findings: Sequence[Finding]) -> Severity | None:
    """Return the worst severity among findings, None where there are none."""
    found = {one.severity for one in findings}
    return next((one for one in SEVERITIES if one in found), None)
