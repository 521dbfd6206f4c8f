"""Actions on fact sheets: draft an edition, translate it, publish it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import values_of, write_values
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_

from . import queries, rules
from .fields import EDITION, SHEET, TEXT
from .models import Edition, Sheet, Text
from .transitions import EDITION_WORKFLOW

KIND = "factsheets.Edition"


@transaction.atomic
def record_sheet(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Sheet:
    """Begin the fact sheet of a topic; ``values`` are those of ``fields.SHEET``.

    Raises NotAllowed, Refusals, Conflict where the topic has a sheet already.
    """
    me = access.require(user, "factsheet.edit", office_id)
    given = SHEET.complete(values)
    given["title"] = given["title"].strip()
    SHEET.refuse(given)
    there = recorded_before(Sheet, key)
    if there is not None:
        return require_same(there, SHEET, {**given, "office_id": office_id})
    mine = Sheet.objects.filter(organisation_id=me.organisation_id, topic=given["topic"])
    if mine.exists():
        raise Conflict(
            N_("This topic already has a fact sheet. Draft a new edition of it."),
            code="topic_taken",
        )
    sheet = Sheet.begin(me, office_id, key)
    write_values(sheet, SHEET, given)
    sheet.save(force_insert=True)
    audit.log(me, "sheet.record", "factsheets.Sheet", sheet.id, office_id=office_id)
    return sheet


@transaction.atomic
def draft_edition(user: access.AnyUser, sheet_id: UUID, **values: Any) -> Edition:
    """Begin the next edition of a sheet with the texts of the previous one.

    Translations remain valid until the original changes. Raises NotSeen, NotAllowed, Refusals.
    """
    queries.sheet_visible_to(user, sheet_id)
    sheet = Sheet.objects.select_for_update(of=("self",)).get(id=sheet_id)
    me = access.require(user, "factsheet.edit", sheet.office_id)
    given = EDITION.complete(values)
    editions = sheet.editions.order_by("-number")
    refuse(
        [
            *_edition_refusals(given),
            rules.refusal_of_second_draft(editions.filter(state="draft").exists()),
        ]
    )
    newest = editions.first()
    edition = Edition.begin(
        me, sheet.office_id, sheet=sheet, number=newest.number + 1 if newest else 1
    )
    write_values(edition, EDITION, given)
    edition.save(force_insert=True)
    if last := editions.filter(state="published").first():
        _copy_texts(me, last, edition)
    audit.log(me, "edition.record", KIND, edition.id, office_id=sheet.office_id)
    return edition


def _edition_refusals(given: Mapping[str, Any]) -> list[Refusal | None]:
    end_before_start = (
        rules.refusal_of_validity(given["valid_from"], given["valid_until"], None)
        if given["valid_from"]
        else None
    )
    return [
        *EDITION.refusals(given),
        end_before_start,
        rules.refusal_of_address(given["source_url"]),
    ]


def _copy_texts(me: Any, last: Edition, edition: Edition) -> None:
    for one in queries.languages_of(last):
        if one.text is not None:
            copy = Text.begin(me, edition.office_id, edition=edition, language=one.language)
            write_values(copy, TEXT, values_of(one.text, TEXT))
            copy.written_by_id, copy.written_at = one.text.written_by_id, one.text.written_at
            copy.reviewed_by_id, copy.reviewed_at = one.text.reviewed_by_id, one.text.reviewed_at
            copy.based_on = 0 if one.state == "outdated" else 1
            copy.save(force_insert=True)


def _lock_edition(user: access.AnyUser, edition_id: UUID) -> Edition:
    queries.edition_visible_to(user, edition_id)
    rows = Edition.objects.select_for_update(of=("self",)).select_related("sheet")
    return rows.get(id=edition_id)


@transaction.atomic
def edit_edition(
    user: access.AnyUser, edition_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Edition:
    """Change the validity or the source of a draft.

    Raises NotSeen, NotAllowed, Refusals, Conflict where somebody changed the same field.
    """
    edition = _lock_edition(user, edition_id)
    me = access.require(user, "factsheet.edit", edition.office_id)
    refuse([rules.refusal_to_write("", "", edition.state != "draft")])
    changed = merge_edit(edition, seen, proposed)
    if not changed:
        return edition
    refuse(_edition_refusals(values_of(edition, EDITION)))
    edition.touch()
    edition.save()
    audit.log(
        me, "edition.edit", KIND, edition.id, office_id=edition.office_id, fields=sorted(changed)
    )
    return edition


@transaction.atomic
def write_text(
    user: access.AnyUser,
    edition_id: UUID,
    language: str,
    seen: Mapping[str, Any],
    proposed: Mapping[str, Any],
) -> Text:
    """Write an edition in a language. Saving it unchanged confirms a translation.

    A change of the original makes the translations outdated. In a published edition only texts that
    are missing, outdated or not reviewed can be written. A colleague who takes the mark "not
    reviewed" away has reviewed the text. Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    refuse([rules.refusal_of_language(language)])
    edition = _lock_edition(user, edition_id)
    me = access.require(user, "factsheet.edit", edition.office_id)
    published = edition.state != "draft"
    version = queries.language_version(edition, language)
    refuse([rules.refusal_to_write(language, version.state, published)])
    text = version.text
    is_new = text is None
    draft = Draft(**(values_of(text, TEXT) if text else TEXT.complete({})))
    changed = merge_edit(draft, seen, proposed)
    given = TEXT.complete(draft.values)
    reviews = text is not None and text.unreviewed and not given["unreviewed"]
    original = queries.language_version(edition, rules.SOURCE_LANGUAGE).text
    TEXT.refuse(
        given,
        rules.refusal_of_draft_original(language, given["unreviewed"]),
        rules.refusal_of_own_review(reviews and text is not None and _wrote(me, text)),
        rules.refusal_of_missing_original(
            language == rules.SOURCE_LANGUAGE or original is not None
        ),
    )
    text = text or Text.begin(me, edition.office_id, edition=edition, language=language, version=0)
    write_values(text, TEXT, given)
    if changed or is_new:
        text.touch()
    if is_new or {"title", "body"} & set(changed):
        text.written_by, text.written_at = me, text.created_at if is_new else now()
        text.reviewed_by = text.reviewed_at = None
    if reviews:
        text.reviewed_by, text.reviewed_at = me, now()
    elif text.unreviewed:
        text.reviewed_by = text.reviewed_at = None
    text.based_on = original.version if original and original.pk != text.pk else text.version
    text.frozen = published and not text.unreviewed
    text.save(force_insert=is_new)
    audit.log(
        me,
        "edition.write",
        KIND,
        edition.id,
        office_id=edition.office_id,
        language=language,
        fields=sorted(changed),
    )
    _tell_if_corrected(text)
    return text


