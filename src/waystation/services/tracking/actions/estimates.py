"""Estimating a round from its cleaned submissions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.analysis import survey
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.collection import facts as answers_of
from waystation.registry.collection import queries as collection
from waystation.services.tracking import queries
from waystation.services.tracking.designs import design_and_summary
from waystation.services.tracking.fields import ROUND
from waystation.services.tracking.models import Estimation, Finding
from waystation.services.tracking.sampling import Sampling
from waystation.services.tracking.transitions import DESIGN_WORKFLOW

if TYPE_CHECKING:
    from waystation.analysis.xforms.definition import Definition, Question
    from waystation.foundation.access.models import User


def estimate(user: access.AnyUser, round_id: UUID, *, domains: Sequence[str] = ()) -> Estimation:
    """Estimate every choice question and number of a round from its cleaned submissions.

    The answers are read from a snapshot of them, which the run names by its hash. The same
    answers, domains and program give the run that is there already. Raises NotSeen,
    NotAllowed; Refusal without submissions or for an unknown domain.
    """
    round_ = queries.round_visible_to(user, round_id)
    me = access.require(user, "study.estimate", round_.office_id)
    definition = queries.definition(round_)
    if definition is None:
        raise Refusal(
            N_("There is nothing to estimate yet: no submission has arrived."), code="no_rows"
        )
    for name in domains:
        if name not in definition.by_key or not definition.by_key[name].is_choice:
            raise Refusal(
                N_("“{name}” is not a choice question of the form."),
                code="domain_unknown",
                name=name,
            )
    rests_on = collection.provenance(me, round_.form)
    snapshot = queries.snapshot_taken(me, round_)
    plan = queries.sampling_of(round_)
    design = plan.as_data()
    code = survey.code_version()
    latest = queries.latest_estimation(round_)
    if latest is not None and same_run(latest, snapshot.digest, code, list(domains), design):
        _freeze(me, round_.id, plan)
        return latest
    run = Estimation.begin(
        me,
        round_.office_id,
        round=round_,
        rows=snapshot.rows,
        domains=list(domains),
        design=design,
        design_reason=round_.design_reason,
        form_versions=rests_on["form_versions"][:250],
        submissions_hash=rests_on["submissions"],
        cleaning_hash=rests_on["cleaning"],
        snapshot=snapshot.digest,
        code_version=code,
    )
    table = snapshot.table().to_pydict()
    editions = {one.hex: asked for one, asked in collection.definitions_of(me, round_.form).items()}
    asked = [editions[one] for one in table[answers_of.EDITION]]
    # The long part comes before the transaction: nobody waits for a lock while it computes.
    drawn, run.summary = design_and_summary(plan, table)
    found = list(findings(run, definition, table, asked, drawn, domains))
    with transaction.atomic():
        _freeze(me, round_.id, plan)
        last = queries.latest_estimation(round_)
        run.number = last.number + 1 if last is not None else 1
        run.save(force_insert=True)
        Finding.objects.bulk_create(found, batch_size=500)
        audit.log(
            me, "study.estimate", ROUND.kind, round_.id,
            office_id=round_.office_id, rows=snapshot.rows, snapshot=snapshot.digest,
        )  # fmt: skip
    return run


@transaction.atomic
def _freeze(user: User, round_id: UUID, plan: Sampling) -> None:
    """Freeze the design that was estimated with. Raises Conflict where it was changed meanwhile."""
    locked = DESIGN_WORKFLOW.perform(user, queries.rounds_visible_to(user), round_id, "freeze")
    if queries.sampling_of(locked) != plan:
        raise Conflict(
            N_("The design was changed while the estimate was computed. Estimate again."),
            code="design_changed",
        )


def same_run(
    run: Estimation, snapshot: str, code: str, domains: list[str], design: dict[str, Any]
) -> bool:
    return (run.snapshot, run.code_version, run.domains, run.design) == (
        snapshot,
        code,
        domains,
        design,
    )


def findings(
    run: Estimation,
    definition: Definition,
    table: dict[str, list[Any]],
    asked: list[Definition],
    design: Any,
    domains: Sequence[str],
) -> Iterator[Finding]:
    """Yield an estimate for each choice and each number, over all and over each domain.

    ``table`` holds the answers by question, ``asked`` the edition of the form that each row
    was filled in with, ``design`` how the rows were drawn.
    """
    splits: list[tuple[str, Any]] = [("", None)]
    splits += [(name, {name: [one or None for one in table[name]]}) for name in domains]
    position = 0
    for question in definition.table():
        for split, by in splits:
            chosen = chosen_counts(question, table, split)
            for row in estimates(design, definition, question, table, asked, by):
                position += 1
                made = as_finding(run, position, definition, question, split, row)
                if question.is_choice:
                    made.chosen = chosen[made.domain_value, made.choice]
                yield made


def chosen_counts(
    question: Question, table: Mapping[str, Sequence[Any]], split: str
) -> Counter[tuple[str, str]]:
    """Return how many interviews gave each answer, by value of the question that splits."""
    answers = table.get(question.key, [])
    values = table[split] if split and answers else [""] * len(answers)
    return Counter(
        (str(value or "")[:200], code[:200])
        for answer, value in zip(answers, values, strict=True)
        if answer and question.is_choice
        for code in (set(answer.split()) if question.is_many else (answer,))
    )


def estimates(
    design: Any,
    definition: Definition,
    question: Question,
    table: dict[str, list[Any]],
    asked: list[Definition],
    by: Any,
) -> Sequence[Any]:
    """Return the estimates of one question, none if it is neither choice nor number."""
    answers = table.get(question.key, [])
    if all(answer is None for answer in answers):
        return []
    if question.is_choice:
        codes = [choice.code for choice in definition.choices_of(question)]
        if not question.is_many:
            codes += sorted({answer for answer in answers if answer} - set(codes))
            return list(
                survey.choice_shares(
                    design, [a or None for a in answers], choices=codes, by=by, name=question.key
                )
            )
        columns = columns_of(question, codes, answers, asked)
        # One call per base: a choice that was added later has a smaller one.
        bases: dict[tuple[bool, ...], list[str]] = {}
        for code, column in columns.items():
            bases.setdefault(tuple(value is None for value in column), []).append(code)
        return [
            row
            for some in bases.values()
            for row in survey.choice_shares(
                design,
                {code: columns[code] for code in some},
                kind="multiple",
                by=by,
                name=question.key,
            )
        ]
    if answers_of.is_number(question):
        return list(survey.mean(design, answers, by=by, name=question.key))
    return []


def columns_of(
    question: Question, codes: list[str], answers: list[str | None], asked: list[Definition]
) -> dict[str, list[float | None]]:
    """Return one 0/1 column per choice of a select_multiple.

    Respondents to a version of the form that did not offer a choice are excluded from the base of
    that choice, because they were not asked.
    """
    offered: dict[int, set[str]] = {}
    for edition in asked:
        if id(edition) not in offered:
            own = edition.by_key.get(question.key)
            offered[id(edition)] = (
                set() if own is None else {choice.code for choice in edition.choices_of(own)}
            )
    chosen = [None if answer is None else set(answer.split()) for answer in answers]
    codes = codes + sorted(set().union(*[some for some in chosen if some]) - set(codes))
    return {
        code: [
            None
            if some is None or (code not in some and code not in offered[id(edition)])
            else float(code in some)
            for some, edition in zip(chosen, asked, strict=True)
        ]
        for code in codes
    }


def as_finding(
    run: Estimation,
    position: int,
    definition: Definition,
    question: Question,
    split: str,
    row: Any,
) -> Finding:
    choice = "" if row.level is None else str(row.level)
    label = next((c.label for c in definition.choices_of(question) if c.code == choice), choice)
    return Finding(
        estimation=run,
        position=position,
        question=question.key,
        question_label=question.label[:500],
        statistic="share" if question.is_choice else "mean",
        choice=choice[:200],
        choice_label=label[:500],
        domain=split,
        domain_value=str(row.domain.get(split) or "")[:200] if split else "",
        value=row.value,
        se=row.se,
        low=row.low,
        high=row.high,
        n=row.n,
        deff=row.deff,
        flag=row.flag,
        note_code=getattr(row.note, "code", ""),
        note_values=getattr(row.note, "values", {}),
    )
