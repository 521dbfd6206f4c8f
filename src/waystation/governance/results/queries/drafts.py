"""Definitions that wait for approval, and those that were decided on."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.languages import in_own_language
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.results.models import DefinitionDraft

MOST = 40


def waiting_for(organisation: UUID, key: str) -> DefinitionDraft | None:
    """Return the definition of an indicator that waits for approval."""
    rows = DefinitionDraft.objects.filter(organisation_id=organisation, state="proposed")
    return rows.filter(indicator=key).first()


def office_of_author(user: AnyUser) -> UUID:
    """Return the office in which a definition is written: the author's own, where possible."""
    offices = access.offices_where(user, "indicator.design")
    own = access.office_of(access.signed_in(user))
    return own.id if own is not None and own.id in offices else offices[0]


def drafts_visible_to(user: AnyUser) -> QuerySet[DefinitionDraft]:
    """Return the organisation's proposed definitions: whoever reads indicators reads them."""
    organisation = access.require(user, "indicator.read").organisation_id
    return DefinitionDraft.objects.filter(organisation_id=organisation)


def draft_visible_to(user: AnyUser, draft_id: UUID) -> DefinitionDraft:
    """Return one proposed definition. Raises NotSeen."""
    rows = drafts_visible_to(user).select_related("created_by", "decided_by")
    row = rows.filter(pk=draft_id).first()
    if row is None:
        raise NotSeen(N_("There is no such definition."), code="definition_unknown")
    return row


def draft_waiting_for(user: AnyUser, key: str) -> DefinitionDraft | None:
    """Return the definition of an indicator that waits for approval, if there is one."""
    rows = drafts_visible_to(user).filter(indicator=key, state="proposed")
    return rows.select_related("created_by").first()


def returned_draft(user: AnyUser, asked: str, key: str | None) -> DefinitionDraft | None:
    """Return a returned proposal of the user, from which they begin again; of one indicator."""
    me, found = access.require(user, "indicator.design"), key_in(asked)
    rows = drafts_visible_to(user).filter(state="returned", created_by=me, retires=False)
    if key is not None:
        rows = rows.filter(indicator=key)
    return rows.filter(pk=found).first() if found else None


def outstanding_definitions(user: AnyUser) -> list[Outstanding]:
    """Return the definitions that wait for this user: to approve, or to write again."""
    found = []
    me = access.signed_in(user)
    if access.may(user, "report.publish") and access.may(user, "indicator.read"):
        rows = drafts_visible_to(user).filter(state="proposed").exclude(created_by=me)
        found += [
            _outstanding(one, "results.retirement", _("Indicator to retire, to approve: {title}"))
            if one.retires
            else _outstanding(one, "results.definition", _("Definition to approve: {title}"))
            for one in rows.order_by("created_at")[:MOST]
        ]
    return found


def _outstanding(row: DefinitionDraft, kind: str, sentence: str) -> Outstanding:
    return Outstanding(
        kind,
        sentence.format(title=in_own_language(row.definition["title"])),
        reverse("results:definition", args=[row.pk]),
        since=row.created_at,
        record=row.pk,
    )
