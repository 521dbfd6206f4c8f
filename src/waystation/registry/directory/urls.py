from django.urls import path

from . import views

OFFERED = "services/<uuid:service_id>/"

app_name = "directory"
urlpatterns = [
    path("services/", views.Services.as_view(), name="services"),
    path("services/new/", views.ServiceNew.as_view(), name="new"),
    path("services/near/", views.Near.as_view(), name="near"),
    path("services/ask/<uuid:entity_id>/", views.AskPartner.as_view(), name="ask"),
    path(OFFERED, views.ServicePage.as_view(), name="service"),
    path(f"{OFFERED}change/", views.ServiceEdit.as_view(), name="change"),
    path(f"{OFFERED}confirm/", views.ServiceConfirm.as_view(), name="confirm"),
    path(f"{OFFERED}<slug:transition>/", views.ServiceTransition.as_view(), name="transition"),
    path("check/<str:token>/", views.DirectoryCheck.as_view(), name="check"),
]