def _tell_if_corrected(text: Text) -> None:
    """Tell the other apps that a published text, which was read before it was final, is another."""
    if text.frozen and text.written_at > text.created_at:
        for tell in contributions.functions("text_corrected").values():
            tell(text.edition_id, text.language, text.created_at, text.written_at)


def _wrote(user: Any, text: Text) -> bool:
    return bool(text.written_by_id == user.id)


@transaction.atomic
def review_text(user: access.AnyUser, edition_id: UUID, language: str) -> Text:
    """Confirm a translation that was made by machine or as a draft.

    The reviewer is not its writer. Raises NotSeen, NotAllowed, Refusals.
    """
    refuse([rules.refusal_of_language(language)])
    edition = _lock_edition(user, edition_id)
    may = (one for one in rules.REVIEWERS if access.may(user, one, edition.office_id))
    me = access.require(user, next(may, rules.REVIEWERS[0]), edition.office_id)
    version = queries.language_version(edition, language)
    refuse([rules.refusal_to_review(version.state)])
    text = version.text
    assert text is not None  # noqa: S101 - a version that is not reviewed has a text
    refuse([rules.refusal_of_own_review(_wrote(me, text))])
    text.unreviewed = False
    text.reviewed_by, text.reviewed_at = me, now()
    text.frozen = edition.state == "published"
    text.touch()
    text.save()
    audit.log(
        me, "edition.confirm", KIND, edition.id, office_id=edition.office_id, language=language
    )
    _tell_if_corrected(text)
    return text


@transaction.atomic
def change_edition_state(
    user: access.AnyUser, edition_id: UUID, transition: str, **values: Any
) -> Edition:
    """Publish a draft, or discard it. Published editions are frozen.

    Apps that recorded who was told an earlier edition are called in the same transaction. Raises
    NotSeen, NotAllowed, Refusals.
    """
    before = queries.edition_visible_to(user, edition_id).state
    rows = Edition.objects.filter(sheet__in=queries.sheets_visible_to(user))
    edition: Edition = EDITION_WORKFLOW.perform(user, rows, edition_id, transition, **values)
    if edition.state == "published" and before != "published":
        _freeze(edition)
        for tell in contributions.functions("edition_published").values():
            tell(edition.id)
    return edition


def _freeze(edition: Edition) -> None:
    """Freeze what is final; outdated translations and those not reviewed can still be written."""
    for one in queries.languages_of(edition):
        if one.text is not None and one.state not in rules.UNFINISHED:
            one.text.frozen = True
            one.text.save(update_fields=["frozen"])
