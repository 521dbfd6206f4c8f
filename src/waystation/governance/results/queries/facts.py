"""Verifying the facts: their files are authentic, and they agree with the records."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings

from waystation.foundation.access import queries as access

from . import authentic, bases, store

MOST_NAMED = 20


def verified_facts() -> tuple[int, list[str]]:
    """Return how many bases and sources were checked and the problems, for `verify`."""
    count, problems = 0, list[str]()
    for folder in sorted((Path(settings.STATE) / "facts").glob("*/*/base-*")):
        count += 1
        source = folder.parent.name
        try:
            said = authentic.about(folder)
        except (OSError, ValueError) as wrong:
            problems.append(f"{source}: {folder.name} cannot be read: {wrong}")
            continue
        if said["format"] != bases.FORMAT:
            continue  # of an older version of the program, which is never read
        organisation = UUID(folder.parent.parent.name)
        if forged := authentic.problem(organisation, source, folder, said):
            problems.append(f"{source}: {folder.name} {forged}")
    for one in access.organisations().values_list("id", flat=True):
        for source in sorted(store.tables()):
            count += 1
            differing = store.disagreements(one, source)
            problems += [
                f"{source}: the fact of {key} is not as its record."
                for key in differing[:MOST_NAMED]
            ]
            if len(differing) > MOST_NAMED:
                problems.append(f"{source}: … and {len(differing) - MOST_NAMED} more facts.")
    return count, problems
