"""The consent card on a person's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.contributions import Panel
from waystation.registry.privacy import queries
from waystation.registry.privacy.rules import consents as rules


def consents_panel(user: access.AnyUser, file: Any) -> Panel:
    """Return the person's consents, and the retention date of the file."""
    return Panel(
        "privacy/consents_panel.html",
        {
            "file": file,
            "consents": [
                {
                    "agreement": one,
                    "purpose": _(rules.PURPOSES.get(one.purpose, one.purpose)),
                    "fields": [_(rules.FIELDS.get(name, name)) for name in one.fields],
                    "state": _(rules.STATES_BY_DAY[one.state]),
                }
                for one in queries.consents_of(user, file.id)
            ],
            "may_consent": access.may(user, "consent.record", file.office_id),
        },
    )
