"""Importing activities from an IATI file: valid ones are recorded, the others reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from waystation.analysis import iati
from waystation.analysis.iati import records as as_iati
from waystation.foundation.access import queries as access
from waystation.foundation.records.actions import record_entry
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import Refusal
from waystation.governance.programmes import queries
from waystation.governance.programmes.models import Programme
from waystation.governance.programmes.queries.registers import REGISTERS
from waystation.governance.programmes.rules import iati as rules
from waystation.governance.programmes.rules.words import QUALIFIERS
from waystation.registry.organisations import queries as organisations

from .programmes import record_programme, set_donors

THERE_ALREADY, NOT_KNOWN, NO_RATE, REFUSED = "W.50", "W.51", "W.52", "W.53"


@dataclass
class Imported:
    """What a file brought: the report on it, and the programmes that were recorded."""

    report: iati.Report
    would: int = 0
    """How many activities are recorded, or would be in a dry run."""
    recorded: list[Programme] = field(default_factory=list)


def import_activities(
    user: access.AnyUser,
    content: bytes,
    name: str = "",
    *,
    write: bool = False,
    ref: str = rules.REPORTING_REF,
) -> Imported:
    """Read an IATI file, and record its activities if ``write``.

    Without it nothing is changed: a dry run with the list of findings. An activity with a critical
    finding is left out, the others are recorded, each in a transaction of its own. Raises
    NotAllowed, and Refusal for a file that takes too much memory or time.
    """
    me = access.require(user, "programme.record")
    office = access.offices_where(me, "programme.record")[0]
    there = set(
        Programme.objects.filter(organisation_id=me.organisation_id).values_list("code", flat=True)
    )
    report, read = queries.iati.read_file(content, name)
    found = Imported(report)
    for verdict, activity, problems in read:
        known = {one.path for one in verdict.findings}
        report.findings += [one for one in problems if one.path not in known]
        if problems or not verdict.taken:
            continue
        code = rules.code_of(activity.identifier, ref)
        where = f"/iati-activities/iati-activity[{verdict.number}]"
        if code in there:
            report.findings.append(
                iati.Finding(THERE_ALREADY, "warning", f"{where}/iati-identifier",
                             f"{code} is there already. It was not changed.",
                             activity.identifier)
            )  # fmt: skip
            continue
        there.add(code)
        found.would += 1
        if write:
            made = _record(me, office, code, activity, where, report.findings)
            if made is not None:
                found.recorded.append(made)
    return found


def _record(
    me: Any,
    office: UUID,
    code: str,
    activity: as_iati.Activity,
    where: str,
    more: list[iati.Finding],
) -> Programme | None:
    notes: list[iati.Finding] = []
    try:
        with transaction.atomic():
            programme = record_programme(me, office, code=code, **_values(activity))
            _dates(programme, activity)
            _organisations(me, programme, activity, where, notes)
            _money(me, programme, activity, where, notes)
            _results(me, programme, activity)
            log(me, "programme.import", programme)
    except Refusal as refusal:
        more.append(
            iati.Finding(REFUSED, "critical", where, refusal.in_english(), activity.identifier)
        )
        return None
    more.extend(notes)
    return programme


def _values(activity: as_iati.Activity) -> dict[str, Any]:
    dates = dict(activity.dates)
    scope = rules.backwards(rules.SCOPE).get(activity.scope, "")
    sectors = [one.code for one in activity.sectors if one.vocabulary in ("", "1")]
    return {
        "title": activity.title[:300],
        "level": "project",
        "summary": activity.description[:4000],
        "scope": scope,
        "countries": [one.code for one in activity.countries],
        "starts_on": dates.get("1") or dates.get("2"),
        "ends_on": dates.get("3") or dates.get("4"),
        "nexus": "humanitarian" if activity.humanitarian else "",
        "dac_sector": sectors[0] if sectors and len(sectors[0]) == 5 else "",
    }


def _dates(programme: Programme, activity: as_iati.Activity) -> None:
    """Take the state and the actual days as the file has them: they are history."""
    dates = dict(activity.dates)
    state = rules.backwards(rules.STATUS).get(activity.status, "pipeline")
    programme.started_on, programme.ended_on = dates.get("2"), dates.get("4")
    if state == "completed" and programme.ended_on is None:
        state = "finalising"
    programme.state = state
    programme.touch()
    programme.save()


def _organisations(
    me: Any,
    programme: Programme,
    activity: as_iati.Activity,
    where: str,
    notes: list[iati.Finding],
) -> None:
    known: dict[str, UUID] = {}
    rows = organisations.entities_of(me.organisation_id).order_by("id")
    for key, name, acronym in rows.values_list("id", "name", "acronym"):
        known.setdefault(name.casefold(), key)
        if acronym:
            known.setdefault(acronym.casefold(), key)
    donors: dict[UUID, None] = {}
    for at, org in enumerate(activity.partners, 1):
        found = known.get(org.name.casefold())
        role = rules.backwards(rules.ROLE).get(org.role, "")
        if org.ref and org.ref == activity.reporting.ref:
            continue
        if found is None:
            notes.append(
                iati.Finding(NOT_KNOWN, "warning", f"{where}/participating-org[{at}]",
                             f"There is no organisation “{org.name or org.ref}”. Enter it, then "
                             "add it to the project.", activity.identifier)
            )  # fmt: skip
        elif role == "funding":
            donors[found] = None
        elif role:
            _add(me, "partners", programme, entity=found, role=role)
    if donors:
        set_donors(me, programme.id, list(donors.items()))


def _add(me: Any, register: str, programme: Programme | None, **values: Any) -> Any:
    given: Mapping[str, Any] = values if programme is None else {"programme": programme.id} | values
    return record_entry(me, REGISTERS[register], given)


def _money(
    me: Any,
    programme: Programme,
    activity: as_iati.Activity,
    where: str,
    notes: list[iati.Finding],
) -> None:
    def in_euros(currency: str, path: str) -> bool:
        if (currency or activity.currency) == "EUR":
            return True
        notes.append(
            iati.Finding(NO_RATE, "warning", f"{where}/{path}/value",
                         f"The file gives no rate for {currency or activity.currency}. Enter this "
                         "amount with its rate.", activity.identifier)
        )  # fmt: skip
        return False

    for at, budget in enumerate(activity.budgets, 1):
        if in_euros(budget.currency, f"budget[{at}]"):
            _add(me, "budget-lines", programme, label=f"{budget.start:%Y}", amount=budget.value,
                 starts_on=budget.start, ends_on=budget.end)  # fmt: skip
    kinds = rules.backwards(rules.KIND)
    for at, one in enumerate(activity.payments, 1):
        if one.type in kinds and in_euros(one.currency, f"transaction[{at}]"):
            _add(me, "transactions", programme, kind=kinds[one.type], day=one.day,
                 amount=one.value, label=one.description[:300])  # fmt: skip


def _results(me: Any, programme: Programme, activity: as_iati.Activity) -> None:
    levels, measures = rules.backwards(rules.RESULT), rules.backwards(rules.MEASURE)
    for result in activity.results:
        row = _add(me, "results-chain", programme, level=levels.get(result.type, "output"),
                   title=result.title[:500], text=result.description[:2000])  # fmt: skip
        for indicator in result.indicators:
            base = indicator.baselines[0] if indicator.baselines else None
            measure = measures.get(indicator.measure, "unit")
            words = (base.comment if base else "") or ("–" if measure == "qualitative" else "")
            made = _add(
                me, "indicators", None, result=row.id, title=indicator.title[:300],
                measure=measure, baseline=base.value if base else None, baseline_text=words[:500],
                baseline_on=base.day if base else None,
            )  # fmt: skip
            for period in indicator.periods:
                _figures(me, made.id, period)


def _figures(me: Any, indicator: UUID, period: as_iati.Period) -> None:
    """Record target and actual of the whole, and of each part of a dimension."""
    parts: dict[tuple[str, str], dict[str, Any]] = {}
    for name, values in (("target", period.targets), ("actual", period.actuals)):
        for one in values:
            at = one.dimensions[0] if one.dimensions else ("", "")
            parts.setdefault(at, {})[name] = one.value
            qualifier, comment = _qualifier_in(one.comment)
            if qualifier:
                parts[at]["target_qualifier" if name == "target" else "qualifier"] = qualifier
            if comment:
                parts[at]["text"] = comment[:500]
    for (dimension, part), given in parts.items():
        if any(given.get(name) is not None for name in ("target", "actual", "text")):
            _add(me, "figures", None, indicator=indicator, starts_on=period.start,
                 ends_on=period.end, dimension=dimension[:60], part=part[:60], source="IATI",
                 **given)  # fmt: skip


def _qualifier_in(comment: str) -> tuple[str, str]:
    """Return the qualifier that a comment begins with, as our export writes it, and the rest."""
    word, _mark, rest = comment.partition("; ")
    for key, label in QUALIFIERS:
        if key and word in {label, gettext(label)}:
            return key, rest
    return "", comment
