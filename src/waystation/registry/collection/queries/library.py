"""The library of questions, and the code lists of the mission, for forms that are built."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.registry.collection.models import LibraryPart
from waystation.registry.collection.rules.building.book import MOST_CHOICES, Book
from waystation.registry.collection.rules.building.names import proposed_name
from waystation.registry.reference import queries as reference

from .forms import not_seen
from .shipped import LANGUAGES, choices_of_list

FIRST_LISTS = ("sex", "age_band", "municipality", "education", "community", "country")
"""The code lists that interviews ask for most."""


def library_of(user: AnyUser) -> QuerySet[LibraryPart]:
    """Return the library of the user's organisation, for users who design forms."""
    user = access.require(user, "form.design")
    return LibraryPart.objects.filter(organisation=user.organisation_id).order_by("title")


def library_part_visible_to(user: AnyUser, part_id: UUID) -> LibraryPart:
    """Return a part of the library. Raises NotSeen, NotAllowed."""
    found = library_of(user).filter(id=part_id).first()
    if found is None:
        raise not_seen(N_("question"))
    return found


def code_lists_to_ask() -> list[tuple[str, str, int]]:
    """Return key, title and number of codes of each list of the mission, the usual ones first."""
    found = [
        (row["key"], row["title"], row["in_use"])
        for row in reference.lists()
        if 0 < row["in_use"] <= MOST_CHOICES
    ]
    order = {key: at for at, key in enumerate(FIRST_LISTS)}
    return sorted(found, key=lambda one: order.get(one[0], len(order)))


def part_of_code_list(key: str) -> tuple[Book, str]:
    """Return a question with the codes of a list as choices, in all our languages; its source.

    Raises NotSeen for a list that is not there.
    """
    row = next((one for one in reference.lists() if one["key"] == key), None)
    if row is None:
        raise NotSeen(N_("There is no such list."), code="list_unknown")
    titles = []
    for language in LANGUAGES:
        with translation.override(language):
            titles.append(reference.list_title(key))
    labels = [f"label::{one}" for one in LANGUAGES.values()]
    name = proposed_name(key, ())
    survey = [["type", "name", *labels], [f"select_one {name}", name, *titles]]
    choices = [["list_name", "name", *labels], *choices_of_list(name, key)]
    return Book({"survey": survey, "choices": choices}, [1]), f"{titles[0]} · {row['source']}"[:250]
