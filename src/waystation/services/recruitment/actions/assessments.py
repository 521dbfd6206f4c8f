"""Due diligence: begin an edition, record findings, plan corrective actions, decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.sealed import read_sealed, write_sealed
from waystation.foundation.records.values import values_of, write_values
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.refusals import not_before
from waystation.foundation.shared.words import N_
from waystation.services.recruitment import queries
from waystation.services.recruitment.fields import ASSESSMENT, CORRECTIVE_ACTION, FINDING
from waystation.services.recruitment.models import Assessment, CorrectiveAction, Finding, Incident
from waystation.services.recruitment.rules import clearance as rules
from waystation.services.recruitment.transitions import ACTION_WORKFLOW, ASSESSMENT_WORKFLOW

KIND = "recruitment.Assessment"
EDITED = ASSESSMENT.only("conflict", "summary")


@transaction.atomic
def begin_assessment(
    user: access.AnyUser,
    office_id: UUID,
    entity_id: UUID,
    *,
    key: UUID | None = None,
    **values: Any,
) -> Assessment:
    """Begin an edition of an organisation's due diligence; ``values`` are those of ASSESSMENT.

    A finding is prepared for each valid criterion; the last edition's findings are copied for
    review. Raises NotAllowed, NotSeen, Refusals, Conflict while another edition is open.
    """
    me = access.require(user, "recruiter.assess", office_id)
    entity = queries.entity_to_assess(me, entity_id)
    given = ASSESSMENT.complete(values)
    there = recorded_before(Assessment, key)
    if there is not None:
        return require_same(there, ASSESSMENT, {**given, "entity_id": entity.id})
    ASSESSMENT.refuse(given, _refusal_of_standard(given["standard"]))
    editions = Assessment.objects.filter(entity=entity, standard=given["standard"])
    if editions.filter(state__in=["draft", "in_review"]).exists():
        raise Conflict(
            N_("An assessment of this organisation is already open. Finish it first."),
            code="assessment_open",
        )
    last = editions.order_by("-number").first()
    assessment = Assessment.begin(
        me, office_id, key, entity=entity, number=last.number + 1 if last else 1
    )
    write_values(assessment, ASSESSMENT, given)
    assessment.save(force_insert=True)
    _prepare_findings(me, assessment, last)
    audit.log(me, "assessment.record", KIND, assessment.id, office_id=office_id)
    return assessment


def _refusal_of_standard(code: str) -> Refusal | None:
    if not code or code in dict(queries.standards()):
        return None
    return Refusal(N_("Choose one from the list."), field="standard", code="standard")


def _prepare_findings(me: Any, assessment: Assessment, last: Assessment | None) -> None:
    before = {one.criterion: one for one in last.findings.all()} if last else {}
    day = today_in(access.the_office(assessment.office_id).zone)
    for position, criterion in enumerate(queries.criteria_of(assessment.standard, day)):
        finding = Finding.begin(
            me, assessment.office_id, assessment=assessment, criterion=criterion, position=position
        )
        if (old := before.get(criterion)) and old.verdict == "met":
            finding.verdict, finding.assessed_by = old.verdict, me
            write_sealed(finding, "evidence", read_sealed(old, "evidence"))
        finding.save(force_insert=True)


@transaction.atomic
def edit_assessment(
    user: access.AnyUser, assessment_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Assessment:
    """Change the summary or one's declared interests, while it is a draft."""
    assessment = _draft(user, assessment_id)
    before = _Open(**values_of(assessment, EDITED))
    changed = merge_edit(before, seen, proposed)
    if not changed:
        return assessment
    EDITED.refuse(vars(before))
    write_values(assessment, EDITED, vars(before))
    assessment.touch()
    assessment.save()
    me = access.signed_in(user)
    audit.log(
        me,
        "assessment.edit",
        KIND,
        assessment.id,
        office_id=assessment.office_id,
        fields=sorted(changed),
    )
    return assessment


