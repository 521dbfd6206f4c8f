"""Disclosure control: suppression such that no published number reveals a suppressed one.

For a table of figures::

    from waystation.analysis import sdc

    table = sdc.Table.of(
        {"place": places, "sex": sexes},       # one code per row; "total" marks a margin row
        counts,                                # unweighted persons, >= 0
        units={"households": households},      # optional: must reach the threshold too
        values=weighted,                       # optional: what is printed, if not the counts
        parents={"place": {"xk-peje": "region-peje", ...}},  # optional hierarchy
        published=[("place", "sex"), ("place",), ()],        # optional; default: all margins
        distinct=["topic"],                    # optional: one visit may have several topics
    )
    protected = sdc.protect(table, sdc.policy_for("public", "visits"))
    protected.hidden_rows                      # True for each row given that may not be shown
    protected.row_kinds                        # "shown", "primary", "secondary" per row given
    protected.cell(place="xk-peje").value      # None where hidden; a dimension left out = total
    protected.attack().holds                   # the proof: every hidden cell min- and maximised

``protect(..., effort="thorough")`` looks longer for a cheaper cover, ``"quick"`` not at all; the
guarantee does not depend on it. ``protected.cost`` and ``.bound`` say how far from the least
possible it can be.

No columns and one count is a single figure. Rows that are missing are zeros; margin rows may
be given (then they are checked) or left out (then they are computed). Everything wrong with a
table is a ``Refusal`` that names the cell and says what to do. Print one sign for every hidden
cell: whether it is primary or secondary is for the office only.

For a set of releases (everything one audience has seen, the ledger)::

    first = sdc.release("report Q1", "visits 2026-Q1", protected, ledger=[])
    next_ = sdc.protect_next(other_table, policy, "visits 2026-Q1", [first])
    second = sdc.release("annex Q1", "visits 2026-Q1", next_, [first])
    sdc.attack([first, second]).breaches       # empty, or which cell and why
    sdc.attack([("a name", "a variable", protected), ...])   # the same without releases
    # a month inside a quarter inside a year: give each release its span=sdc.Span("2026-Q1")

A ``Release`` cannot be made without its policy and an attack that failed. Live filters use
``CellKey`` noise and are entered with ``live``; never both methods for one variable, and
``attack_filters`` says what all answers together give away. When more
than 15 per cent of the cells are small, ``advice(table, policy)`` says what to merge. For
microdata: ``frequencies``, ``individual_risk``, ``l_diversity``, ``microdata_risk`` and
``suppress_locally``.

The guarantee: with every shown cell, every sum and the policy in hand, an attacker who also
knows that hidden counts are at least 1 (zeros being shown) finds for each small cell an interval
that starts at 1 and reaches at least the threshold plus 1.
"""

from .attack import Attack, Finding, attack
from .blanking import LocalSuppression, suppress_locally
from .cellkey import CellKey
from .counted import Codes, Term, Where, one_of
from .dimensions import TOTAL
from .filters import attack_filters
from .micro import (
    MicrodataRisk,
    frequencies,
    household_risk,
    individual_risk,
    l_diversity,
    microdata_risk,
)
from .policy import (
    DEFAULTS,
    EMPLOYERS,
    EMPLOYERS_LIVE,
    INTERNAL,
    LIVE,
    PARTNERS,
    PARTNERS_LIVE,
    PUBLIC,
    PUBLIC_LIVE,
    TRAFFICKING,
    TRAFFICKING_LIVE,
    TRAFFICKING_PARTNERS,
    TRAFFICKING_PARTNERS_LIVE,
    Policy,
    policy_for,
)
from .primary import primary_cells
from .protect import KINDS, Cell, Proof, Protected, protect
from .recode import Advice, advice, primary_share
from .release import Release, live, protect_next, release
from .spans import Span
from .table import Table

__all__ = [
    "DEFAULTS",
    "EMPLOYERS",
    "EMPLOYERS_LIVE",
    "INTERNAL",
    "KINDS",
    "LIVE",
    "PARTNERS",
    "PARTNERS_LIVE",
    "PUBLIC",
    "PUBLIC_LIVE",
    "TOTAL",
    "TRAFFICKING",
    "TRAFFICKING_LIVE",
    "TRAFFICKING_PARTNERS",
    "TRAFFICKING_PARTNERS_LIVE",
    "Advice",
    "Attack",
    "Cell",
    "CellKey",
    "Codes",
    "Finding",
    "LocalSuppression",
    "MicrodataRisk",
    "Policy",
    "Proof",
    "Protected",
    "Release",
    "Span",
    "Table",
    "Term",
    "Where",
    "advice",
    "attack",
    "attack_filters",
    "frequencies",
    "household_risk",
    "individual_risk",
    "l_diversity",
    "live",
    "microdata_risk",
    "one_of",
    "policy_for",
    "primary_cells",
    "primary_share",
    "protect",
    "protect_next",
    "release",
    "suppress_locally",
]
