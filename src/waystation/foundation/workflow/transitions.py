"""State machines of records: a table of states and transitions, and the only way to apply them.

The page's buttons and forms, the API, and outstanding work use the same table::

    VISIT = Workflow(
        "centres.Visit",
        states=(State("recorded", N_("Recorded"), "g"), State("withdrawn", N_("Withdrawn"), "r")),
        transitions=(Transition("withdraw", ("recorded",), "withdrawn", ...),),
    )
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.access.models import User
from waystation.foundation.audit import actions as audit
from waystation.foundation.audit import queries as audit_queries
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal, not_seen, refuse
from waystation.foundation.shared.words import N_

Rule = Callable[[Any, Mapping[str, Any]], Refusal | None]
Condition = Callable[[Any], Refusal | None]
Who = Callable[[Any, Any], Refusal | None]
Change = Callable[[Any, Any, Mapping[str, Any]], Mapping[str, Any] | None]
NOTHING_ASKED = FieldTable("")


@dataclass(frozen=True)
class State:
    """A state: code, name (English source), and tone: g good, a open, r ended, b neutral."""

    code: str
    name: str
    tone: str = "b"


@dataclass(frozen=True)
class Transition:
    """A transition between states: its permission, questions, changes and messages.

    ``condition`` takes the record and returns a refusal: where it does, the transition is not
    offered either. ``who`` takes the record and the user, for what another person has to decide or
    only the author may do. ``rule`` takes the record and the values and returns a refusal;
    ``change`` sets further fields before the record is saved, and may return details for the audit
    log. ``button`` and ``lead`` are shown before, ``done`` after the transition (English sources).
    ``paragraph`` names the text on which the transition is based. ``also`` names other permissions,
    each of which is enough. ``wrong_state`` takes the record's state and returns the refusal in a
    state that is no source, where the general sentence does not say what to do.
    """

    name: str
    source: Sequence[str]
    target: str
    permission: str
    verb: str
    button: str
    done: str
    lead: str = ""
    asks: FieldTable = NOTHING_ASKED
    condition: Condition | None = None
    who: Who | None = None
    rule: Rule | None = None
    change: Change | None = None
    paragraph: str = ""
    also: tuple[str, ...] = ()
    wrong_state: Callable[[str], Refusal | None] | None = None

    @property
    def permissions(self) -> tuple[str, ...]:
        """Return the permissions of which one is enough."""
        return (self.permission, *self.also)


def step_of_system(
    name: str, source: Sequence[str], target: str, verb: str, change: Change | None = None
) -> Transition:
    """Return a transition of the system: a deadline, an ended consent, a new edition.

    It is in the table, so that the table has every way out of a state; it has no button.
    """
    return Transition(name, source, target, "", verb, button="", done="", change=change)


class Workflow:
    """The states and transitions of one record type; ``field`` is the column of the state.

    With ``of_organisation`` a permission in any office counts: the records are the organisation's.
    """

    def __init__(
        self,
        kind: str,
        *,
        states: Sequence[State],
        transitions: Sequence[Transition],
        field: str = "state",
        of_organisation: bool = False,
    ) -> None:
        self.kind, self.field, self.of_organisation = kind, field, of_organisation
        self.states = {state.code: state for state in states}
        self.transitions = {one.name: one for one in transitions}
        for one in transitions:
            if unknown := {*one.source, one.target} - set(self.states):
                raise ValueError(f"{kind}: {one.name} names unknown states {sorted(unknown)}.")

    def state_of(self, record: Any) -> State:
        """Return the state of a record."""
        return self.states[getattr(record, self.field)]

    def words(self, state: str) -> str:
        """Return the name of a state in the reader's language."""
        return gettext(self.states[state].name)

    def get_choices(self) -> list[tuple[str, str]]:
        """Return the states with their names in the reader's language, for a filter."""
        return [(code, self.words(code)) for code in self.states]

    def choices(self) -> list[tuple[str, str]]:
        """Return the states as the choices of the model's field."""
        return [(state.code, state.name) for state in self.states.values()]

    def office_of(self, record: Any) -> UUID | None:
        """Return the office in which a transition needs its permission; None for any office."""
        return None if self.of_organisation else record.office_id

    def available(self, user: access.AnyUser, record: Any) -> list[Transition]:
        """Return the transitions that this user may take with this record now."""
        state, office = getattr(record, self.field), self.office_of(record)
        return [
            one
            for one in self.transitions.values()
            if state in one.source
            and any(access.may(user, permission, office) for permission in one.permissions)
            and not (one.condition and one.condition(record))
            and not (one.who and one.who(record, user))
        ]

    @transaction.atomic
    def perform(
        self, user: access.AnyUser, visible: QuerySet[Any], key: UUID, name: str, **values: Any
    ) -> Any:
        """Take the transition ``name`` with one of the records visible to the user.

        Permission, lock, state, answers and rule, change, audit: in one transaction. A record that
        is already in the target state is returned unchanged, so that a double submit does nothing.
        Raises NotSeen, NotAllowed, Refusal; Conflict if somebody else took the same transition
        before, and the answers given now would be lost.
        """
        step = self.transitions[name]
        if not step.permission:
            raise NotSeen(N_("There is no such page."), code="not_seen")
        record = visible.select_for_update(of=("self",)).filter(pk=key).first()
        if record is None:
            raise not_seen()
        me = access.require_any(user, *step.permissions, office_id=self.office_of(record))
        return self.take(record, name, me, **values)

    def take(
        self,
        record: Any,
        name: str,
        by: User | None = None,
        *,
        detail: Mapping[str, Any] | None = None,
        change: Change | None = None,
        **values: Any,
    ) -> Any:
        """Take a transition with a locked record; the caller has checked the permission.

        Without ``by``, a guest or the system takes it; ``detail`` goes into the audit log.
        ``change`` is the action's own, after that of the table. Raises Refusal.
        """
        step = self.transitions[name]
        state = getattr(record, self.field)
        answers = step.asks.complete(values)
        if state == step.target and state not in step.source:
            refuse([self._refusal_of_lost_answers(step, record, by, answers)])
            return record
        refuse([self.refusal_of_state(record, name), *step.asks.refusals(answers)])
        refuse([step.condition(record) if step.condition else None])
        refuse([step.who(record, by) if step.who and by else None])
        refuse([step.rule(record, answers) if step.rule else None])
        setattr(record, self.field, step.target)
        logged = dict(detail or {})
        for one in (step.change, change):
            logged |= (one(record, by, answers) if one is not None else None) or {}
        record.touch()
        record.save()
        audit.log(
            by,
            step.verb,
            self.kind,
            record.pk,
            organisation_id=None if by else record.organisation_id,
            office_id=record.office_id,
            to=step.target,
            **logged,
        )
        return record

    def refusal_of_state(self, record: Any, name: str) -> Refusal | None:
        """Return why the transition ``name`` is not possible in the record's state, or None."""
        step, state = self.transitions[name], getattr(record, self.field)
        if state in step.source:
            return None
        if step.wrong_state is not None:
            return step.wrong_state(state)
        return Refusal(
            N_("This is not possible now: its state is “{state}”."),
            code="wrong_state",
            state=self.states[state].name,
        )

    def refusal_to_take(self, record: Any, name: str, user: access.AnyUser) -> Refusal | None:
        """Return why the transition ``name`` is not possible with this record now, or None.

        Permissions are not checked here.
        """
        step = self.transitions[name]
        return (
            self.refusal_of_state(record, name)
            or (step.condition(record) if step.condition else None)
            or (step.who(record, user) if step.who else None)
        )

    def _refusal_of_lost_answers(
        self, step: Transition, record: Any, by: User | None, answers: Mapping[str, Any]
    ) -> Refusal | None:
        if answers == step.asks.complete({}):
            return None
        if (by.pk if by else None) == audit_queries.last_actor(record, step.verb):
            return None
        return Conflict(
            N_(
                "Someone else has already done this. Your changes were not saved. "
                "Check the record before you continue."
            ),
            code="done_by_another",
        )
