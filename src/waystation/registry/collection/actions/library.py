"""The library: what an organisation uses again in its forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.analysis.xforms.rows import as_cell
from waystation.foundation.access import queries as access
from waystation.foundation.records.saving import add, log, save
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.fields import LIBRARY_PART
from waystation.registry.collection.models import BuiltForm, LibraryPart
from waystation.registry.collection.rules.building import library
from waystation.registry.collection.rules.building.book import Book

from .building import apply_change

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


def save_part(
    user: User, built_id: UUID, what: int | str, title: str, *, replaces: bool = False
) -> LibraryPart:
    """Save a question or group (its key) or a list (its name) of a form to the library.

    Raises NotSeen, NotAllowed; Refusal for a title that is there and not to be replaced.
    """
    built = queries.built_form_visible_to(user, built_id)
    user = access.require(user, "form.design", built.office_id)
    title = as_cell(title)
    LIBRARY_PART.refuse({"title": title})
    book = queries.book_of(built)
    if isinstance(what, str) and what not in book.lists:
        raise queries.not_seen(N_("list"))
    part = library.list_part(book, what) if isinstance(what, str) else library.part_of(book, what)
    kind = library.kind_of_part(part)
    with transaction.atomic():
        rows = LibraryPart.objects.select_for_update().filter(organisation=user.organisation_id)
        there = rows.filter(title=title).first()
        if there is None:
            new = LibraryPart.begin(
                user, built.office_id, title=title, kind=kind, book=part.as_json(),
                source=built.title,
            )  # fmt: skip
            return add(user, "library_part.add", new)
        if there.book == part.as_json():
            return there
        if not replaces:
            raise Refusal(
                N_("The library already has “{title}”. Choose another title, or replace it."),
                field="title",
                code="part_taken",
                title=title,
            )
        access.require(user, "form.design", there.office_id)
        there.kind, there.book, there.source = kind, part.as_json(), built.title
        return save(user, "library_part.change", there)


def insert_part(user: User, built_id: UUID, part_id: UUID, version: int, after: int) -> BuiltForm:
    """Copy a part of the library into a form, below a question or at the end.

    The same form sent twice is done once: ``version`` is that of the form that was seen.
    """
    part = queries.library_part_visible_to(user, part_id)
    source = f"{part.title} · {part.source} · {part.changed_at:%Y-%m-%d}"
    return _insert(user, built_id, Book.from_json(part.book), source, version, after)


def insert_code_list(
    user: User, built_id: UUID, code_list: str, version: int, after: int
) -> BuiltForm:
    """Add a question with a code list of the mission: its title, and its codes as choices."""
    part, source = queries.part_of_code_list(code_list)
    return _insert(user, built_id, part, source, version, after)


def _insert(
    user: User, built_id: UUID, part: Book, source: str, version: int, after: int
) -> BuiltForm:
    def change(built: BuiltForm, book: Book) -> str:
        same = {"user": str(user.id), "what": "insert", "of": version, "source": source}
        if same.items() <= built.last.items():
            return source
        inserted = library.insert(book, part, source, after)
        last["row"] = inserted if isinstance(inserted, int) else 0
        return source

    last: dict[str, Any] = {"source": source}
    return apply_change(user, built_id, "insert", change, last)


def remove_part(user: User, part_id: UUID) -> None:
    """Remove a part from the library; forms that have a copy keep it."""
    part = queries.library_part_visible_to(user, part_id)
    user = access.require(user, "form.design", part.office_id)
    with transaction.atomic():
        log(user, "library_part.remove", part)
        part.delete()
