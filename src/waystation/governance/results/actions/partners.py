"""Figures of partners: asked by the office, typed at a link, accepted or returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.documents import attachments
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.messaging.rules import over
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import log
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.refusals import max_length
from waystation.foundation.shared.words import N_
from waystation.governance.results.fields import PARTNER_REQUEST
from waystation.governance.results.models import PartnerFigure, PartnerRequest, RequestLink
from waystation.governance.results.queries import letters
from waystation.governance.results.queries import partners as queries
from waystation.governance.results.queries.indicators import indicators_by_key
from waystation.governance.results.rules import partners as rules
from waystation.governance.results.rules.targets import QUALIFIERS
from waystation.governance.results.transitions import REQUEST_WORKFLOW
from waystation.registry.organisations import queries as organisations

from .partner_facts import record_facts

KIND = "results.PartnerRequest"


@dataclass(frozen=True)
class Typed:
    """One figure as the partner typed it, with an optional document."""

    value: Decimal | None = None
    qualifier: str = ""
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    note: str = ""
    source: str = ""
    file_name: str = ""
    content: bytes = b""


@transaction.atomic
def ask_partner(
    user: AnyUser,
    office: UUID,
    entity: UUID | None,
    indicators: Sequence[str],
    *,
    key: UUID | None = None,
    **values: Any,
) -> PartnerRequest:
    """Ask a partner for figures of a period, and mail its focal points the link.

    Raises NotAllowed, NotSeen for an unknown indicator or partner, Refusals.
    """
    me = access.require(user, "target.set", office)
    given = PARTNER_REQUEST.complete(values)
    given["language"] = given["language"] or "en"
    if (there := recorded_before(PartnerRequest, key)) is not None:
        return require_same(there, PARTNER_REQUEST, {**given, "office_id": office})
    known = indicators_by_key(user)
    chosen = [known[one] for one in dict.fromkeys(indicators) if one in known]
    PARTNER_REQUEST.refuse(
        given,
        Refusal(N_("Choose a partner."), field="entity", code="missing")
        if entity is None
        else None,
        *rules.refusals_of_request(
            given["starts_on"], given["ends_on"], given["due_on"], len(chosen), today_in()
        ),
    )
    partner = organisations.entity_by_key(me.organisation_id, entity or office)
    row = PartnerRequest.begin(me, office, key, entity=partner, **given)
    row.save(force_insert=True)
    for position, one in enumerate(chosen, start=1):
        PartnerFigure.begin(
            me,
            office,
            request=row,
            indicator_id=one.id,
            definition_version=one.version,
            position=position,
        ).save(force_insert=True)
    log(me, "partner_figures.ask", row, figures=len(chosen))
    _make_link(me, row)
    return row


@transaction.atomic
def make_request_link(user: AnyUser, request: UUID) -> RequestLink:
    """Make a new link and mail it; the earlier one no longer opens. Raises NotSeen, NotAllowed."""
    me, row = _lock(user, request)
    _refuse_closed(row)
    return _make_link(me, row)


def _make_link(me: Any, row: PartnerRequest) -> RequestLink:
    link = messaging.make_link(RequestLink, me, row)
    letter = Delivery.begin(
        me,
        row.office_id,
        kind=letters.ASKED,
        subject_kind=KIND,
        subject_id=row.id,
        batch_id=link.id,
        recipient_kind=letters.ENTITY,
        recipient_id=row.entity_id,
        sent_on=today_in(),
    )
    messaging.post(me, row.office_id, [letter], page="results:requests")
    return link


def _lock(user: AnyUser, request: UUID) -> tuple[Any, PartnerRequest]:
    seen = queries.request_visible_to(user, request)
    me = access.require(user, "target.set", seen.office_id)
    return me, PartnerRequest.objects.select_for_update(of=("self",)).get(pk=seen.pk)


def _refuse_closed(row: PartnerRequest) -> None:
    if row.state not in queries.OPEN:
        raise Refusal(N_("This request is closed: ask again."), code="request_closed")


def answer_request(
    link: RequestLink, figures: Mapping[UUID, Typed], version: int | None
) -> PartnerRequest:
    """Send the figures of a request through its link; they can be sent again until a decision.

    Raises Refusals with the field, Conflict where the request changed since the page was opened.
    """
    checked = {key: _checked(key, one) for key, one in figures.items()}
    with transaction.atomic():
        row = PartnerRequest.objects.select_for_update().get(pk=link.request_id)
        link = RequestLink.objects.select_for_update().get(pk=link.pk)
        if link.is_over(now()) or row.state not in queries.OPEN:
            raise over()
        if version != row.version:
            raise Conflict(
                N_("These figures have since been sent from another window. Open the page again."),
                code="request_moved_on",
            )
        return _answer(row, checked)


def _checked(key: UUID, typed: Typed) -> Typed:
    """Return a figure whose document may be stored, looked at before anything is locked."""
    if not (typed.file_name or typed.content):
        return typed
    name = f"file-{key.hex}"
    refuse([attachments.refusal_of_evidence(typed.file_name, len(typed.content), name)])
    content = attachments.check_attachment(typed.file_name, typed.content, field=name)
    return replace(typed, content=content)


def _answer(row: PartnerRequest, figures: Mapping[UUID, Typed]) -> PartnerRequest:
    asked = queries.asked_in(row)
    refuse(
        [
            refusal
            for one in asked
            for refusal in _refusals(one, figures.get(one.figure.pk, Typed()))
        ]
    )
    for one in asked:
        _write(one.figure, figures[one.figure.pk], one.codes)
    REQUEST_WORKFLOW.take(row, "answer", detail={"figures": len(asked)})
    return row


def _refusals(one: queries.Asked, typed: Typed) -> list[Refusal | None]:
    suffix = one.figure.pk.hex
    parts = {code: value for code, value in typed.parts.items() if code in one.codes}
    return [
        *rules.refusals_of_answer(
            suffix,
            typed.value,
            parts,
            typed.source.strip(),
            whole=one.is_whole,
            adds_up=one.adds_up,
        ),
        max_length(typed.source, f"source-{suffix}", 200),
        max_length(typed.note, f"note-{suffix}", 500),
        None
        if typed.qualifier in {"", *dict(QUALIFIERS)}
        else Refusal(N_("Choose one from the list."), field=f"qualifier-{suffix}", code="choice"),
    ]


def _write(figure: PartnerFigure, typed: Typed, codes: Mapping[str, str]) -> None:
    figure.value, figure.qualifier = typed.value, typed.qualifier
    figure.parts = {code: f"{value:f}" for code, value in typed.parts.items() if code in codes}
    figure.note, figure.source = typed.note.strip(), typed.source.strip()
    if typed.content:
        name = typed.file_name.replace("\\", "/").rpartition("/")[2][-120:]
        write_sealed(figure, "document_name", name)
        ring = access.keyring(figure.organisation_id)
        figure.document = ring.seal(
            typed.content, table=figure._meta.db_table, column="document", row=str(figure.pk)
        )
        figure.document_media = attachments.MEDIA[attachments.ending_of(name)]
    figure.touch()
    figure.save()


@transaction.atomic
def decide_on_request(
    user: AnyUser, request: UUID, step: str, version: int | None = None, **values: Any
) -> PartnerRequest:
    """Accept, return or cancel: accepted figures become dated facts that reports quote.

    ``version`` is the one that was read. Raises NotSeen, NotAllowed, Refusal.
    """
    me, row = _lock(user, request)
    transition = REQUEST_WORKFLOW.transitions[step]
    if not transition.permission:
        raise Refusal(N_("Only the partner answers."), code="partner_answers")
    if row.state != transition.target:
        refuse([rules.refusal_of_changed(version, row.version)])
    accepts = step == "accept" and row.state == "answered"
    REQUEST_WORKFLOW.take(row, step, me, **values)
    if accepts:
        record_facts(me, row)
    if row.state not in queries.OPEN:
        messaging.revoke_links(RequestLink, row)
    return row


@transaction.atomic
def remind_partner(user: AnyUser, request: UUID) -> PartnerRequest:
    """Remind a partner by e-mail, once a day at most. Raises NotSeen, NotAllowed, Refusal."""
    me, row = _lock(user, request)
    today = today_in()
    if row.state not in queries.UNANSWERED or row.reminded_on == today:
        sentence = (
            N_("A reminder has already been sent today.")
            if row.reminded_on == today
            else N_("There is nothing to remind of: the figures were sent.")
        )
        raise Refusal(sentence, code="no_reminder")
    return _remind(me, row)


def _remind(me: Any, row: PartnerRequest) -> PartnerRequest:
    today = today_in()
    wanted = messaging.Wanted(letters.REMINDER, row.id, today, letters.ENTITY, row.entity_id)
    messaging.write_reminders(row.organisation_id, row.office_id, [wanted])
    messaging.begin_sending(me, row.office_id, page="results:requests", day=str(today))
    row.reminded_on = today
    row.save(update_fields=["reminded_on"])
    log(me, "partner_figures.remind", row)
    return row


def remind_partners() -> int:
    """Remind partners 3 days before the day, on it, and each week after; return how many."""
    today, count = today_in(), 0
    for key in queries.due_for_reminder(today):
        with transaction.atomic():
            row = PartnerRequest.objects.select_for_update(of=("self",)).get(pk=key)
            asker = access.active_user(row.created_by_id) if row.created_by_id else None
            if asker and row.state in queries.UNANSWERED and row.reminded_on != today:
                _remind(asker, row)
                count += 1
    return count


@transaction.atomic
def open_document(user: AnyUser, figure: UUID) -> tuple[str, str, bytes]:
    """Return the name, media type and content of a source document; that it is opened is logged."""
    row = queries.figure_with_document(user, figure)
    audit.log(
        access.signed_in(user),
        "partner_document.read",
        KIND,
        row.request_id,
        office_id=row.office_id,
        figure=str(row.pk),
    )
    ring = access.keyring(row.organisation_id)
    name, content = (
        ring.open(
            bytes(getattr(row, column)), table=row._meta.db_table, column=column, row=str(row.pk)
        )
        for column in ("document_name", "document")
    )
    return name.decode(), row.document_media, content
