"""Which kinds of records exist about a person, so that a page reads only those."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.db import models

from waystation.foundation.access import queries as access
from waystation.foundation.shared.read_once import once
from waystation.registry.people.models import Person


@once
def models_about(person_id: UUID) -> frozenset[type[models.Model]]:
    """Return the models that have a row about a person, in one statement.

    A person's page has twenty parts, most of which are empty: what is not in the result need not
    be read. It says nothing about what a user may see: every part reads its rows in their scope.
    """
    found, statement = _statement()
    ((*exists,),) = access.ask(statement, *[access.in_sql(person_id)] * len(found))
    return frozenset(model for model, there in zip(found, exists, strict=True) if there)


@cache
def _statement() -> tuple[tuple[type[models.Model], ...], str]:
    """Return the models that refer to a person, and the statement that looks into each of them."""
    related: list[Any] = Person._meta.get_fields(include_hidden=True)
    fields = [one.field for one in related if one.one_to_many]
    parts = (
        f'EXISTS(SELECT 1 FROM "{one.model._meta.db_table}" WHERE "{one.column}" = %s)'  # noqa: S608
        for one in fields
    )
    return tuple(one.model for one in fields), f"SELECT {', '.join(parts)}"