class _Open:
    """The values of a record with its sealed text opened, to be merged."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def _draft(user: access.AnyUser, assessment_id: UUID) -> Assessment:
    rows = queries.assessments_visible_to(user).select_for_update(of=("self",))
    assessment = rows.filter(id=assessment_id).first()
    if assessment is None:
        raise NotSeen(N_("There is no such assessment here."), code="not_seen")
    access.require(user, "recruiter.assess", assessment.office_id)
    if assessment.state != "draft":
        raise Refusal(
            N_("This assessment was handed in. It can be changed only when it is sent back."),
            code="wrong_state",
        )
    return assessment


@transaction.atomic
def record_finding(user: access.AnyUser, finding_id: UUID, **values: Any) -> Finding:
    """Write the finding on a criterion. Raises NotSeen, NotAllowed, Refusals."""
    finding = queries.finding_visible_to(user, finding_id)
    assessment = _draft(user, finding.assessment_id)
    me = access.signed_in(user)
    given = FINDING.complete(values)
    given["evidence"] = given["evidence"].strip()
    FINDING.refuse(given, *rules.refusals_of_finding(given))
    finding = Finding.objects.select_for_update(of=("self",)).get(id=finding_id)
    write_values(finding, FINDING, given)
    finding.assessed_by = me
    finding.touch()
    finding.save()
    audit.log(
        me,
        "assessment.finding",
        KIND,
        assessment.id,
        office_id=assessment.office_id,
        criterion=finding.criterion,
    )
    return finding


@transaction.atomic
def add_corrective_action(
    user: access.AnyUser,
    *,
    finding_id: UUID | None = None,
    incident_id: UUID | None = None,
    key: UUID | None = None,
    **values: Any,
) -> CorrectiveAction:
    """Plan what has to be done by a day, for a finding or for an incident.

    Raises NotSeen, NotAllowed, Refusals.
    """
    subject: dict[str, Finding | Incident]
    if finding_id is not None:
        finding = queries.finding_visible_to(user, finding_id)
        me = access.require(user, "recruiter.assess", finding.office_id)
        subject, office_id = {"finding": finding}, finding.office_id
        about, kind = finding.assessment_id, KIND
    else:
        incident = queries.incident_visible_to(user, incident_id or UUID(int=0))
        me = access.require(user, "incident.handle", incident.office_id)
        subject, office_id = {"incident": incident}, incident.office_id
        about, kind = incident.id, "recruitment.Incident"
    given = CORRECTIVE_ACTION.complete(values)
    there = recorded_before(CorrectiveAction, key)
    if there is not None:
        return require_same(there, CORRECTIVE_ACTION, given)
    today = today_in(access.the_office(office_id).zone)
    CORRECTIVE_ACTION.refuse(given, not_before(given["due_on"], "due_on", today))
    action = CorrectiveAction.begin(me, office_id, key, **subject)
    write_values(action, CORRECTIVE_ACTION, given)
    action.save(force_insert=True)
    audit.log(me, "corrective_action.record", kind, about, office_id=office_id)
    return action


def change_assessment_state(
    user: access.AnyUser, assessment_id: UUID, transition: str, **values: Any
) -> Assessment:
    """Hand in, send back, decide or suspend. Raises NotSeen, NotAllowed, Refusals."""
    rows = queries.assessments_visible_to(user)
    found: Assessment = ASSESSMENT_WORKFLOW.perform(user, rows, assessment_id, transition, **values)
    return found


def change_action_state(
    user: access.AnyUser, action_id: UUID, transition: str, **values: Any
) -> CorrectiveAction:
    """Record that a corrective action is done, confirm it, or reopen it."""
    rows = CorrectiveAction.objects.filter(
        id__in=queries.actions_visible_to(user).filter(id=action_id).values("id")
    )
    found: CorrectiveAction = ACTION_WORKFLOW.perform(user, rows, action_id, transition, **values)
    return found


@transaction.atomic
def expire_clearances() -> int:
    """Mark the clearances that ran out by yesterday; return how many. Called each morning."""
    over = Assessment.objects.select_for_update().filter(
        state__in=["cleared", "cleared_actions"],
        valid_until__lte=today_in() - timedelta(days=1),
    )
    found = list(over.order_by("id"))
    for assessment in found:
        ASSESSMENT_WORKFLOW.take(assessment, "expire")
    return len(found)
