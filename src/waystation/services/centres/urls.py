from django.urls import path

from .views import centres, profiles, recording, sessions, visits, waiting

app_name = "centres"
urlpatterns = [
    path("today/", visits.today, name="today"),
    path("waiting/new/", waiting.wait, name="wait"),
    path("waiting/<uuid:waiting_id>/left/", waiting.left, name="wait_left"),
    path("visits/", visits.visits, name="visits"),
    path("visits.csv", visits.visits_csv, name="visits_csv"),
    path("visits/new/", recording.visit_new, name="visit_new"),
    path("visits/<uuid:visit_id>/", visits.visit, name="visit"),
    path("visits/<uuid:visit_id>/edit/", visits.visit_edit, name="visit_edit"),
    path("people/<uuid:person_id>/profile/", profiles.profile_new, name="profile_new"),
    path("profiles/<uuid:profile_id>/", profiles.profile, name="profile"),
    path("profiles/<uuid:profile_id>/edit/", profiles.profile_edit, name="profile_edit"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/new/", sessions.session_new, name="session_new"),
    path("sessions/<uuid:session_id>/", sessions.session, name="session"),
    path(
        "sessions/<uuid:session_id>/sign-in/",
        sessions.session_sign_in_open,
        name="session_sign_in_open",
    ),
    path("sign-in/<str:code>/", sessions.sign_in, name="sign_in"),
    path("", centres.centres, name="centres"),
    path("<uuid:centre_id>/", centres.centre, name="centre"),
    path("offices/<uuid:office_id>/", centres.centre_new, name="centre_new"),
]
