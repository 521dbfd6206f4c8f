"""The states of a referral, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system

from .rules import deadlines
from .rules import referrals as rules

KIND = "referrals.Referral"


def _text_field(
    name: str, label: str, *, required: bool = True, hint: str = "", reason: bool = False
) -> Field:
    return Field(
        name,
        "long_text",
        label,
        hint=hint,
        required=required,
        sealed=True,
        most=2000,
        reason=reason,
    )


SEALED_HINT = N_("Stored encrypted. Those who may open the referral read it.")
DECLINE = FieldTable(
    KIND,
    Field(
        "decline_reason",
        "code",
        N_("Reason for declining"),
        code_list="referral_decline",
        required=True,
    ),
    _text_field("note", N_("More about it"), required=False, hint=SEALED_HINT),
)
QUESTION = FieldTable(KIND, _text_field("note", N_("What you need to know"), hint=SEALED_HINT))
SUPPLY = FieldTable(KIND, _text_field("note", N_("Your answer"), hint=SEALED_HINT))
OUTCOME = FieldTable(
    KIND,
    Field("outcome", "code", N_("Outcome"), code_list="referral_outcome", required=True),
    _text_field("note", N_("More about it"), required=False, hint=SEALED_HINT),
)
CANCELLATION = FieldTable(
    KIND, _text_field("note", N_("Why it is cancelled"), hint=SEALED_HINT, reason=True)
)
CONTRADICTION = FieldTable(KIND, _text_field("note", N_("What the person says"), hint=SEALED_HINT))
OVERRIDE = FieldTable(
    KIND,
    _text_field(
        "note",
        N_("Why this cannot wait for consent"),
        hint=N_("Which danger to life or health, and why the person cannot be asked."),
        reason=True,
    ),
)


def write_note(referral: Any, step: str, text: str, user: Any) -> None:
    """Add a note on a transition to a referral; an empty text adds none."""
    if not text.strip():
        return
    note = referral.notes.model.begin(
        user,
        referral.office_id,
        referral=referral,
        step=step,
        **({} if user is not None else {"organisation_id": referral.organisation_id}),
    )
    write_sealed(note, "text", text.strip())
    note.save(force_insert=True)


def _start_clock(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    referral.sent_at = referral.sent_at or now()
    referral.asked_at = now()
    referral.due_at = deadlines.due_at(referral.priority, referral.asked_at)


def _approve(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    referral.approved_by, referral.approved_at = user, now()
    _start_clock(referral, user, values)


def _ask_override(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    referral.basis, referral.override_by = "vital_interest", user
    write_note(referral, "ask_override", values["note"], user)


def _refuse_override(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    referral.basis, referral.override_by = "consent", None
    write_note(referral, "refuse_override", values["note"], user)


def _accept(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    referral.answered_at = now()


def _decline(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    referral.answered_at, referral.decline_reason = now(), values["decline_reason"]
    write_note(referral, "decline", values["note"], user)


def _ask_more(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    if deadlines.is_overdue(referral.due_at, now()):  # a late question does not stop the clock
        referral.alerted_at = referral.alerted_at or now()
    write_note(referral, "ask_more", values["note"], user)


def _supply(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    write_note(referral, "supply", values["note"], user)
    _start_clock(referral, user, values)


def _close(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    referral.closed_at, referral.outcome = now(), values["outcome"]
    write_note(referral, "close", values["note"], user)


def _cancel(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    write_note(referral, "cancel", values["note"], user)


def _confirm(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    referral.person_said_at = now()


def _contradict(referral: Any, user: Any, values: Mapping[str, Any]) -> None:
    referral.person_said_at = now()
    write_note(referral, "contradict", values["note"], user)


def _refusal_without_note(referral: Any, values: Mapping[str, Any]) -> Refusal | None:
    if values["note"].strip():
        return None
    return Refusal(N_("Fill this in."), field="note", code="missing")


def _may_accept(referral: Any, values: Mapping[str, Any]) -> Refusal | None:
    return rules.refusal_of_unattached(referral.direction, referral.person_id)


REFERRAL_WORKFLOW = Workflow(
    KIND,
    states=(
        State("draft", N_("Draft"), "b"),
        State("to_approve", N_("Awaiting approval by a second person"), "a"),
        State("sent", N_("Awaiting an answer"), "a"),
        State("more_asked", N_("More information requested"), "a"),
        State("accepted", N_("Accepted"), "b"),
        State("declined", N_("Declined"), "r"),
        State("closed", N_("Closed, to be confirmed by the person"), "a"),
        State("confirmed", N_("Confirmed by the person"), "g"),
        State("contradicted", N_("Disputed by the person"), "r"),
        State("cancelled", N_("Cancelled"), "r"),
        State("stopped", N_("Stopped: consent ended"), "r"),
    ),
    transitions=(
        Transition(
            "send",
            ("draft",),
            "sent",
            "referral.send",
            "referral.send",
            button=N_("Send"),
            done=N_("The referral is sent. The time to answer has started."),
            lead=N_("The partner receives exactly what the person agreed to, and nothing else."),
            change=_start_clock,
        ),
        Transition(
            "ask_override",
            ("draft",),
            "to_approve",
            "referral.send",
            "referral.ask_override",
            button=N_("Ask to send without consent"),
            done=N_("A second person has been asked. Nothing is sent yet."),
            lead=N_(
                "Only where life or health is in danger and the person cannot be asked. A second "
                "person approves it, and it is listed in the monthly oversight report."
            ),
            asks=OVERRIDE,
            rule=_refusal_without_note,
            change=_ask_override,
        ),
        Transition(
            "approve_override",
            ("to_approve",),
            "sent",
            "referral.approve",
            "referral.approve_override",
            button=N_("Approve sending without consent"),
            done=N_("Approved and sent. It is listed in the oversight report."),
            lead=N_("Read the reason. Approve only if the danger cannot wait for consent."),
            change=_approve,
        ),
        Transition(
            "refuse_override",
            ("to_approve",),
            "draft",
            "referral.approve",
            "referral.refuse_override",
            button=N_("Do not approve"),
            done=N_("Not approved. It is a draft again."),
            asks=CANCELLATION.only("note"),
            rule=_refusal_without_note,
            change=_refuse_override,
        ),
        Transition(
            "accept",
            ("sent", "more_asked"),
            "accepted",
            "referral.send",
            "referral.accept",
            button=N_("Accept"),
            done=N_("Accepted. Close it with an outcome when the service was given."),
            lead=N_("The person can come. The time of this answer is recorded."),
            rule=_may_accept,
            change=_accept,
        ),
        Transition(
            "decline",
            ("sent", "more_asked"),
            "declined",
            "referral.send",
            "referral.decline",
            button=N_("Decline"),
            done=N_("Declined, with the reason."),
            lead=N_(
                "The sender reads the reason. A partner that declines cannot read it any more."
            ),
            asks=DECLINE,
            change=_decline,
        ),
        Transition(
            "ask_more",
            ("sent",),
            "more_asked",
            "referral.send",
            "referral.ask_more",
            button=N_("Ask for more information"),
            done=N_("The question is recorded. The time to answer starts again after the reply."),
            asks=QUESTION,
            rule=_refusal_without_note,
            change=_ask_more,
        ),
        Transition(
            "supply",
            ("more_asked",),
            "sent",
            "referral.send",
            "referral.supply",
            button=N_("Answer the question"),
            done=N_("Answered. The time to answer starts again."),
            asks=SUPPLY,
            rule=_refusal_without_note,
            change=_supply,
        ),
        Transition(
            "close",
            ("accepted",),
            "closed",
            "referral.send",
            "referral.close",
            button=N_("Close with an outcome"),
            done=N_("Closed. The person is asked whether this is right."),
            asks=OUTCOME,
            change=_close,
        ),
        Transition(
            "confirm",
            ("closed", "contradicted"),
            "confirmed",
            "referral.send",
            "referral.confirm",
            button=N_("The person confirms"),
            done=N_("Recorded: the person confirms the outcome."),
            lead=N_("Ask the person: did this happen as the outcome says?"),
            change=_confirm,
        ),
        Transition(
            "contradict",
            ("closed", "confirmed"),
            "contradicted",
            "referral.send",
            "referral.contradict",
            button=N_("The person contradicts"),
            done=N_("Recorded: the person contradicts the outcome. You can refer again."),
            asks=CONTRADICTION,
            rule=_refusal_without_note,
            change=_contradict,
        ),
        Transition(
            "cancel",
            (*rules.UNDECIDED, *rules.OPEN),
            "cancelled",
            "referral.send",
            "referral.cancel",
            button=N_("Cancel the referral"),
            done=N_("Cancelled. The partner can no longer open it."),
            asks=CANCELLATION,
            rule=_refusal_without_note,
            change=_cancel,
        ),
        step_of_system("stop", ("to_approve", *rules.OPEN), "stopped", "referral.stop"),
    ),
)
