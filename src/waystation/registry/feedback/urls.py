from django.urls import path

from . import views

app_name = "feedback"
urlpatterns = [
    path("", views.Entries.as_view(), name="entries"),
    path("new/", views.EntryNew.as_view(), name="new"),
    path("statistics/", views.Statistics.as_view(), name="statistics"),
    path("<uuid:entry_id>/", views.EntryPage.as_view(), name="entry"),
    path("<uuid:entry_id>/remedy/", views.RemedyNew.as_view(), name="remedy_new"),
    path(
        "remedies/<uuid:remedy_id>/<slug:transition>/",
        views.RemedyTransition.as_view(),
        name="remedy_transition",
    ),
    path("<uuid:entry_id>/colleague/", views.EntryStaff.as_view(), name="staff"),
    path("<uuid:entry_id>/<slug:transition>/", views.EntryTransition.as_view(), name="transition"),
]
