from django.urls import path

from . import views

ONE = "<uuid:programme_id>/"

app_name = "programmes"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("all/", views.Programmes.as_view(), name="programmes"),
    path("new/", views.ProgrammeNew.as_view(), name="new"),
    path("coverage/", views.Coverage.as_view(), name="coverage"),
    path("drivers/", views.Drivers.as_view(), name="drivers"),
    path("progress/", views.ProgressReport.as_view(), name="progress"),
    path("capacity/", views.Capacity.as_view(), name="capacity_overview"),
    path("frameworks/", views.Frameworks.as_view(), name="frameworks"),
    path("frameworks/new/", views.FrameworkNew.as_view(), name="framework_new"),
    path("frameworks/load/", views.FrameworksLoad.as_view(), name="frameworks_load"),
    path("frameworks/<uuid:framework_id>/", views.FrameworkPage.as_view(), name="framework"),
    path("iati/", views.IatiExport.as_view(), name="iati"),
    path("iati/import/", views.IatiImport.as_view(), name="iati_import"),
    *views.PAGES.urls("registers/"),
    path(ONE, views.ProgrammePage.as_view(), name="programme"),
    path(f"{ONE}change/", views.ProgrammeEdit.as_view(), name="change"),
    path(f"{ONE}donors/", views.Donors.as_view(), name="donors"),
    path(f"{ONE}goals/", views.Goals.as_view(), name="goals"),
    path(f"{ONE}<slug:transition>/", views.ProgrammeTransition.as_view(), name="transition"),
]
