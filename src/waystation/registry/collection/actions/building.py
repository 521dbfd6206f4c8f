"""Building a form in the browser: its questions, choices and settings, and the draft of them.

The form is checked and published by the actions of an uploaded workbook; there is no other way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.analysis.xforms.rows import as_cell, rows_of
from waystation.foundation.access import queries as access
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.once import recorded_before
from waystation.foundation.records.saving import add, log, save
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.fields import (
    CHOICES_OF_BUILT,
    NEW_BUILT,
    SETTINGS_OF_BUILT,
    question_table,
)
from waystation.registry.collection.models import BuiltForm, FormVersion
from waystation.registry.collection.rules.building import lists, questions
from waystation.registry.collection.rules.building.book import (
    MOST_CELLS,
    MOST_ROWS,
    SELECTS,
    Book,
)
from waystation.registry.collection.rules.building.names import free_name, proposed_name

from .forms import attach_file, discard_draft, publish_version, upload_form

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

NOTHING: Mapping[str, Any] = {}
ARRANGEMENTS = ("up", "down", "copy", "remove", "undo")


def begin_form(
    user: User, office_id: UUID, title: str, languages: Sequence[str], key: UUID | None = None
) -> BuiltForm:
    """Begin a form without questions. Raises NotAllowed, Refusal."""
    user = access.require(user, "form.design", office_id)
    found = recorded_before(BuiltForm, key)
    if found is not None:
        return queries.built_form_visible_to(user, found.id)
    title = as_cell(title)
    NEW_BUILT.refuse({"title": title}, _no_language(languages))
    version = today_in().isoformat()
    book = Book.new(title, _free_key(user, title), version, languages)
    built = BuiltForm.begin(user, office_id, key, title=title, book=book.as_json())
    with transaction.atomic():
        return add(user, "form.begin", built)


def _free_key(user: User, title: str) -> str:
    """Return an id for a new form that no form of the organisation has."""
    name = proposed_name(title, (), "form")
    tried, number = name, 1
    while queries.key_is_used(user, tried):
        number += 1
        tried = f"{name}_{number}"
    return tried


def open_form(user: User, form_id: UUID) -> BuiltForm:
    """Begin to change a form in the browser, from its newest version; twice is the same.

    Raises NotSeen, NotAllowed; Refusal for an XForm and for a form that is too long.
    """
    form = queries.form_visible_to(user, form_id)
    user = access.require(user, "form.design", form.office_id)
    version = queries.newest_version(form)
    if version is None or version.workbook is None:
        raise Refusal(
            N_(
                "This form was uploaded as an XForm. Only workbooks (XLSForm) can be changed in "
                "the browser."
            ),
            code="not_a_workbook",
        )
    name = version.source_name
    sheets = limits.run(rows_of, name, bytes(version.workbook), name=name)
    book = Book.read(sheets)
    cells = sum(len(row) for rows in book.sheets.values() for row in rows)
    if len(book.keys) > MOST_ROWS or cells > MOST_CELLS:
        raise Refusal(
            N_(
                "This form is too long to be changed in the browser, which takes {most} rows of "
                "questions. Change its workbook and upload it."
            ),
            code="too_many_questions",
            most=MOST_ROWS,
        )
    book.set_setting("form_id", form.key)
    book.set_setting("form_title", book.setting("form_title") or form.title)
    if version.state == "published":
        used = set(form.versions.values_list("name", flat=True))
        book.set_setting("version", free_name(today_in().isoformat(), used))
    with transaction.atomic():
        queries.form_visible_to(user, form_id)
        built, made = BuiltForm.objects.select_for_update().get_or_create(
            form=form,
            defaults=_defaults(
                BuiltForm.begin(user, form.office_id, title=form.title, book=book.as_json())
            ),
        )
        if made:
            log(user, "form.begin", built)
    return built


def _defaults(built: BuiltForm) -> dict[str, Any]:
    names = [one.attname for one in BuiltForm._meta.concrete_fields if one.name != "form"]
    return {name: getattr(built, name) for name in names}


def _no_language(languages: Collection[str]) -> Refusal | None:
    if languages:
        return None
    return Refusal(N_("Choose at least one language."), field="languages", code="missing")


def apply_change(
    user: User,
    built_id: UUID,
    what: str,
    change: Callable[[BuiltForm, Book], str],
    last: Mapping[str, Any] = NOTHING,
) -> BuiltForm:
    """Apply a change to the rows, which returns the label of what it changed; log and save it.

    ``last`` is what is remembered of it, to know the same change when it is sent again.
    """
    with transaction.atomic():
        queries.built_form_visible_to(user, built_id)
        built = BuiltForm.objects.select_for_update().get(id=built_id)
        user = access.require(user, "form.design", built.office_id)
        book, seen = queries.book_of(built), built.version
        label = change(built, book)
        after = book.as_json()
        if after == built.book:
            return built
        built.before, built.book, built.digest = built.book, after, ""
        built.last = {
            "user": str(user.id),
            "name": user.full_name,
            "what": what,
            "label": label[:100],
            "of": seen,
            **last,
        }
        return save(user, "form.change", built)


def add_question(
    user: User,
    built_id: UUID,
    kind: str,
    values: Mapping[str, Any],
    after: int = 0,
    choices: str = "",
) -> BuiltForm:
    """Add a question; ``choices`` are lines of a new list. Raises Refusal for what is wrong."""

    def change(built: BuiltForm, book: Book) -> str:
        given = dict(values)
        if kind in SELECTS and not given.get("list_name") and choices.strip():
            label = next((given.get(f"label_{n}") for n in range(len(book.languages))), "")
            name = given.get("name") or proposed_name(label or "", (), "list")
            given["list_name"] = free_name(name, book.lists)
            lists.write_choices(
                book, given["list_name"], lists.choices_in(choices, len(book.languages))
            )
        given = questions.complete(book, 0, kind, given)
        table = _table(book, kind)
        table.refuse(given)
        questions.refuse_wrong(book, 0, kind, given)
        key = book.add(given.get("kind", kind), after, given.get("list_name", ""))
        questions.write_values(book, key, given)
        added["row"] = key
        return book.label_of(key)

    added: dict[str, int] = {}
    return apply_change(user, built_id, "add", change, last=added)


def change_question(
    user: User, built_id: UUID, key: int, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> BuiltForm:
    """Change a question, merged with what somebody else changed. Raises Conflict, Refusal."""

    def change(built: BuiltForm, book: Book) -> str:
        kind = book.line(key).kind
        current = Draft(**questions.values_of(book, key))
        given = {name: value for name, value in proposed.items() if name in current.values}
        merge_edit(current, seen, questions.complete(book, key, kind, given))
        values = current.values
        _table(book, kind, key).refuse(values)
        questions.refuse_wrong(book, key, kind, values)
        questions.write_values(book, key, values)
        return book.label_of(key)

    return apply_change(user, built_id, "change", change, {"row": key})


def _table(book: Book, kind: str, key: int = 0) -> FieldTable:
    names = questions.field_names(book, kind, key)
    return question_table(names, kind, book.languages, book.lists)


def arrange(user: User, built_id: UUID, version: int, what: str, key: int = 0) -> BuiltForm:
    """Move, copy or remove a question, or undo the last change, as of the version that was seen.

    The same twice is done once. Raises Conflict if somebody else has changed the form since.
    """
    if what not in ARRANGEMENTS:
        raise Refusal(N_("There is no such button. Load the page again."), code="unknown_change")

    def change(built: BuiltForm, book: Book) -> str:
        same = {"user": str(user.id), "what": what, "row": key, "of": version}
        if built.version != version:
            if same.items() <= built.last.items():
                return ""
            raise Conflict(
                N_(
                    "{name} has changed this form since you opened it. Nothing was done: here is "
                    "the form as it is now."
                ),
                code="edited_meanwhile",
                name=built.last.get("name", "–"),
            )
        if what == "undo":
            if built.before is None:
                raise Refusal(N_("There is nothing to undo."), code="nothing_to_undo")
            earlier = Book.from_json(built.before)
            book.sheets, book.keys = earlier.sheets, earlier.keys
            built.title = book.setting("form_title") or built.title
            return str(built.last.get("label", ""))
        label = book.label_of(key)
        if what == "copy":
            book.copy(key)
        elif what == "remove":
            book.remove(key)
        else:
            book.move(key, up=what == "up")
        return label

    return apply_change(user, built_id, what, change, {"row": key})


def change_choices(
    user: User, built_id: UUID, name: str, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> BuiltForm:
    """Change the choices of a list, written as lines. Raises Conflict, Refusal."""

    def change(built: BuiltForm, book: Book) -> str:
        if name not in book.lists:
            raise queries.not_seen(N_("list"))
        current = Draft(choices=lists.lines_of(book, name))
        merge_edit(current, seen, proposed)
        CHOICES_OF_BUILT.refuse(current.values)
        found = lists.choices_in(current.values["choices"], len(book.languages))
        lists.write_choices(book, name, found)
        return name

    return apply_change(user, built_id, "change", change)


def change_settings(
    user: User, built_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> BuiltForm:
    """Change title, version and languages. A language that is left out loses its texts."""

    def change(built: BuiltForm, book: Book) -> str:
        current = Draft(**settings_of(book))
        merge_edit(current, seen, {**proposed, "languages": sorted(proposed["languages"])})
        values = current.values
        SETTINGS_OF_BUILT.refuse(values, _no_language(values["languages"]))
        book.set_setting("form_title", as_cell(values["title"]))
        book.set_setting("version", as_cell(values["name"]))
        book.set_languages({one if one != DEFAULT else "" for one in values["languages"]})
        built.title = as_cell(values["title"])
        if built.form is None:
            book.set_setting("form_id", _free_key(user, built.title))
        return built.title

    return apply_change(user, built_id, "change", change)


DEFAULT = "default"
"""What the language of columns without a language is called, as pyxform calls it."""


def settings_of(book: Book) -> dict[str, Any]:
    """Return the title, the version and the languages of a form."""
    return {
        "title": book.setting("form_title"),
        "name": book.setting("version"),
        "languages": sorted(one or DEFAULT for one in book.languages),
    }


def check_form(user: User, built_id: UUID) -> FormVersion:
    """Make the draft of a form from its rows, as if its workbook were uploaded.

    Raises NotSeen, NotAllowed; Refusal as ``upload_form`` does.
    """
    built = queries.built_form_visible_to(user, built_id)
    user = access.require(user, "form.design", built.office_id)
    book = queries.book_of(built)
    if not book.keys:
        raise Refusal(N_("This form has no question yet. Add one first."), code="no_question")
    key = book.setting("form_id")
    if built.form is None and queries.key_is_used(user, key):
        raise Refusal(
            N_("Another form has the id {key} since you began this one. Change its title."),
            code="form_key_taken",
            key=key,
        )
    earlier = queries.newest_version(built.form) if built.form else None
    files = queries.files_of(earlier.id) if earlier else {}
    version = upload_form(user, built.office_id, f"{key}.xlsx", queries.workbook_of_built(built))
    there = queries.files_of(version.id)
    for name in version.media:
        if name in files and name not in there:
            attach_file(user, version.id, name, files[name])
    with transaction.atomic():
        now = BuiltForm.objects.select_for_update().get(id=built.id)
        if now.form_id is None or (now.version == built.version and now.digest != version.digest):
            now.form = version.form
            now.digest = version.digest if now.version == built.version else ""
            now.save(update_fields=["form", "digest"])
            log(user, "form.draft", now)
    return version


def publish_built(user: User, built_id: UUID) -> FormVersion:
    """Publish a form as it is in the browser: phones get it with their next list of forms.

    The draft between is left only if a file must be attached to it first. Raises as ``check_form``
    and ``publish_version`` do.
    """
    return publish_version(user, check_form(user, built_id).id)


def discard_built(user: User, built_id: UUID) -> None:
    """Discard what was built in the browser and the draft made of it; published versions remain."""
    built = queries.built_form_visible_to(user, built_id)
    user = access.require(user, "form.design", built.office_id)
    with transaction.atomic():
        log(user, "form.discard", built)
        form, digest = built.form, built.digest
        built.delete()
        draft = form and digest and form.versions.filter(state="draft", digest=digest).first()
        if draft:
            discard_draft(user, draft.id)
