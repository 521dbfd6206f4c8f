"""The migration profile, its editions, and one page for each topic."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import Page, PagePart, Permitted
from waystation.foundation.pages.downloads import as_download, report_as_download
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import actions, forms, queries, rules
from waystation.governance.knowledge.presenting import modules, profile

from .series import KNOWLEDGE

PROFILE = (*KNOWLEDGE, ("knowledge:profile", N_("Migration profile")))


def send_document(kind: str, report: blocks.Report) -> HttpResponse:
    """Return a document as a file. Raises NotSeen for a kind that there is none of."""
    return report_as_download(report, slugify(report.title) or "profile", kind)


class Profile(Page):
    """The profile as known today."""

    template_name = "knowledge/profile.html"
    permissions = (queries.READ,)
    parents = KNOWLEDGE
    title = N_("Migration profile")
    lead = N_(
        "Made of the series, facts and findings recorded here, section by section. An edition "
        "freezes it as it is today."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = queries.profile_visible_to(self.user, today_in())
        titles = dict(rules.TOPICS)
        return super().get_context_data(**kwargs) | {
            "document": profile.report_of(content, self.user.language, state=_("As of today")),
            "topics": [
                (reverse("knowledge:topic", args=[one["topic"]]), _(titles[one["topic"]]))
                for one in content["sections"]
            ],
            "editions": queries.editions_visible_to(self.user)[:20],
            "publish": reverse("knowledge:publish_profile")
            if access.may(self.user, queries.WRITE)
            else "",
        }


class ProfileDownload(Permitted):
    """The profile as known today, as a file."""

    permissions = (queries.READ,)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = queries.profile_visible_to(self.user, today_in())
        report = profile.report_of(content, self.user.language, state=_("As of today"))
        return send_document(self.kwargs["kind"], report)


class PublishProfile(ActionForm):
    """Freeze an edition of the profile."""

    permissions = (queries.WRITE,)
    parents = PROFILE
    form_class = forms.ProfileSummary
    title = N_("Publish an edition of the profile")
    lead = N_("What the profile says today is frozen. Later values do not change this edition.")
    button = N_("Publish")
    done = N_("The edition is published.")
    result_page = "knowledge:profile_edition"

    def act(self, form: Any) -> Any:
        return actions.publish_profile(self.user, form.cleaned_data["summary"])


class OfEdition(PagePart):
    """A page of one edition."""

    permissions: tuple[str, ...] = (queries.READ,)

    def get_record(self) -> Any:
        return queries.edition_visible_to(self.user, self.kwargs["edition"])

    def document(self) -> blocks.Report:
        row = self.record
        return profile.report_of(
            row.content, self.user.language, summary=row.summary, digest=row.digest,
            edition=_("Edition {number}").format(number=row.number),
        )  # fmt: skip


class ProfileEditionPage(OfEdition, Page):
    """A frozen edition."""

    template_name = "knowledge/profile_edition.html"
    parents = PROFILE

    def get_title(self) -> str:
        return _("Migration profile, edition {number}").format(number=self.record.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"document": self.document()}


class ProfileEditionDownload(OfEdition, Permitted):
    """A frozen edition as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return send_document(self.kwargs["kind"], self.document())


class Topic(Page):
    """A topic: series, facts, findings, organisations, questions."""

    template_name = "knowledge/topic.html"
    permissions = (queries.READ,)
    parents = PROFILE

    def get_title(self) -> str:
        return _(dict(rules.TOPICS)[queries.topic_known(self.kwargs["topic"])])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topic = self.kwargs["topic"]
        section = queries.section_visible_to(self.user, topic, today_in())
        language = self.user.language.split("-")[0]
        return super().get_context_data(**kwargs) | {
            "document": blocks.report(
                self.get_title(),
                profile.blocks_of(section, self.user.language),
                language=self.user.language,
            ),
            "questions": [one.get(language) or one["en"] for one in modules.questions_of(topic)],
            "module": reverse("knowledge:topic_module", args=[topic]),
        }


class TopicModule(Permitted):
    """The survey module of a topic as an XLSForm."""

    permissions = (queries.READ,)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        topic = queries.topic_known(self.kwargs["topic"])
        if not modules.questions_of(topic):
            raise NotSeen(N_("There is no survey module on this topic."), code="module_unknown")
        return as_download(modules.workbook_of(topic), f"module-{topic}.xlsx")
