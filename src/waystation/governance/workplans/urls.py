from __future__ import annotations

from django.urls import path

from waystation.governance.workplans.views import (
    activities,
    commitments,
    editions,
    plans,
    reviews,
)

app_name = "workplans"
FILE = editions.EditionFile.as_view()
urlpatterns = [
    path("plans/", plans.Plans.as_view(), name="plans"),
    path("plans/new/", plans.PlanNew.as_view(), name="plan_new"),
    path("plans/<uuid:key>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<uuid:key>/priority/", plans.PriorityNew.as_view(), name="priority_new"),
    path("plans/<uuid:key>/alignment/", plans.Alignment.as_view(), name="plan_alignment"),
    path("plans/<uuid:key>/overlap/", plans.Overlap.as_view(), name="plan_overlap"),
    path("plans/<uuid:key>/adopt/", editions.Adopt.as_view(), name="plan_adopt"),
    path("plans/<uuid:key>/revise/", editions.Revise.as_view(), name="plan_revise"),
    path("plans/editions/<uuid:key>/", editions.EditionPage.as_view(), name="plan_edition"),
    path("plans/editions/<uuid:key>/plan.xlsx", FILE, {"kind": "xlsx"}, name="plan_sheet"),
    path("plans/editions/<uuid:key>/plan.docx", FILE, {"kind": "docx"}, name="plan_word"),
    path("priorities/<uuid:key>/activity/", activities.ActivityNew.as_view(), name="activity_new"),
    path("activities/<uuid:key>/", activities.ActivityPage.as_view(), name="activity"),
    path("activities/<uuid:key>/edit/", activities.ActivityEdit.as_view(), name="activity_edit"),
    path("activities/<uuid:key>/drop/", activities.ActivityDrop.as_view(), name="activity_drop"),
    path(
        "activities/<uuid:key>/milestone/",
        activities.MilestoneNew.as_view(),
        name="milestone_new",
    ),
    path(
        "activities/<uuid:key>/report/",
        activities.ActivityReport.as_view(),
        name="activity_report",
    ),
    path(
        "activities/<uuid:key>/commitment/",
        commitments.CommitmentNew.as_view(),
        name="commitment_new",
    ),
    path(
        "milestones/<uuid:key>/reached/",
        activities.MilestoneReached.as_view(),
        name="milestone_reached",
    ),
    path("commitments/", commitments.Commitments.as_view(), name="commitments"),
    path("commitments/<uuid:key>/", commitments.CommitmentPage.as_view(), name="commitment"),
    path(
        "commitments/<uuid:key>/<slug:transition>/",
        commitments.CommitmentStep.as_view(),
        name="commitment_step",
    ),
    path("reviews/", reviews.Reviews.as_view(), name="reviews"),
    path("reviews/new/", reviews.ReviewNew.as_view(), name="review_new"),
    path("reviews/<uuid:key>/", reviews.ReviewPage.as_view(), name="review"),
    path("progress/", reviews.Board.as_view(), name="board"),
    path(
        "progress/<int:year>/<int:quarter>/complete/",
        reviews.BoardComplete.as_view(),
        name="board_keep",
    ),
    path("progress/<int:year>/<int:quarter>/", reviews.BoardKept.as_view(), name="board_kept"),
    path("progress/measures/new/", reviews.MeasureNew.as_view(), name="measure_new"),
    path("progress/measures/<uuid:key>/", reviews.MeasureEdit.as_view(), name="measure"),
]
