from __future__ import annotations

from django.urls import path

from waystation.governance.workplans.views import activities, plans, reviews

app_name = "workplans"
urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/<uuid:key>/", plans.plan, name="plan"),
    path("plans/<uuid:key>/priority/", plans.priority_new, name="priority_new"),
    path("plans/<uuid:key>/alignment/", plans.plan_alignment, name="plan_alignment"),
    path("plans/<uuid:key>/overlap/", plans.plan_overlap, name="plan_overlap"),
    path("plans/<uuid:key>/adopt/", plans.plan_adopt, name="plan_adopt"),
    path("plans/<uuid:key>/revise/", plans.plan_revise, name="plan_revise"),
    path("plans/editions/<uuid:key>/", plans.plan_edition, name="plan_edition"),
    path(
        "plans/editions/<uuid:key>/plan.xlsx", plans.plan_file, {"kind": "xlsx"}, name="plan_sheet"
    ),
    path(
        "plans/editions/<uuid:key>/plan.docx", plans.plan_file, {"kind": "docx"}, name="plan_word"
    ),
    path("priorities/<uuid:key>/activity/", activities.activity_new, name="activity_new"),
    path("activities/<uuid:key>/", activities.activity, name="activity"),
    path("activities/<uuid:key>/edit/", activities.activity_edit, name="activity_edit"),
    path("activities/<uuid:key>/drop/", activities.activity_drop, name="activity_drop"),
    path("activities/<uuid:key>/milestone/", activities.milestone_new, name="milestone_new"),
    path("activities/<uuid:key>/report/", activities.activity_report, name="activity_report"),
    path("activities/<uuid:key>/commitment/", activities.commitment_new, name="commitment_new"),
    path("milestones/<uuid:key>/reached/", activities.milestone_reached, name="milestone_reached"),
    path("commitments/", activities.commitments, name="commitments"),
    path("commitments/<uuid:key>/", activities.commitment, name="commitment"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/new/", reviews.review_new, name="review_new"),
    path("progress/", reviews.board, name="board"),
    path("progress/keep/", reviews.board_keep, name="board_keep"),
    path("progress/<int:year>/<int:quarter>/", reviews.board_kept, name="board_kept"),
    path("progress/measures/new/", reviews.measure_new, name="measure_new"),
    path("progress/measures/<uuid:key>/", reviews.measure, name="measure"),
]
