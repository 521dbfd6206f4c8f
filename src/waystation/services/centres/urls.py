from django.urls import path

from waystation.foundation.pages.registers import RegisterPages
from waystation.foundation.shared.words import N_

from .registers import REGISTERS
from .views import call_backs, centres, plans, profiles, recording, sessions, visits, waiting

app_name = "centres"
urlpatterns = [
    path("today/", visits.Today.as_view(), name="today"),
    path("waiting/new/", waiting.Wait.as_view(), name="wait"),
    path("waiting/<uuid:waiting_id>/left/", waiting.Left.as_view(), name="wait_left"),
    path("expected/<uuid:booking_id>/", waiting.Arrived.as_view(), name="arrived"),
    path("call-backs/", call_backs.CallBacks.as_view(), name="call_backs"),
    path("call-backs/new/", call_backs.CallBackNew.as_view(), name="call_back_new"),
    path("call-backs/<uuid:call_id>/", call_backs.CallBackPage.as_view(), name="call_back"),
    path(
        "call-backs/<uuid:call_id>/<slug:transition>/",
        call_backs.CallBackTransition.as_view(),
        name="call_back_transition",
    ),
    path("plans/", plans.Plans.as_view(), name="plans"),
    path("people/<uuid:person_id>/plan/", plans.PlanNew.as_view(), name="plan_new"),
    path("plans/<uuid:plan_id>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<uuid:plan_id>/edit/", plans.PlanEdit.as_view(), name="plan_edit"),
    path("plans/<uuid:plan_id>/steps/new/", plans.StepNew.as_view(), name="step_new"),
    path(
        "plans/<uuid:plan_id>/<slug:transition>/",
        plans.PlanTransition.as_view(),
        name="plan_transition",
    ),
    path("steps/<uuid:step_id>/<slug:transition>/", plans.StepChange.as_view(), name="step_change"),
    path("visits/", visits.Visits.as_view(), name="visits"),
    path("visits/new/", recording.VisitNew.as_view(), name="visit_new"),
    path("visits/<uuid:visit_id>/", visits.VisitPage.as_view(), name="visit"),
    path("visits/<uuid:visit_id>/edit/", visits.VisitEdit.as_view(), name="visit_edit"),
    path(
        "visits/<uuid:visit_id>/<slug:transition>/",
        visits.VisitTransition.as_view(),
        name="visit_transition",
    ),
    path("people/<uuid:person_id>/profile/", profiles.ProfileNew.as_view(), name="profile_new"),
    path("profiles/<uuid:profile_id>/", profiles.ProfilePage.as_view(), name="profile"),
    path("profiles/<uuid:profile_id>/edit/", profiles.ProfileEdit.as_view(), name="profile_edit"),
    path("sessions/", sessions.Sessions.as_view(), name="sessions"),
    path("sessions/new/", sessions.SessionNew.as_view(), name="session_new"),
    path("sessions/<uuid:session_id>/", sessions.SessionPage.as_view(), name="session"),
    path(
        "sessions/<uuid:session_id>/sign-in/",
        sessions.SessionSignInOpen.as_view(),
        name="session_sign_in_open",
    ),
    path("sessions/<uuid:session_id>/edit/", sessions.SessionEdit.as_view(), name="session_edit"),
    path(
        "sessions/<uuid:session_id>/cancel/",
        sessions.SessionCancel.as_view(),
        name="session_cancel",
    ),
    path(
        "sessions/<uuid:session_id>/invite/",
        sessions.SessionInvite.as_view(),
        name="session_invite",
    ),
    path(
        "sessions/<uuid:session_id>/ratings/",
        sessions.SessionRatings.as_view(),
        name="session_ratings",
    ),
    path("sign-in/<str:code>/", sessions.sign_in, name="sign_in"),
    *RegisterPages(
        "centres",
        REGISTERS,
        title=N_("Registers of the centres"),
        lead=N_("What the centres work with."),
    ).urls("registers/"),
    path("", centres.Centres.as_view(), name="centres"),
    path("<uuid:centre_id>/", centres.CentrePage.as_view(), name="centre"),
    path("<uuid:centre_id>/edit/", centres.CentreEdit.as_view(), name="centre_edit"),
    path("offices/<uuid:office_id>/", centres.CentreNew.as_view(), name="centre_new"),
]
