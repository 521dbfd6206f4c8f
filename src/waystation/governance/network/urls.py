"""The URLs of the Network itself."""

from __future__ import annotations

from django.urls import path

from waystation.governance.network.views import homes, members, reminders, seats, terms
from waystation.governance.network.views.registers import PAGES

app_name = "network"
urlpatterns = [
    path("", homes.Public.as_view(), name="public"),
    path("desk/", homes.Desk.as_view(), name="desk"),
    path("reminders/", reminders.Reminders.as_view(), name="reminders"),
    path("chair/", homes.Chair.as_view(), name="chair"),
    path("mine/", homes.Mine.as_view(), name="mine"),
    path("unkt/", homes.Unkt.as_view(), name="unkt"),
    path("members/", members.Members.as_view(), name="members"),
    path("members/new/", members.Admit.as_view(), name="admit"),
    path("members/<uuid:member>/leave/", members.Leave.as_view(), name="leave"),
    path("annex/", members.Annexes.as_view(), name="annexes"),
    path("annex/<int:number>.<str:kind>", members.AnnexFile.as_view(), name="annex_file"),
    path("annex/issue/", members.IssueButton.as_view(), name="issue_annex"),
    path("profiles/", members.Profiles.as_view(), name="profiles"),
    path("profiles/issue/", members.IssueProfiles.as_view(), name="issue_profiles"),
    path("profiles/<int:number>/", members.ProfileEdition.as_view(), name="profile_edition"),
    path("seats/", seats.Seats.as_view(), name="seats"),
    path("seats/set-up/", seats.SetUp.as_view(), name="set_up_seats"),
    path("seats/appoint/", seats.Appoint.as_view(), name="appoint"),
    path("seats/decline/", seats.Decline.as_view(), name="decline"),
    path("seats/terms/<uuid:term>/vacate/", seats.Vacate.as_view(), name="vacate"),
    path("seats/<slug:key>/incumbent/", seats.Incumbent.as_view(), name="incumbent"),
    *PAGES.urls("registers/"),
    path("terms/", terms.Text.as_view(), name="terms"),
    path("terms/load/", terms.Load.as_view(), name="load_terms"),
    path("terms/keeping/", terms.Keeping.as_view(), name="keeping"),
    path("terms/working-rules/", terms.WorkingRules.as_view(), name="working_rules"),
    path(
        "terms/working-rules/<slug:key>/", terms.SetWorkingRule.as_view(), name="set_working_rule"
    ),
    path("assessment/", terms.Assessment.as_view(), name="assessment"),
    path("assessment/<int:year>/<slug:code>/", terms.Assess.as_view(), name="assess"),
]
