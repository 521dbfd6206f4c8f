"""The frame of a step in the Network, read from the transition table.

It is ``workflow``'s own frame with what the Network needs besides: a step that any of several
permissions opens, a refusal in the app's own sentence, details for the audit log, and states
that are events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.workflow.transitions import State, Transition, Workflow
from waystation.governance.network.queries import people, scope

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

Act = Callable[[Any, Any, Mapping[str, Any]], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Step(Transition):
    """A transition that any of several permissions opens; ``also`` names the others."""

    also: tuple[str, ...] = ()

    @property
    def permissions(self) -> tuple[str, ...]:
        """Return the permissions of which one is enough."""
        return (self.permission, *self.also)


class Steps(Workflow):
    """A workflow of the Network. ``misplaced`` says why a step is not open in a state."""

    def __init__(
        self,
        kind: str,
        *,
        states: Sequence[State],
        transitions: Sequence[Step],
        misplaced: Callable[[str, Step], Refusal | None],
    ) -> None:
        super().__init__(kind, states=states, transitions=transitions)
        self.misplaced = misplaced

    def available(self, user: AnyUser, record: Any) -> list[Transition]:
        """Return the steps that this user may take with this record now."""
        return [
            one
            for one in self.transitions.values()
            if isinstance(one, Step)
            and record.state in one.source
            and people.may_in(user, record, *one.permissions)
        ]

    @transaction.atomic
    def perform(
        self,
        user: AnyUser,
        visible: QuerySet[Any],
        key: UUID,
        name: str,
        *,
        act: Act | None = None,
        after: Act | None = None,
        **values: Any,
    ) -> Any:
        """Take a transition with one of the records visible to the user.

        Permission, lock, state, rule, change, audit: in one transaction. ``act`` makes further
        changes before the state changes, ``after`` after it; both may refuse, and return details
        for the audit log. Raises NotSeen, NotAllowed, Refusal.
        """
        step: Any = self.transitions[name]
        scope.one(visible.select_for_update(of=("self",)), key)
        record: Any = scope.one(visible, key)  # the record that determines its state, locked
        me = people.require_in(user, record, *step.permissions)
        given = step.asks.complete(values)
        refuse([None if record.state in step.source else self.misplaced(record.state, step)])
        refuse([step.rule(record, given) if step.rule else None])
        refuse(unfit(step.asks, given))
        detail = dict((act(record, me, given) if act else None) or {})
        self.enter(record, me, step, given)
        detail |= (after(record, me, given) if after else None) or {}
        log(me, step.verb, record, **detail)
        return record

    def enter(self, record: Any, me: User, step: Step, values: Mapping[str, Any]) -> None:
        """Put the record into the step's state."""
        record.state = step.target
        record.touch()
        record.save()


def unfit(table: FieldTable, values: Mapping[str, Any]) -> list[Refusal]:
    """Return the unknown and the too long values; the rules themselves report missing ones."""
    return [one for one in table.refusals(values) if one and one.code != "missing"]


def judge(table: FieldTable, values: Mapping[str, Any], *found: Refusal | None) -> None:
    """Raise the rules' refusals, and the table's for fields without one."""
    said = {one.field for one in found if one is not None}
    refuse([*found, *(one for one in table.refusals(values) if one and one.field not in said)])
