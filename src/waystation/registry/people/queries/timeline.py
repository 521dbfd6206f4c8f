"""A person's timeline: what this room and the rooms above have to tell."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.shared.timeline import Entry
from waystation.registry.people.models import Merge, Person
from waystation.registry.people.queries.consents import consents_of
from waystation.registry.people.queries.files import row_of
from waystation.registry.people.rules import consents


def timeline_of(user: access.Anyone, person_id: UUID) -> list[Entry]:
    """Return everything that happened with a person and that this user may see, newest first.

    Raises NotSeen.
    """
    person = row_of(user, person_id)
    entries = _own(user, person)
    for timeline in contributions.functions("person_timeline").values():
        entries += timeline(user, person_id)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _own(user: access.Anyone, person: Person) -> list[Entry]:
    entries = [
        Entry(
            at=person.created_at,
            kind=_("File"),
            title=_("File opened"),
            text=person.number,
            by=str(person.created_by or ""),
            place=person.office.name,
            icon="doc",
            record=person.id,
        )
    ]
    for one in consents_of(user, person.id):
        purpose = _(consents.PURPOSES.get(one.purpose, one.purpose))
        yes = one.state != "refused"
        entries.append(
            Entry(
                at=one.given_at,
                kind=_("Consent"),
                title=_("Consent given") if yes else _("Consent refused"),
                text=f"{purpose} · {one.recipient}",
                by=one.recorded_by,
                icon="check" if yes else "shield",
                record=one.id,
            )
        )
        if one.withdrawn_at:
            entries.append(
                Entry(
                    at=one.withdrawn_at,
                    kind=_("Consent"),
                    title=_("Consent withdrawn"),
                    text=f"{purpose} · {one.recipient}",
                    icon="shield",
                    record=one.id,
                )
            )
    for merge in Merge.objects.filter(kept=person).select_related("gone", "created_by"):
        entries.append(
            Entry(
                at=merge.created_at,
                kind=_("File"),
                title=_("Two files became one"),
                text=merge.gone.number,
                by=str(merge.created_by or ""),
                icon="people",
                record=merge.id,
            )
        )
    return entries
