"""Preparing a referral, reading the consent text out, and sending it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionForm, EditForm
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.registry.directory import queries as directory
from waystation.registry.directory.http import match_lines, near_form
from waystation.registry.organisations import queries as organisations
from waystation.registry.people.http import PersonPage
from waystation.registry.privacy.rules.consent_texts import LANGUAGES
from waystation.registry.referrals import actions, forms, queries
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.transitions import REFERRAL_WORKFLOW

from .referrals import OfReferral


class ReferralNew(PersonPage, ActionForm):
    """Draft a referral: service, urgency, shared data. Nothing is sent yet."""

    template_name = "referrals/new.html"
    permissions = ("referral.send",)
    why, tab = "refer", "referrals:new"
    title, button = N_("Refer"), N_("Save the draft")
    done = N_("The draft is saved. Read the text out, then send.")
    result_page = "referrals:referral"

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        self.before = None
        if follows := key_in(asked.get("follows", "")):
            actions.refer_again(self.user, follows)
            self.before = queries.referral_visible_to(self.user, follows)
        need = asked.get("kind", "") or (self.before.need if self.before else "")
        found = directory.service_matches(
            self.user, directory.wanted_for(self.user, self.record.id, need, asked.get("place", ""))
        )
        self.matches = found
        service = asked.get("service", "")
        chosen = next((one.service for one in found if str(one.service.id) == service), None)
        earlier = self.before
        return {
            "service": service,
            "need": chosen.kind if chosen else need,
            "follows": earlier.id if earlier else None,
            "priority": earlier.priority if earlier else "normal",
            "fields_shared": earlier.fields_shared if earlier else ["name", "needs"],
        }

    def get_form(self, form_class: Any = None) -> Any:
        kwargs = self.get_form_kwargs()
        warned = organisations.organisation_warnings(self.user)

        def with_warning(entity_id: UUID, label: str) -> str:
            one = warned.get(entity_id)
            return f"{label} – {one.sentence}" if one else label

        services = [
            (
                str(one.service.id),
                with_warning(
                    one.service.entity_id, f"{one.service.name} · {one.service.entity.name}"
                ),
            )
            for one in self.matches
        ]
        partners = [
            (key, with_warning(UUID(key), name))
            for key, name in directory.partners_of(self.user.organisation_id)
        ]
        return forms.Referral(services, partners, **kwargs)

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        if given["service"] is None and given["entity"] is None:
            raise Refusal(
                N_("Choose a service, or an organisation."), field="service", code="missing"
            )
        chosen = {name: given[name] for name in ("service", "entity", "follows", "key")}
        return actions.draft_referral(self.user, self.record.id, **chosen, **form.values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        near = near_form(initial={"kind": self.request.GET.get("kind", "")})
        return super().get_context_data(**kwargs) | {
            "matches": match_lines(
                self.matches[:12], organisations.organisation_warnings(self.user)
            ),
            "near": near,
            "before": self.before,
        }


class ReferralEdit(OfReferral, EditForm):
    """Change a draft."""

    table = REFERRAL
    title = N_("Change the referral")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, REFERRAL)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_referral(self.user, self.record.id, seen, proposed)


class ReadAndSend(OfReferral, ActionForm):
    """Read the exact text out, show what would be sent, record the answer, and send."""

    template_name = "referrals/read.html"
    form_class = forms.Answer
    title, button = N_("Read out and send"), N_("Record, and send after a yes")

    def get_lead(self) -> str:
        return _(
            "After a yes, the referral is sent to {partner} at once. After a no, nothing is sent."
        ).format(partner=self.record.entity.name)

    def refusal_to_open(self) -> Refusal | None:
        return REFERRAL_WORKFLOW.refusal_to_take(self.record, "send", self.user)

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        self.spoken = queries.spoken_for(self.user, self.record, asked.get("language", ""))
        return {
            "key": new_key(),
            "language": self.spoken.language,
            "text_number": self.spoken.number,
        }

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        about = {name: given[name] for name in ("key", "language", "text_number")}
        sent = actions.answer_and_send(self.user, self.record.id, **about, **form.values)
        self.done = (
            N_("The answer is recorded. Nothing is sent.")
            if sent.state == "draft"
            else REFERRAL_WORKFLOW.transitions["send"].done
        )
        return sent

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted, agreed = set(self.record.fields_shared), queries.agreed_fields(self.record)
        return super().get_context_data(**kwargs) | {
            "spoken": self.spoken,
            "languages_of_texts": list(LANGUAGES.items()),
            "files": queries.files_of(self.record),
            "agreed_before": bool(wanted) and wanted <= agreed,
            "warning": organisations.organisation_warnings(self.user).get(self.record.entity_id),
        }


class FileNew(OfReferral, ActionForm):
    """Add a paper to a draft."""

    form_class = forms.File
    title, button = N_("Add a file"), N_("Add")
    done = N_("The file is added. It is sent with the referral.")

    def act(self, form: Any) -> Any:
        file = form.cleaned_data["file"]
        name, content = (file.name, file.read()) if file else ("", b"")
        return actions.add_file(self.user, self.record.id, name, content)
