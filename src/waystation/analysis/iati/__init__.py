"""IATI 2.03: read, check and write files of the International Aid Transparency Initiative.

Pure computation: no Django, no database. ``check`` reads a file as a stream and returns findings
of three severities; ``read_ruleset`` takes a ruleset as the standard publishes it.
"""

from .checking import check
from .findings import SEVERITIES, Finding, Report, Verdict, worst
from .own import rulesets_with
from .ruleset import Outcome, Ruleset, RulesetError, findings_of, path_of, read_ruleset, sets_of

__all__ = [
    "SEVERITIES",
    "Finding",
    "Outcome",
    "Report",
    "Ruleset",
    "RulesetError",
    "Verdict",
    "check",
    "findings_of",
    "path_of",
    "read_ruleset",
    "rulesets_with",
    "sets_of",
    "worst",
]
