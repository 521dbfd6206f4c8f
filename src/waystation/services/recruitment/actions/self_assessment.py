"""An organisation's self-assessment, criterion by criterion, through a guest link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.refusals import max_length
from waystation.foundation.shared.words import N_
from waystation.services.recruitment import queries
from waystation.services.recruitment.models import Assessment, EvidenceFile, Finding
from waystation.services.recruitment.queries import letters
from waystation.services.recruitment.rules.clearance import VERDICTS
from waystation.services.recruitment.rules.files import MOST_FILES

from .receipts import checked_file, opened_file, sealed_file

KIND = "recruitment.Assessment"
LONGEST = 4000
EVIDENCE = ("name", "content")


@dataclass(frozen=True)
class OwnAnswer:
    """An organisation's own answer on one criterion, with an optional file."""

    verdict: str = ""
    note: str = ""
    file_name: str = ""
    content: bytes = b""


@transaction.atomic
def ask_organisation(user: access.AnyUser, assessment_id: UUID) -> Assessment:
    """Ask an organisation by a link to assess itself. Raises NotSeen, NotAllowed, Refusal."""
    rows = queries.assessments_visible_to(user).select_for_update(of=("self",))
    assessment = rows.filter(id=assessment_id).first()
    if assessment is None:
        raise NotSeen(N_("There is no such assessment here."), code="not_seen")
    me = access.require(user, "recruiter.assess", assessment.office_id)
    if assessment.state != "draft":
        raise Refusal(N_("Only a draft can be sent to the organisation."), code="wrong_state")
    assessment.asked_at = now()
    assessment.touch()
    assessment.save()
    audit.log(me, "assessment.ask", KIND, assessment.id, office_id=assessment.office_id)
    letter = Delivery.begin(
        me,
        assessment.office_id,
        kind=letters.ASKED,
        subject_kind=KIND,
        subject_id=assessment.id,
        batch_id=assessment.id,
        recipient_kind="organisations.Entity",
        recipient_id=assessment.entity_id,
        sent_on=today_in(),
    )
    messaging.post(me, assessment.office_id, [letter], page="recruitment:assessments")
    return assessment


def answer_self_assessment(token: str, answers: Mapping[UUID, OwnAnswer]) -> int:
    """Record what an organisation says of itself, by finding; return how many were answered.

    Raises NotSeen for a link that is over, Refusals for wrong files or long texts.
    """
    open_ = letters.assessment_of_link(token)
    if open_ is None:
        raise NotSeen(N_("This link no longer works."), code="link_over")
    checked = {key: _check_answer(key, answer) for key, answer in answers.items()}
    with transaction.atomic():
        return _answer_all(open_, checked)


def _check_answer(finding_id: UUID, answer: OwnAnswer) -> OwnAnswer:
    """Return an answer whose file may be stored; it is looked at before anything is locked."""
    if not (answer.file_name or answer.content):
        return answer
    field = f"file-{finding_id.hex}"
    return replace(answer, content=checked_file(answer.file_name, answer.content, field))


def _answer_all(open_: Assessment, answers: Mapping[UUID, OwnAnswer]) -> int:
    assessment = Assessment.objects.select_for_update().get(id=open_.id)
    findings = Finding.objects.select_for_update().filter(assessment=assessment)
    answered = 0
    for finding in findings.filter(id__in=list(answers)).order_by("position"):
        answered += _answer(finding, answers[finding.id])
    assessment.answered_at = now()
    assessment.touch()
    assessment.save()
    audit.log(
        None,
        "assessment.answer",
        KIND,
        assessment.id,
        organisation_id=assessment.organisation_id,
        office_id=assessment.office_id,
        answered=answered,
    )
    return answered


def _answer(finding: Finding, answer: OwnAnswer) -> int:
    note = answer.note.strip()
    refuse([max_length(note, f"note-{finding.id.hex}", LONGEST)])
    if answer.verdict not in {"", *VERDICTS}:
        raise Refusal(
            N_("Choose one from the list."), field=f"verdict-{finding.id.hex}", code="verdict"
        )
    if answer.file_name or answer.content:
        _attach(finding, answer)
    if not (answer.verdict or note):
        return 0
    finding.own_verdict = answer.verdict
    write_sealed(finding, "own_note", note)
    finding.touch()
    finding.save()
    return 1


def _attach(finding: Finding, answer: OwnAnswer) -> None:
    if finding.files.count() >= MOST_FILES:
        raise Refusal(
            N_("There are already {most} files for this criterion. Combine them into one PDF."),
            field=f"file-{finding.id.hex}",
            code="files_many",
            most=MOST_FILES,
        )
    file = EvidenceFile.begin(
        None,
        finding.office_id,
        organisation_id=finding.organisation_id,
        finding=finding,
        size=len(answer.content),
    )
    file.media = sealed_file(file, answer.file_name, answer.content, EVIDENCE)
    file.save(force_insert=True)


@transaction.atomic
def open_evidence(user: access.AnyUser, file_id: UUID) -> tuple[str, str, bytes]:
    """Return the name, media type and content of a document; that it was opened is logged."""
    file = queries.evidence_visible_to(user, file_id)
    audit.log(
        access.signed_in(user),
        "assessment.evidence.read",
        KIND,
        file.finding.assessment_id,
        office_id=file.office_id,
        file=str(file.id),
    )
    name, content = opened_file(file, EVIDENCE)
    return name, file.media, content
