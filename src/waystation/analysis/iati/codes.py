"""Validating the codes of a file against the standard's code lists, if they are loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .findings import Finding

CODED = {
    "activity-status/@code": "ActivityStatus",
    "activity-date/@type": "ActivityDateType",
    "activity-scope/@code": "ActivityScope",
    "participating-org/@role": "OrganisationRole",
    "participating-org/@type": "OrganisationType",
    "reporting-org/@type": "OrganisationType",
    "transaction/transaction-type/@code": "TransactionType",
    "budget/@type": "BudgetType",
    "budget/@status": "BudgetStatus",
    "related-activity/@type": "RelatedActivityType",
    "collaboration-type/@code": "CollaborationType",
    "default-flow-type/@code": "FlowType",
    "default-finance-type/@code": "FinanceType",
    "default-tied-status/@code": "TiedStatus",
    "description/@type": "DescriptionType",
    "document-link/category/@code": "DocumentCategory",
    "result/@type": "ResultType",
    "result/indicator/@measure": "IndicatorMeasure",
    "policy-marker/@significance": "PolicySignificance",
    "tag/@vocabulary": "TagVocabulary",
    "sector/@vocabulary": "SectorVocabulary",
}
"""Where an activity has a code of a list that the standard keeps whole, from the activity on."""


def code_findings(
    record: Any, lists: Mapping[str, frozenset[str]], *, identifier: str, number: int
) -> Iterator[Finding]:
    """Yield a finding for each code that its list does not have. Lists not loaded are not asked."""
    for path, name in CODED.items():
        known = lists.get(name)
        if not known:
            continue
        steps, _at, attribute = path.rpartition("/@")
        for element in record.iterfind(steps):
            code = element.get(attribute)
            if code is not None and code not in known:
                yield Finding(
                    f"code.{name}", "error",
                    f"/iati-activities/iati-activity[{number}]/{path}",
                    f"The code “{code[:40]}” is not in the list {name}.",
                    identifier or f"#{number}", element.sourceline or 0, "codes",
                )  # fmt: skip
