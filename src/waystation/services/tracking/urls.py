from django.urls import path

from .views import designs, rounds, studies

app_name = "tracking"
urlpatterns = [
    path("", studies.Studies.as_view(), name="studies"),
    path("new/", studies.StudyNew.as_view(), name="study_new"),
    path("<uuid:study>/", studies.Rounds.as_view(), name="study"),
    path("<uuid:study>/edit/", studies.StudyEdit.as_view(), name="study_edit"),
    path("<uuid:study>/rounds/new/", studies.RoundNew.as_view(), name="round_new"),
    path("rounds/<uuid:round>/", rounds.RoundPage.as_view(), name="round"),
    path("rounds/<uuid:round>/edit/", studies.RoundEdit.as_view(), name="round_edit"),
    path("rounds/<uuid:round>/estimate/", rounds.Estimate.as_view(), name="estimate"),
    path("rounds/<uuid:round>/design/", designs.DesignPage.as_view(), name="design"),
    path("rounds/<uuid:round>/design/edit/", designs.DesignEdit.as_view(), name="design_edit"),
    path(
        "rounds/<uuid:round>/design/<slug:transition>/",
        designs.DesignStep.as_view(),
        name="design_step",
    ),
    path(
        "estimates/<uuid:estimation>/design/",
        designs.FrozenDesign.as_view(),
        name="frozen_design",
    ),
    path("rounds/<uuid:round>/findings.csv", rounds.Findings.as_view(), name="export"),
]
