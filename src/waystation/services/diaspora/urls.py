from django.urls import path

from waystation.foundation.pages.registers import RegisterPages
from waystation.foundation.shared.words import N_

from .registers import REGISTERS
from .views import calls, contributions, members

app_name = "diaspora"
urlpatterns = [
    path("", members.Members.as_view(), name="members"),
    path("new/", members.MemberNew.as_view(), name="member_new"),
    path("mappings/", members.Mappings.as_view(), name="mappings"),
    path("mappings/new/", members.MappingNew.as_view(), name="mapping_new"),
    path("mappings/<uuid:mapping_id>/", members.MappingPage.as_view(), name="mapping"),
    path(
        "mappings/<uuid:mapping_id>/change/", members.MappingEdit.as_view(), name="mapping_change"
    ),
    path(
        "mappings/<uuid:mapping_id>/<slug:transition>/",
        members.MappingTransition.as_view(),
        name="mapping_transition",
    ),
    path("calls/", calls.Calls.as_view(), name="calls"),
    path("calls/new/", calls.CallNew.as_view(), name="call_new"),
    path("calls/<uuid:call_id>/", calls.CallPage.as_view(), name="call"),
    path("calls/<uuid:call_id>/change/", calls.CallEdit.as_view(), name="call_change"),
    path(
        "calls/<uuid:call_id>/answer/<uuid:member_id>/",
        calls.AnswerNew.as_view(),
        name="answer_new",
    ),
    path(
        "calls/<uuid:call_id>/<slug:transition>/",
        calls.CallTransition.as_view(),
        name="call_transition",
    ),
    path("answers/", calls.Answers.as_view(), name="answers"),
    path("answers/<uuid:answer_id>/", calls.AnswerPage.as_view(), name="answer"),
    path(
        "answers/<uuid:answer_id>/<slug:transition>/",
        calls.AnswerTransition.as_view(),
        name="answer_transition",
    ),
    path("contributions/", contributions.Contributions.as_view(), name="contributions"),
    path("contributions/new/", contributions.ContributionNew.as_view(), name="contribution_new"),
    path(
        "contributions/<uuid:contribution_id>/",
        contributions.ContributionPage.as_view(),
        name="contribution",
    ),
    path(
        "contributions/<uuid:contribution_id>/<slug:transition>/",
        contributions.ContributionTransition.as_view(),
        name="contribution_transition",
    ),
    path("letters/", contributions.Mailings.as_view(), name="mailings"),
    path("letters/new/", contributions.MailingNew.as_view(), name="mailing_new"),
    path("letters/<uuid:mailing_id>/", contributions.MailingPage.as_view(), name="mailing"),
    path(
        "letters/<uuid:mailing_id>/change/",
        contributions.MailingEdit.as_view(),
        name="mailing_edit",
    ),
    path(
        "letters/<uuid:mailing_id>/send/", contributions.MailingSend.as_view(), name="mailing_send"
    ),
    *RegisterPages(
        "diaspora",
        REGISTERS,
        title=N_("Groups and events"),
        lead=N_("Associations, businesses and events of the diaspora."),
        crumb="diaspora:members|Diaspora",
    ).urls("registers/"),
    path("<uuid:member_id>/", members.MemberPage.as_view(), name="member"),
    path("<uuid:member_id>/change/", members.MemberEdit.as_view(), name="member_change"),
    path("<uuid:member_id>/link/", members.MemberLinkNew.as_view(), name="member_link"),
    path("<uuid:member_id>/erase/", members.MemberErase.as_view(), name="member_erase"),
]
