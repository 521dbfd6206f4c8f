"""Consents and withdrawals on the person's timeline."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import url_of
from waystation.foundation.shared.periods import HOME_ZONE
from waystation.foundation.shared.timeline import Entry
from waystation.registry.people import queries as people
from waystation.registry.privacy.models import DataRequest
from waystation.registry.privacy.rules import consents, requests

from .consents import consents_of
from .requests import requests_of


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return the consents of a person as entries of the timeline. Raises NotSeen."""
    entries = []
    for one in consents_of(user, person_id):
        purpose = _(consents.PURPOSES.get(one.purpose, one.purpose))
        agreed = one.state != "refused"
        text = f"{purpose} · {one.recipient}"
        entries.append(
            Entry(
                at=one.given_at,
                kind=_("Consent"),
                title=_("Consent given") if agreed else _("Consent refused"),
                text=text,
                by=one.recorded_by,
                icon="check" if agreed else "shield",
                record=one.id,
            )
        )
        if one.withdrawn_at:
            entries.append(
                Entry(
                    at=one.withdrawn_at,
                    kind=_("Consent"),
                    title=_("Consent withdrawn"),
                    text=text,
                    icon="shield",
                    record=one.id,
                )
            )
    asked = DataRequest in people.models_about(person_id)
    for request in requests_of(user, person_id) if asked else ():
        text = _(requests.KINDS[request.kind])
        said = {"answered": _("Request answered"), "refused": _("Request refused")}
        for day, title in (
            (request.received_on, _("Data subject request")),
            (request.answered_on, said.get(request.state, "")),
        ):
            if day:
                entries.append(
                    Entry(
                        at=datetime.combine(day, time(12), ZoneInfo(HOME_ZONE)),
                        kind=_("Data protection"),
                        title=title,
                        text=text,
                        url=url_of("privacy:request", request.id),
                        icon="shield",
                        record=request.id,
                    )
                )
    return entries
