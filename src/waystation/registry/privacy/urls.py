from django.urls import path

from .views import consents, desk, duties, requests

app_name = "privacy"
urlpatterns = [
    path("data-protection", desk.Desk.as_view(), name="desk"),
    path("requests", requests.Requests.as_view(), name="requests"),
    path("<uuid:person_id>/request", requests.RequestNew.as_view(), name="request_new"),
    path("requests/<uuid:request_id>", requests.RequestPage.as_view(), name="request"),
    path(
        "requests/<uuid:request_id>/<slug:transition>",
        requests.RequestTransition.as_view(),
        name="request_transition",
    ),
    path("consent-texts", consents.Texts.as_view(), name="texts"),
    path("kept-long-enough", duties.FilesDue.as_view(), name="due"),
    path(
        "consents/<uuid:consent_id>/withdraw",
        consents.WithdrawConsent.as_view(),
        name="withdraw",
    ),
    path("holds/<uuid:hold_id>/lift", duties.LiftHold.as_view(), name="lift"),
    path("<uuid:person_id>/consent", consents.RecordConsent.as_view(), name="consent"),
    path("<uuid:person_id>/export", duties.Export.as_view(), name="export"),
    path("<uuid:person_id>/hold", duties.HoldFile.as_view(), name="hold"),
    path("<uuid:person_id>/erase", duties.ErasePerson.as_view(), name="erase"),
]
