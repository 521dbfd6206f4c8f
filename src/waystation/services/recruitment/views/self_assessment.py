"""The self-assessment: sending the link, and the organisation's answers by criterion."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.generic import View

from waystation.foundation.access.http import onto_form
from waystation.foundation.messaging.http import private_form
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.directory.http import part_of, things_in_form
from waystation.services.recruitment import actions, forms
from waystation.services.recruitment.queries import letters

from .assessments import OfAssessment, finding_line, group_findings

ON_A_PAGE = 5


class AskOrganisation(OfAssessment, ActionForm):
    """Send an organisation the link by which it assesses itself."""

    form_class = forms.Nothing
    title, button = N_("Ask the organisation"), N_("Send the link")
    lead = N_(
        "The focal point and the back-up receive a link. They answer criterion by criterion and "
        "attach documents; you decide what counts. The link is valid for 30 days."
    )

    def act(self, form: Any) -> Any:
        return actions.ask_organisation(self.user, self.record.id)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            asked = self.act(form)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        context = self.get_context_data(form=form, address=letters.link_of(asked.id))
        return render(self.request, "recruitment/asked.html", context)


class SelfAssessment(View):
    """What an organisation sees behind its link, some criteria at a time."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.assessment = letters.assessment_of_link(kwargs["token"])
        if self.assessment is None:
            raise NotSeen(N_("There is no such page here."), code="link_over")
        every = list(self.assessment.findings.prefetch_related("files", "actions"))
        some, self.next, self.follow = part_of(
            every, lambda one: f"{one.position:05}", request.GET.get("after", ""), ON_A_PAGE
        )
        self.findings = things_in_form(every, [*request.POST, *request.FILES]) or some
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(forms.SelfAssessment(self.findings))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = forms.SelfAssessment(self.findings, request.POST, request.FILES)
        if form.is_valid():
            answers = {key: actions.OwnAnswer(**answer) for key, answer in form.answers.items()}
            try:
                actions.answer_self_assessment(token, answers)
            except Refusal as refusal:
                onto_form(form, refusal)
            else:
                if self.next:
                    return private_form(redirect(f"{request.path}?after={self.next}"))
                return private_form(render(request, "recruitment/self_done.html"))
        return self.page(form, 422)

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        lines = []
        for one in self.findings:
            fields = [form[f"{part}-{one.id.hex}"] for part in ("verdict", "note", "file")]
            lines.append(finding_line(one) | {"fields": fields})
        context = {
            "form": form,
            "groups": group_findings(lines),
            "assessment": self.assessment,
            "follow": self.follow,
        }
        return private_form(
            render(self.request, "recruitment/self_assessment.html", context, status=status)
        )
