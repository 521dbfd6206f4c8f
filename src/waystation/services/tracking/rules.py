"""Validation of rounds, sample frames and findings. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_

from .sampling import FROM_FRAME, FROM_QUESTION, DesignQuestion, Sampling


def refusals_of_round(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Return why a round cannot be opened with these values of ``fields.ROUND``."""
    number = values["number"]
    wrong = number is not None and number < 1
    return [
        Refusal(N_("Rounds count from 1."), field="number", code="round_number") if wrong else None,
        *refusals_of_days(values),
    ]


def refusals_of_days(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Refuse a round that ends before it starts."""
    if in_order(values["starts_on"], values["ends_on"], "ends_on") is None:
        return []
    return [
        Refusal(
            N_("The round ends before it starts. Check both days."),
            field="ends_on",
            code="round_ends_before_start",
        )
    ]


def refusal_of_second_study(same_office: bool) -> Refusal | None:
    """Refuse the title of a study that another office of the organisation has."""
    if same_office:
        return None
    return Conflict(
        N_("Another office has a study with this title. Choose another title."),
        field="title",
        code="study_known",
    )


def refusal_of_frame(rows: Sequence[tuple[str, int]]) -> Refusal | None:
    """Return why a sample frame cannot be used, None if it can."""
    seen: set[str] = set()
    for number, (code, population) in enumerate(rows, start=1):
        if not code or code in seen:
            return Refusal(
                N_("Row {row} of the sample frame repeats or lacks its stratum."),
                code="frame_stratum",
                row=number,
            )
        if population < 0:
            return Refusal(
                N_("Row {row} of the sample frame has a number of units below 0."),
                code="frame_population",
                row=number,
            )
        seen.add(code)
    if not rows:
        return Refusal(N_("The sample frame is empty."), code="frame_empty")
    return None


def refusals_of_design(plan: Sampling, asked: Mapping[str, DesignQuestion]) -> list[Refusal | None]:
    """Return what is wrong with a design, given the questions of the form."""
    return [
        *_refusals_of_questions(plan, asked),
        *_refusals_of_weights(plan),
        _refusal_of_targets(plan),
        *_refusals_of_frame(plan, asked.get(plan.stratum)),
        *_refusals_of_margins(plan, asked),
    ]


def _refusals_of_questions(
    plan: Sampling, asked: Mapping[str, DesignQuestion]
) -> Iterator[Refusal | None]:
    for field, key in (("stratum", plan.stratum), ("cluster", plan.cluster)):
        if key and not (key in asked and asked[key].names_strata):
            yield _unknown(field, key)
    if plan.weight and not (plan.weight in asked and asked[plan.weight].is_number):
        yield _unknown("weight", plan.weight)
    if plan.stratum and plan.stratum == plan.cluster:
        yield Refusal(
            N_("Strata and clusters cannot come from the same question."),
            field="cluster",
            code="cluster_is_stratum",
        )


def _unknown(field: str, key: str) -> Refusal:
    return Refusal(
        N_("“{name}” is not a question of the form that can be used for this."),
        field=field,
        code="question_unfit",
        name=key[:60],
    )


def _refusals_of_weights(plan: Sampling) -> Iterator[Refusal | None]:
    if plan.weighting == FROM_QUESTION and not plan.weight:
        yield Refusal(
            N_("Choose the question with the weight."), field="weight", code="weight_missing"
        )
    if plan.weighting == FROM_FRAME and not (plan.stratum and plan.frame):
        yield Refusal(
            N_("Weights from the frame need the question of the strata and the sample frame."),
            field="weighting",
            code="weights_without_frame",
        )
    if plan.finite and not (plan.stratum and plan.frame):
        yield Refusal(
            N_("The correction needs the question of the strata and the sample frame."),
            field="finite",
            code="correction_without_frame",
        )
    elif plan.finite and plan.cluster:
        yield Refusal(
            N_(
                "With clusters the frame would have to count clusters, not households. Leave the "
                "correction out: the intervals are then a little too wide, never too narrow."
            ),
            field="finite",
            code="correction_of_clusters",
        )


def _refusal_of_targets(plan: Sampling) -> Refusal | None:
    each = sum(row.target or 0 for row in plan.frame)
    if not plan.target or not each or plan.target == each:
        return None
    return Refusal(
        N_("The strata add up to {each} planned interviews, not {all}. Correct one of them."),
        field="target",
        code="targets_disagree",
        each=each,
        all=plan.target,
    )


def _refusals_of_frame(plan: Sampling, stratum: DesignQuestion | None) -> Iterator[Refusal | None]:
    seen: set[str] = set()
    for number, row in enumerate(plan.frame, start=1):
        if not row.code or row.code in seen:
            yield Refusal(
                N_("Row {row} of the sample frame repeats or lacks its stratum."),
                field="frame",
                code="frame_stratum",
                row=number,
            )
        elif stratum is not None and stratum.codes is not None and row.code not in stratum.codes:
            yield _frame_code(number, row.code)
        elif max(row.target or 0, row.drawn or 0) > row.population:
            yield Refusal(
                N_("Row {row} of the sample frame plans or draws more than its {units} units."),
                field="frame",
                code="frame_too_many",
                row=number,
                units=row.population,
            )
        seen.add(row.code)


def _frame_code(number: int, code: str) -> Refusal:
    return Refusal(
        N_("Row {row} of the sample frame: “{answer}” is not an answer to that question."),
        field="frame",
        code="frame_code",
        row=number,
        answer=code[:60],
    )


def _refusals_of_margins(
    plan: Sampling, asked: Mapping[str, DesignQuestion]
) -> Iterator[Refusal | None]:
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(plan.margins, start=1):
        found = asked.get(row.question)
        codes = None if found is None else found.codes
        if codes is None or row.level not in codes or (row.question, row.level) in seen:
            yield Refusal(
                N_(
                    "Row {row} of the known totals: write a choice question with one answer, and "
                    "each of its answers once."
                ),
                field="margins",
                code="margin_unknown",
                row=number,
            )
        elif row.total < 1:
            yield Refusal(
                N_("Row {row} of the known totals has no number above 0."),
                field="margins",
                code="margin_total",
                row=number,
            )
        seen.add((row.question, row.level))
    sums = {name: sum(levels.values()) for name, levels in plan.totals.items()}
    if sums and max(sums.values()) != min(sums.values()):
        low, high = min(sums, key=lambda name: sums[name]), max(sums, key=lambda name: sums[name])
        yield Refusal(
            N_("The known totals of “{low}” add up to {a}, those of “{high}” to {b}."),
            field="margins",
            code="margins_disagree",
            low=low,
            high=high,
            a=sums[low],
            b=sums[high],
        )


def refusal_of_frozen(state: str) -> Refusal | None:
    """Refuse to change a design that an estimate froze."""
    if state != "frozen":
        return None
    return Refusal(
        N_("This design is frozen with its estimate. Revise it first, and say why."),
        code="design_frozen",
    )


@dataclass(frozen=True)
class Cell:
    """A share as it would be shown: its choice, numerator and base.

    ``chosen`` is unweighted; if it is unknown, the share of ``n`` is used.
    """

    choice: str
    share: float | None
    n: int
    chosen: int | None = None

    @property
    def people(self) -> int:
        """Return how many chose it."""
        return round((self.share or 0) * self.n) if self.chosen is None else self.chosen


AUDIENCE, DATA_SET = "partners", "survey"


def policy_in_words(audience: str = AUDIENCE) -> str:
    """Return the policy row that shares are shown under: audience, data set, method, threshold."""
    from waystation.analysis import sdc

    policy = sdc.policy_for(audience, DATA_SET)
    return f"{policy.audience}/{policy.data_set or 'all'} {policy.method} {policy.threshold}"


def least_people(audience: str = AUDIENCE) -> int:
    """Return how few people may be shown to an audience as a number."""
    from waystation.analysis import sdc

    return sdc.policy_for(audience, DATA_SET).threshold


def choices_to_hide(
    cells: Sequence[Cell], *, adds_up: bool, audience: str = AUDIENCE, secret: bytes = b""
) -> set[str]:
    """Return the choices whose shares must be suppressed because too few people are behind them.

    Disclosure control decides, as for every figure. Choices that add up to one are a table with a
    known total; each other choice is a table of yes and no, because a reader who learns that 98 of
    100 said yes knows that 2 did not. With the ``secret`` of the question the choice of what is
    hidden besides tells nothing.
    """
    from waystation.analysis import sdc  # takes a moment to load; only findings need it

    policy = sdc.policy_for(audience, DATA_SET)
    people = {c.choice: (c.people, c.n) for c in cells if c.share is not None}
    if not people:
        return set()
    if adds_up:
        choices = list(people)
        # numbered, so that no choice can be mistaken for the total
        codes = [str(place) for place in range(len(choices))]
        table = sdc.Table.of({"choice": codes}, [people[choice][0] for choice in choices])
        hidden = sdc.protect(table, policy, secret=secret).hidden_rows
        return {choice for choice, away in zip(choices, hidden, strict=True) if away}
    return {
        choice
        for choice, (yes, asked) in people.items()
        if sdc.protect(
            sdc.Table.of({"answer": ["yes", "no"]}, [yes, max(asked - yes, 0)]), policy
        ).hidden_rows.any()
    }


@dataclass(frozen=True)
class Base:
    """How many answered a question, what they said, and which of it is hidden.

    ``adds_up``: each person gave one of the answers; else each answer is a yes or a no.
    """

    n: int
    people: Mapping[str, int]
    hidden: frozenset[str]
    adds_up: bool = True


def bases_to_hide(bases: Mapping[str, Base], interviews: int, audience: str = AUDIENCE) -> set[str]:
    """Return the questions whose number of answers would give away a hidden answer to another.

    A question may be asked only of those who gave certain answers to another one, and readers
    know the form: 95 answers to "For how long?" say that 95 of 100 said yes. So a number is hidden
    where it comes near to what some of the hidden answers to another question hold, alone or with
    any of those that are shown. What everybody was asked says nothing.
    """
    within = least_people(audience) - 1
    found = set()
    for name, base in bases.items():
        if base.n >= interviews:
            continue
        near = ((1 << (2 * within + 1)) - 1) << base.n >> within
        if any(near & _sums(other) for key, other in bases.items() if key != name):
            found.add(name)
    return found


def _sums(base: Base) -> int:
    """Return, as a set of bits, how many may have given some but not all of the hidden answers."""
    if not base.adds_up:
        held = 0
        for answer in base.hidden:
            held |= 1 << base.people[answer] | 1 << max(base.n - base.people[answer], 0)
        return held
    away = [base.people[answer] for answer in sorted(base.hidden)]
    of_size = [1, *(0 for _ in away)]  # of so many of the hidden answers: what they may hold
    for number in away:
        for size in range(len(away), 0, -1):
            of_size[size] |= of_size[size - 1] << number
    held = 0
    for some in of_size[1:-1]:
        held |= some
    for answer, number in base.people.items():
        if answer not in base.hidden:
            held |= held << number
    return held
