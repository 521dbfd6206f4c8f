"""Members of the Network, the editions of Annex I, and the members' profiles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.base import Page, Permitted
from waystation.foundation.pages.downloads import report_as_download
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.network import actions
from waystation.governance.network.fields import LEAVING, MEMBER
from waystation.governance.network.http import NetworkButton, NetworkForm, OfNetwork
from waystation.governance.network.queries import members as queries
from waystation.governance.network.queries import profiles
from waystation.governance.network.rules.members import PROFILE_FIELDS, ROLES
from waystation.registry.organisations import queries as organisations
from waystation.registry.organisations.rules import UN_KINDS

MEMBERS = (("network:members", N_("Members and seats")),)


class Members(OfNetwork, Page):
    """The members, their representatives, and candidates."""

    template_name = "network/members.html"
    title = N_("Members and seats")
    lead = N_(
        "Entities of the UN system that wish to belong and for whose mandate migration matters."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(queries.members_visible_to(self.user))
        speakers: dict[UUID, list[Any]] = {}
        entities = [row.entity_id for row in rows]
        for one in organisations.speakers_of(self.user, entities, self.today):
            speakers.setdefault(one.entity_id, []).append(one)
        shown = [{"member": row, "speakers": speakers.get(row.entity_id, [])} for row in rows]
        return super().get_context_data(**kwargs) | {
            "active": [one for one in shown if not self.has_ended(one["member"])],
            "ended": [one for one in shown if self.has_ended(one["member"])],
            "candidates": queries.candidates(self.network),
            "out_of_date": queries.annex_out_of_date(self.network, self.today),
            "annex": queries.last_annex(self.network),
            "may": self.may("member.manage"),
            "may_issue": self.may("annex.issue"),
        }

    def has_ended(self, member: Any) -> bool:
        return member.ends_on is not None and member.ends_on < self.today


class MemberForm(NetworkForm):
    """A form about a member."""

    permissions = ("member.manage",)
    parents = MEMBERS
    paragraph = "84"
    next_page = "network:members"


class Admit(MemberForm):
    """Enter an entity that wishes to belong."""

    table = MEMBER
    title, button = N_("A member of the Network"), N_("Enter the member")
    lead = N_(
        "An entity of the UN system that asked to join. Entities are added only at their own "
        "request."
    )
    done = N_("The entity is a member. Name its focal point next.")
    action = staticmethod(actions.members.admit_member)

    def get_initial(self) -> dict[str, Any]:
        return self.request.GET.dict()

    def get_offers(self) -> dict[str, Any]:
        """Offer entities of the UN system; the rule says why another one cannot join."""
        posted = self.request.method == "POST"
        rows = organisations.entities_visible_to(self.user)
        return {
            "entity": [(str(one.id), one.name) for one in rows if posted or one.kind in UN_KINDS]
        }


class Leave(MemberForm):
    """End a membership."""

    table = LEAVING
    button = N_("End the membership")
    lead = N_("What the entity did in the Network stays.")
    done = N_("The membership ends. What the entity did stays.")
    subject = "member"
    action = staticmethod(actions.members.end_membership)

    def get_record(self) -> Any:
        return queries.member_visible_to(self.user, self.kwargs["member"])

    def get_title(self) -> str:
        return _("The membership of {name} ends").format(name=self.record.entity.name)


class Annexes(OfNetwork, Page):
    """The editions of Annex I, and whether the register moved on."""

    template_name = "network/annexes.html"
    parents = MEMBERS

    def get_title(self) -> str:
        return _("Annex I")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "editions": queries.annexes(self.network),
            "out_of_date": queries.annex_out_of_date(self.network, self.today),
            "may_issue": self.may("annex.issue"),
        }


class AnnexFile(OfNetwork, Permitted):
    """An edition of Annex I as a Word or PDF file."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = queries.annexes(self.network).filter(number=self.kwargs["number"]).first()
        if row is None:
            raise NotSeen(N_("There is no such page."), code="not_seen")
        report = queries.annex_as_report(row)
        return report_as_download(report, f"annex-1-{row.number}", self.kwargs["kind"])


class IssueButton(NetworkButton):
    """Issue the current register as the next edition."""

    permissions = ("annex.issue",)
    said = N_("Edition {number} of Annex I is issued.")
    next_page = "network:annexes"

    def issue(self) -> Any:
        return actions.members.issue_annex(self.user)

    def act(self) -> Any:
        row = self.issue()
        messages.success(self.request, _(self.said).format(number=row.number))
        return row


class IssueProfiles(IssueButton):
    """Issue the current profiles as the next edition."""

    said = N_("Edition {number} is issued.")
    result = None

    def issue(self) -> Any:
        return actions.profiles.issue_profiles(self.user)

    def get_success_url(self) -> str:
        if self.result is None:
            return reverse("network:profiles")
        return reverse("network:profile_edition", args=[self.result.number])


class Profiles(OfNetwork, Page):
    """The current profiles, and the issued editions."""

    template_name = "network/profiles.html"
    parents = MEMBERS
    title = N_("Profiles of members")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rows": _with_roles(profiles.profile_rows(self.network, self.today)),
            "editions": profiles.editions(self.network),
            "out_of_date": profiles.out_of_date(self.network, self.today),
            "may_issue": self.may("annex.issue"),
        }


class ProfileEdition(OfNetwork, Page):
    """One edition as it was issued, and what changed since the one before."""

    template_name = "network/profiles.html"
    parents = (*MEMBERS, ("network:profiles", N_("Profiles of members")))
    title = N_("Profiles of members")

    def get_record(self) -> Any:
        return profiles.edition_visible_to(self.user, self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = dict(PROFILE_FIELDS)
        changes = [
            {"name": one.name, "how": one.how, "fields": ", ".join(_(names[f]) for f in one.fields)}
            for one in profiles.changes_of(self.record)
        ]
        rows = _with_roles(self.record.rows)
        found = {"edition": self.record, "rows": rows, "changes": changes}
        return super().get_context_data(**kwargs) | found


def _with_roles(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    roles = dict(ROLES)
    return [
        {**row, "plan": [{**one, "word": _(roles[one["role"]])} for one in row["plan"]]}
        for row in rows
    ]
