"""The pages of links: evidence, activities and indicators of a policy or measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from waystation.foundation.pages.action_pages import ActionButton
from waystation.foundation.shared.words import N_
from waystation.governance.policies.actions import links
from waystation.governance.policies.fields import LINK
from waystation.governance.policies.queries import measures as queries
from waystation.governance.policies.queries import records

from .common import OFFICER, TableForm
from .instruments import OfInstrument
from .measures import OfMeasure


class LinkNew(OfMeasure, TableForm):
    """Link a measure to evidence, an activity or an indicator."""

    table = LINK
    title, button = N_("Link a record"), N_("Link it")
    lead = N_(
        "It is stored as it is today. For what is not in the list, open its page in Waystation "
        "and copy the address."
    )
    done = N_("The link is added.")

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {"chosen": records.linkable_records(self.user)}

    def act(self, form: Any) -> Any:
        row = self.record
        return links.link_record(self.user, row.instrument_id, measure_id=row.id, **form.values)


class PolicyLinkNew(OfInstrument, TableForm):
    """Link a policy with its evidence and what carries it out."""

    table = LINK
    title, button = N_("Link a record"), N_("Link it")
    lead = LinkNew.lead
    done = N_("The link is added.")

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {"chosen": records.linkable_records(self.user)}

    def act(self, form: Any) -> Any:
        return links.link_record(self.user, self.record.id, **form.values)


class LinkRemove(ActionButton):
    """Take a link out again."""

    permissions = OFFICER
    done = N_("The link is removed.")

    def get_record(self) -> Any:
        return queries.link_visible_to(self.user, self.kwargs["key"])

    def act(self) -> Any:
        return links.remove_link(self.user, self.record.id)

    def get_success_url(self) -> str:
        row = self.record
        if row.measure_id:
            return reverse("policies:measure", args=[row.measure_id])
        return reverse("policies:instrument", args=[row.instrument_id])
