from __future__ import annotations

from django.urls import path

from waystation.governance.network.views import members, profiles, seats

urlpatterns = [
    path("members/", members.members, name="members"),
    path("members/new/", members.admit, name="admit"),
    path("members/<uuid:member>/leave/", members.leave, name="leave"),
    path("annex/", members.annexes, name="annexes"),
    path("annex/issue/", members.issue_annex, name="issue_annex"),
    path("profiles/", profiles.profiles, name="profiles"),
    path("profiles/issue/", profiles.issue, name="issue_profiles"),
    path("profiles/<int:number>/", profiles.edition, name="profile_edition"),
    path("seats/", seats.seats, name="seats"),
    path("seats/set-up/", seats.set_up, name="set_up_seats"),
    path("seats/appoint/", seats.appoint, name="appoint"),
    path("seats/decline/", seats.decline, name="decline"),
    path("seats/terms/<uuid:term>/vacate/", seats.vacate, name="vacate"),
    path("seats/<slug:key>/incumbent/", seats.incumbent, name="incumbent"),
]
