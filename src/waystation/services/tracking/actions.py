"""What trackers do: open an operation and its rounds, set the sample, estimate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from waystation.analysis import survey
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.collection import facts as answers_of
from waystation.registry.collection import queries as collection

from . import queries
from .models import Estimation, Finding, Operation, Round, Stratum
from .rules import refusal_of_frame, refusal_to_open_round

if TYPE_CHECKING:
    from waystation.analysis.xforms.definition import Definition, Question
    from waystation.foundation.access.models import User


def open_operation(
    user: User, office_id: UUID, title: str, *, purpose: str = "", key: str = ""
) -> Operation:
    """Open a study. The same key again is the same study. Raises NotAllowed, Refusal."""
    user = access.require(user, "study.estimate", office_id)
    title = " ".join(title.split())
    if not title:
        raise Refusal(N_("Give the study a title."), field="title", code="title_missing")
    key = (key or slugify(title))[:60] or "study"
    stamp = now()
    with transaction.atomic():
        operation, made = Operation.objects.get_or_create(
            organisation_id=user.organisation_id,
            key=key,
            defaults={
                "office_id": office_id,
                "title": title[:200],
                "purpose": purpose[:500],
                "created_at": stamp,
                "created_by": user,
                "changed_at": stamp,
            },
        )
        if made:
            audit.log(user, "study.open", "tracking.Operation", operation.id, office_id=office_id)
    return operation


def open_round(
    user: User,
    operation_id: UUID,
    *,
    number: int,
    form_id: UUID,
    starts_on: date,
    ends_on: date,
    place: str = "",
    weight: str = "",
    stratum: str = "",
) -> Round:
    """Open a round with its form. The same number again is the same round.

    Raises NotSeen, NotAllowed, Refusal.
    """
    operation = queries.study_seen_by(user, operation_id)
    user = access.require(user, "study.estimate", operation.office_id)
    if refusal := refusal_to_open_round(number, starts_on, ends_on):
        raise refusal
    form = collection.form_seen_by(user, form_id)
    stamp = now()
    with transaction.atomic():
        round_, made = Round.objects.get_or_create(
            operation=operation,
            number=number,
            defaults={
                "organisation_id": operation.organisation_id,
                "office_id": operation.office_id,
                "form": form,
                "starts_on": starts_on,
                "ends_on": ends_on,
                "place": place[:200],
                "weight": weight,
                "stratum": stratum,
                "created_at": stamp,
                "created_by": user,
                "changed_at": stamp,
            },
        )
        if made:
            audit.log(
                user, "round.open", "tracking.Round", round_.id, office_id=operation.office_id
            )
    return round_


def set_sample_frame(user: User, round_id: UUID, rows: Sequence[tuple[str, int]]) -> int:
    """Set the strata of a round's sample with their units; return how many.

    Raises NotSeen, NotAllowed, and Refusal naming the row.
    """
    round_ = queries.round_seen_by(user, round_id)
    user = access.require(user, "study.estimate", round_.office_id)
    if refusal := refusal_of_frame(rows):
        raise refusal
    with transaction.atomic():
        there = set(round_.strata.values_list("code", "population"))
        if there != set(rows):
            round_.strata.all().delete()
            Stratum.objects.bulk_create(
                Stratum(round=round_, code=code, population=population) for code, population in rows
            )
            audit.log(
                user, "round.frame", "tracking.Round", round_.id,
                office_id=round_.office_id, strata=len(rows),
            )  # fmt: skip
    return len(rows)


def estimate(user: User, round_id: UUID, *, domains: Sequence[str] = ()) -> Estimation:
    """Estimate every choice question and number of a round from its cleaned submissions.

    The answers are read from a snapshot of them, which the run names by its hash. The same
    answers, domains and program give the run that is there already. Raises NotSeen,
    NotAllowed; Refusal without submissions or for an unknown domain.
    """
    round_ = queries.round_seen_by(user, round_id)
    user = access.require(user, "study.estimate", round_.office_id)
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
    rests_on = collection.provenance(user, round_.form)
    snapshot = queries.snapshot_taken(user, round_)
    design = {"weight": round_.weight, "stratum": round_.stratum}
    code = survey.code_version()
    latest = queries.latest_estimation(round_)
    if latest is not None and same_run(latest, snapshot.digest, code, list(domains), design):
        return latest
    stamp = now()
    run = Estimation(
        organisation_id=round_.organisation_id,
        office_id=round_.office_id,
        round=round_,
        rows=snapshot.rows,
        domains=list(domains),
        design=design,
        form_versions=rests_on["form_versions"][:250],
        submissions_hash=rests_on["submissions"],
        cleaning_hash=rests_on["cleaning"],
        snapshot=snapshot.digest,
        code_version=code,
        created_at=stamp,
        created_by=user,
        changed_at=stamp,
    )
    table = snapshot.table().to_pydict()
    editions = {
        one.hex: asked for one, asked in collection.definitions_of(user, round_.form).items()
    }
    asked = [editions[one] for one in table[answers_of.EDITION]]
    # The long part comes before the transaction: nobody waits for a lock while it computes.
    found = list(findings(run, definition, table, asked, round_, domains))
    with transaction.atomic():
        run.save(force_insert=True)
        Finding.objects.bulk_create(found, batch_size=500)
        audit.log(
            user, "study.estimate", "tracking.Round", round_.id,
            office_id=round_.office_id, rows=snapshot.rows, snapshot=snapshot.digest,
        )  # fmt: skip
    return run


def same_run(
    run: Estimation, snapshot: str, code: str, domains: list[str], design: dict[str, str]
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
    round_: Round,
    domains: Sequence[str],
) -> Iterator[Finding]:
    """Yield an estimate for each choice and each number, over all and over each domain.

    ``table`` holds the answers by question, ``asked`` the edition of the form that each row
    was filled in with.
    """
    size = len(asked)
    nothing = [None] * size
    design = survey.Design(
        n=size,
        weights=table.get(round_.weight, nothing) if round_.weight else None,
        strata=[one or "" for one in table.get(round_.stratum, nothing)]
        if round_.stratum
        else None,
    )
    splits: list[tuple[str, Any]] = [("", None)]
    splits += [(name, {name: [one or None for one in table[name]]}) for name in domains]
    position = 0
    for question in definition.table():
        for split, by in splits:
            for row in estimates(design, definition, question, table, asked, by):
                position += 1
                yield as_finding(run, position, definition, question, split, row)


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

    Who filled in an edition of the form that did not offer a choice is outside the base of
    that choice: nobody can say no to what was not asked.
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
        flag=row.flag,
        note_code=getattr(row.note, "code", ""),
        note_values=getattr(row.note, "values", {}),
    )
