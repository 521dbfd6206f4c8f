"""A budget for evaluations, counted in steps, independent of the machine.

A step is roughly the cost of visiting one node of a submission. A form's normal rules take a few
steps each; a rule that compares every repeat with every other would take millions, and is aborted:
the submission is held with a reason, and the server continues.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from .messages import WrongExpression

MOST_STEPS = 500_000  # of one evaluation, about a quarter of a second
MOST_IN_ALL = 3_000_000  # of all the rules of one submission
LONG_TEXT = 200  # characters that are looked at in one step


class TooCostly(WrongExpression):
    """The evaluation takes more steps than it may."""


@dataclass
class Budget:
    """The steps that are left: to this evaluation, and to the whole submission."""

    left: int = MOST_STEPS
    in_all: int = MOST_IN_ALL

    def begin(self) -> None:
        """Give the next evaluation its steps."""
        self.in_all -= MOST_STEPS - self.left
        self.left = MOST_STEPS
        if self.in_all < 0:
            raise TooCostly("rules_slow")


_current: ContextVar[Budget | None] = ContextVar("budget", default=None)
current = _current.get
use = _current.set


def spend(steps: int) -> None:
    """Take steps from the evaluation that is going on. Raises TooCostly."""
    budget = _current.get()
    if budget is not None:
        budget.left -= steps
        if budget.left < 0:
            raise TooCostly("rule_slow")
