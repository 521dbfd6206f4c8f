"""The links of employers: the employer of a link, and who opened it."""

from __future__ import annotations

from waystation.foundation.messaging.queries import link_of
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.services.labour.models import Employer
from waystation.services.labour.models import EmployerLink as EmployerLink


def employer_of_link(token: str, device: str) -> Employer | None:
    """Return the employer whose link is open on a device, else None."""
    try:
        link = link_of(EmployerLink, token, "employer__entity", "employer__office")
    except NotSeen:
        return None
    return link.employer if link.state_for(device, now()) == "open" else None


def live_link_of(employer: Employer) -> dict[str, object] | None:
    """Return the link of an employer that is not revoked: who opened it, and until when."""
    link = EmployerLink.objects.filter(employer=employer, revoked_at=None).first()
    if link is None:
        return None
    return {
        "expires_at": link.expires_at,
        "opened_at": link.opened_at,
        "reader": readable_text(link, "reader"),
    }
