"""Opening and editing studies and rounds, and setting the sample frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.once import recorded_before
from waystation.foundation.records.values import values_of, write_values
from waystation.foundation.shared.errors import NotSeen, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions as forms
from waystation.registry.collection import queries as collection
from waystation.services.tracking import queries, rules
from waystation.services.tracking.fields import CHANGEABLE, ROUND, STUDY
from waystation.services.tracking.models import Operation, Round
from waystation.services.tracking.questionnaires import QUESTIONNAIRES, first_days
from waystation.services.tracking.sampling import EQUAL, FROM_QUESTION


@transaction.atomic
def open_operation(
    user: access.AnyUser,
    office_id: UUID,
    title: str,
    *,
    purpose: str = "",
    short_name: str = "",
    key: UUID | None = None,
) -> Operation:
    """Open a study. The same key again is the same study. Raises NotAllowed, Refusals, Conflict."""
    me = access.require(user, "study.estimate", office_id)
    given = STUDY.complete({"title": " ".join(title.split()), "purpose": purpose.strip()})
    STUDY.refuse(given)
    short_name = (short_name or slugify(given["title"]))[:60] or "study"
    there = (
        recorded_before(Operation, key)
        or Operation.objects.filter(organisation_id=me.organisation_id, key=short_name).first()
    )
    if there is not None:
        refuse([rules.refusal_of_second_study(there.office_id == office_id)])
        return there
    operation = Operation.begin(me, office_id, key)
    operation.key = short_name
    write_values(operation, STUDY, given)
    operation.save(force_insert=True)
    audit.log(me, "study.open", STUDY.kind, operation.id, office_id=office_id)
    return operation


@transaction.atomic
def open_with_questionnaire(
    user: access.AnyUser, office_id: UUID, questionnaire: str, title: str, **more: Any
) -> Operation:
    """Open a study with one of our questionnaires: published in the office, and a first round.

    ``more`` as in ``open_operation``. Raises NotSeen for a questionnaire that there is not,
    NotAllowed, Refusals, Conflict.
    """
    chosen = QUESTIONNAIRES.get(questionnaire)
    if chosen is None:
        raise NotSeen(N_("There is no such questionnaire."), code="questionnaire_unknown")
    me = access.require(user, "study.estimate", office_id)
    operation = open_operation(user, office_id, title, **more)
    if Round.objects.filter(operation=operation).exists():  # sent twice
        return operation
    version = forms.upload_form(me, office_id, chosen.file_name, chosen.workbook())
    form = forms.publish_version(me, version.id).form
    days: dict[str, Any] = dict(first_days(today_in()))
    open_round(user, operation.id, number=1, form_id=form.id, **days)
    return operation


@transaction.atomic
def open_round(
    user: access.AnyUser,
    operation_id: UUID,
    *,
    weight: str = "",
    stratum: str = "",
    **values: Any,
) -> Round:
    """Open a round with its form; ``values`` are those of ``fields.ROUND``.

    The same number again is the same round. Raises NotSeen, NotAllowed, Refusals.
    """
    operation = queries.study_visible_to(user, operation_id)
    me = access.require(user, "study.estimate", operation.office_id)
    given = ROUND.complete(values)
    ROUND.refuse(given, *rules.refusals_of_round(given))
    form = collection.form_visible_to(user, given["form_id"])
    there = Round.objects.filter(operation=operation, number=given["number"]).first()
    if there is not None:
        return there
    opened = Round.begin(
        me,
        operation.office_id,
        operation=operation,
        stratum=stratum,
        weight=weight,
        weighting=FROM_QUESTION if weight else EQUAL,
    )
    write_values(opened, ROUND, {**given, "form_id": form.id})
    opened.save(force_insert=True)
    audit.log(me, "round.open", ROUND.kind, opened.id, office_id=operation.office_id)
    return opened


@transaction.atomic
def edit_study(
    user: access.AnyUser, study_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Operation:
    """Change title and purpose of a study. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    queries.study_visible_to(user, study_id)
    study = Operation.objects.select_for_update().get(id=study_id)
    _edit(user, study, STUDY, "study.edit", seen, proposed)
    return study


@transaction.atomic
def edit_round(
    user: access.AnyUser, round_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Round:
    """Change days and place of a round. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    queries.round_visible_to(user, round_id)
    round_ = Round.objects.select_for_update().get(id=round_id)
    _edit(user, round_, CHANGEABLE, "round.edit", seen, proposed)
    return round_


def _edit(
    user: access.AnyUser,
    record: Operation | Round,
    table: FieldTable,
    verb: str,
    seen: Mapping[str, Any],
    proposed: Mapping[str, Any],
) -> None:
    me = access.require(user, "study.estimate", record.office_id)
    changed = merge_edit(record, seen, proposed)
    if not changed:
        return
    given = values_of(record, table)
    table.refuse(given, *(rules.refusals_of_days(given) if table is CHANGEABLE else ()))
    record.touch()
    record.save()
    audit.log(
        me, verb, table.kind, record.id, office_id=record.office_id, fields=sorted(changed)
    )  # fmt: skip
