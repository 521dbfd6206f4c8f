from django.urls import path

from . import views

app_name = "centres"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("visits/", views.visits, name="visits"),
    path("visits.csv", views.visits_csv, name="visits_csv"),
    path("visits/new/", views.visit_new, name="visit_new"),
    path("visits/<uuid:visit_id>/", views.visit, name="visit"),
    path("visits/<uuid:visit_id>/edit/", views.visit_edit, name="visit_edit"),
    path("people/<uuid:person_id>/profile/", views.profile_new, name="profile_new"),
    path("profiles/<uuid:profile_id>/", views.profile, name="profile"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/new/", views.session_new, name="session_new"),
    path("sessions/<uuid:session_id>/", views.session, name="session"),
    path(
        "sessions/<uuid:session_id>/sign-in/",
        views.session_sign_in_open,
        name="session_sign_in_open",
    ),
    path("sign-in/<str:code>/", views.sign_in, name="sign_in"),
    path("", views.centres, name="centres"),
    path("<uuid:centre_id>/", views.centre, name="centre"),
    path("offices/<uuid:office_id>/", views.centre_new, name="centre_new"),
]
