"""Suppression thresholds: one row per data set and audience."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

Zeros = Literal["show", "hide"]
Method = Literal["suppression", "cell_key"]
Cost = Literal["usual", "values", "log", "cells"]
Effort = Literal["quick", "usual", "thorough"]
EFFORTS: tuple[str, ...] = get_args(Effort)


@dataclass(frozen=True)
class Policy:
    """The rule for one data set and one audience.

    Parameters
    ----------
    audience : str
        Who will see it: "internal", "partners", "public", ...
    threshold : int
        Smallest unweighted count that may be shown; 1 shows everything. Applies to every
        unit that the table carries (persons, households, ...): the smallest decides.
    zeros : {"show", "hide"}
        "show" publishes zeros and never uses them as cover; an attacker then knows that a
        hidden cell holds at least 1, and the guarantee is computed against that attacker.
        "hide" treats zeros like any other small number.
    dominance : tuple of (int, float) or None
        (n, k): hide a total of which the n largest contributors hold more than k per cent
        (n is 1 or 2). Used where a table carries its largest contributors.
    p_percent : float or None
        Hide a total from which the second largest contributor could compute the largest to
        within p per cent.
    k : int
        Microdata: smallest number of records that may share one combination of keys.
    global_risk : float
        Microdata: largest share of records that may be expected to be re-identified (0 to 1).
    method : {"suppression", "cell_key"}
        Fixed reports get suppression, live filters get cell-key noise; never both for one
        variable (:func:`~waystation.analysis.sdc.release` refuses it).
    cost : {"usual", "values", "log", "cells"}
        What hiding one more cell costs: its value, log(1 + count), or 1. "usual" is "values" up
        to two dimensions and "log" from three on, where cheap cells would be hidden by hundreds.
    data_set : str
        The data set this row is for; "" is the default for every data set.

    Raises
    ------
    Refusal
        If the threshold or k is below 1, a percentage is outside its range, or the method
        or the zero policy is unknown.

    Examples
    --------
    >>> Policy("press", threshold=20).threshold
    20
    >>> Policy("press", threshold=0)
    Traceback (most recent call last):
    ...
    waystation.foundation.shared.errors.Refusal: The threshold of the policy for press is 0. \
Give a whole number of 1 or more; 1 shows every count.
    """

    audience: str
    threshold: int = 10
    zeros: Zeros = "show"
    dominance: tuple[int, float] | None = None
    p_percent: float | None = None
    k: int = 3
    global_risk: float = 0.03
    method: Method = "suppression"
    cost: Cost = "usual"
    data_set: str = ""

    def __post_init__(self) -> None:
        if int(self.threshold) != self.threshold or self.threshold < 1:
            raise Refusal(
                N_(
                    "The threshold of the policy for {audience} is {value}. Give a whole number "
                    "of 1 or more; 1 shows every count."
                ),
                field="threshold",
                code="threshold_below_one",
                audience=self.audience,
                value=self.threshold,
            )
        if int(self.k) != self.k or self.k < 1:
            raise Refusal(
                N_("k of the policy for {audience} is {value}. Give a whole number of 1 or more."),
                field="k",
                code="k_below_one",
                audience=self.audience,
                value=self.k,
            )
        shares = {"p_percent": self.p_percent, "global_risk": self.global_risk}
        limits = {"p_percent": 100.0, "global_risk": 1.0}
        if self.dominance is not None:
            shares["dominance"] = self.dominance[1]
            limits["dominance"] = 100.0
            if self.dominance[0] not in (1, 2):
                raise Refusal(
                    N_("The dominance rule looks at the 1 or 2 largest contributors, not {n}."),
                    field="dominance",
                    code="dominance_contributors",
                    n=self.dominance[0],
                )
        for name, share in shares.items():
            if share is not None and not 0 < share <= limits[name]:
                raise Refusal(
                    N_(
                        "{name} of the policy for {audience} is {value}. Give a number above 0, "
                        "up to {limit}."
                    ),
                    field=name,
                    code="share_out_of_range",
                    name=name,
                    audience=self.audience,
                    value=share,
                    limit=limits[name],
                )
        for name, value, allowed in (
            ("zeros", self.zeros, ("show", "hide")),
            ("method", self.method, ("suppression", "cell_key")),
            ("cost", self.cost, get_args(Cost)),
        ):
            if value not in allowed:
                raise Refusal(
                    N_('{name} is "{value}". Choose one of: {allowed}.'),
                    field=name,
                    code="unknown_choice",
                    name=name,
                    value=value,
                    allowed=", ".join(allowed),
                )


INTERNAL = Policy("internal", threshold=1)
PARTNERS = Policy("partners", threshold=5)
PUBLIC = Policy("public", threshold=10)
EMPLOYERS = Policy("public", threshold=5, dominance=(2, 85.0), p_percent=10.0, data_set="employers")
TRAFFICKING = Policy("public", threshold=11, k=11, data_set="trafficking")
TRAFFICKING_PARTNERS = Policy("partners", threshold=11, k=11, data_set="trafficking")
LIVE = Policy("live", threshold=10, method="cell_key")

# The same audiences where they filter freely: noise, never below the same thresholds.
PARTNERS_LIVE = replace(PARTNERS, method="cell_key")
PUBLIC_LIVE = replace(PUBLIC, method="cell_key")
EMPLOYERS_LIVE = replace(EMPLOYERS, method="cell_key")
TRAFFICKING_LIVE = replace(TRAFFICKING, method="cell_key")
TRAFFICKING_PARTNERS_LIVE = replace(TRAFFICKING_PARTNERS, method="cell_key")

DEFAULTS = (
    INTERNAL,
    PARTNERS,
    PUBLIC,
    EMPLOYERS,
    TRAFFICKING,
    TRAFFICKING_PARTNERS,
    LIVE,
    PARTNERS_LIVE,
    PUBLIC_LIVE,
    EMPLOYERS_LIVE,
    TRAFFICKING_LIVE,
    TRAFFICKING_PARTNERS_LIVE,
)


def policy_for(
    audience: str,
    data_set: str = "",
    rows: tuple[Policy, ...] = DEFAULTS,
    *,
    method: Method | None = None,
) -> Policy:
    """Return the row for ``data_set`` and ``audience``, else the audience's default row.

    A data set named "trafficking.cases" falls under the row of "trafficking".

    With ``method`` only a row of that method, or one that protects nothing (threshold 1).

    Raises
    ------
    Refusal
        If there is no row for the audience: nothing is published without a policy.

    Examples
    --------
    >>> policy_for("public").threshold
    10
    >>> policy_for("public", "trafficking").threshold
    11
    >>> policy_for("public", "trafficking.cases").threshold
    11
    >>> policy_for("partners", "visits").threshold
    5
    >>> policy_for("public", "trafficking", method="cell_key").method
    'cell_key'
    """
    for wanted in (data_set, data_set.partition(".")[0], ""):
        for row in rows:
            fits = method is None or row.method == method or row.threshold == 1
            if fits and row.audience == audience and row.data_set == wanted:
                return row
    raise Refusal(
        N_('There is no disclosure policy for "{audience}". Add one before publishing to them.'),
        code="no_policy",
        audience=audience,
    )
