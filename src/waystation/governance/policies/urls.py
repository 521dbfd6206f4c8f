from __future__ import annotations

from django.urls import path

from .views import (
    consultation,
    home,
    instruments,
    links,
    mainstreaming,
    measures,
    milestones,
    own,
    sharing,
    standards,
)
from .views.registers import PAGES

app_name = "policies"
urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("instruments/", instruments.Instruments.as_view(), name="instruments"),
    path("instruments/new/", instruments.InstrumentNew.as_view(), name="instrument_new"),
    path("instruments/<uuid:key>/", instruments.InstrumentPage.as_view(), name="instrument"),
    path(
        "instruments/<uuid:key>/change/",
        instruments.InstrumentEdit.as_view(),
        name="instrument_edit",
    ),
    path(
        "instruments/<uuid:key>/step/<slug:transition>/",
        instruments.InstrumentStep.as_view(),
        name="instrument_step",
    ),
    path("instruments/<uuid:key>/next/", instruments.NextEdition.as_view(), name="next_edition"),
    path("instruments/<uuid:key>/chapter/", instruments.ChapterNew.as_view(), name="chapter_new"),
    path("instruments/<uuid:key>/ask/", consultation.ConsultedNew.as_view(), name="consulted_new"),
    path("instruments/<uuid:key>/comment/", consultation.CommentNew.as_view(), name="comment_new"),
    path("instruments/<uuid:key>/link/", links.PolicyLinkNew.as_view(), name="policy_link_new"),
    path("instruments/<uuid:key>/measure/", measures.MeasureNew.as_view(), name="measure_new"),
    path("instruments/<uuid:key>/matrix/", mainstreaming.Matrix.as_view(), name="matrix"),
    path("instruments/<uuid:key>/file/<slug:kind>", instruments.Paper.as_view(), name="paper"),
    path("comments/", consultation.Comments.as_view(), name="comments"),
    path("comments/<uuid:key>/", consultation.CommentAnswer.as_view(), name="comment_answer"),
    path("measures/", measures.Measures.as_view(), name="measures"),
    path("our-measures/", own.Own.as_view(), name="own"),
    path("measures/<uuid:key>/", measures.MeasurePage.as_view(), name="measure"),
    path("measures/<uuid:key>/change/", measures.MeasureEdit.as_view(), name="measure_edit"),
    path("measures/<uuid:key>/move/", measures.MeasureMove.as_view(), name="measure_move"),
    path("measures/<uuid:key>/owner/", measures.MeasureOwner.as_view(), name="measure_owner"),
    path("measures/<uuid:key>/drop/", measures.MeasureDrop.as_view(), name="measure_drop"),
    path("measures/<uuid:key>/assess/", measures.Assess.as_view(), name="assess"),
    path("measures/<uuid:key>/review/", measures.Review.as_view(), name="review"),
    path("measures/<uuid:key>/link/", links.LinkNew.as_view(), name="link_new"),
    path("measures/<uuid:key>/milestone/", measures.MilestoneNew.as_view(), name="milestone_new"),
    path("milestones/<uuid:key>/move/", milestones.MilestoneMove.as_view(), name="milestone_move"),
    path(
        "milestones/<uuid:key>/reach/", milestones.MilestoneReach.as_view(), name="milestone_reach"
    ),
    path("evidence/<uuid:key>/", milestones.EvidenceFile.as_view(), name="evidence"),
    path("linked/<uuid:key>/remove/", links.LinkRemove.as_view(), name="link_remove"),
    path("standards/", standards.Standards.as_view(), name="standards"),
    path("standards/new/", standards.StandardNew.as_view(), name="standard_new"),
    path("standards/shipped/", standards.StandardsShipped.as_view(), name="standards_shipped"),
    path("standards/<uuid:key>/", standards.StandardPage.as_view(), name="standard"),
    path("assessments/", standards.Gaps.as_view(), name="gaps"),
    path("assessments/new/", standards.GapNew.as_view(), name="gap_new"),
    path("assessments/<uuid:key>/", standards.GapPage.as_view(), name="gap"),
    path(
        "assessments/<uuid:key>/clause/<uuid:clause>/",
        standards.ClauseAssess.as_view(),
        name="clause",
    ),
    path(
        "assessments/<uuid:key>/step/<slug:transition>/",
        standards.GapStep.as_view(),
        name="gap_step",
    ),
    path(
        "chapters/<uuid:key>/quote/<slug:topic>/", mainstreaming.CellNew.as_view(), name="cell_new"
    ),
    path("practices/", mainstreaming.Practices.as_view(), name="practices"),
    path("practices/new/", mainstreaming.PracticeNew.as_view(), name="practice_new"),
    path("practices/<uuid:key>/", mainstreaming.PracticePage.as_view(), name="practice"),
    path(
        "practices/<uuid:key>/review/",
        mainstreaming.PracticeReview.as_view(),
        name="practice_review",
    ),
    path(
        "practices/<uuid:key>/step/<slug:transition>/",
        mainstreaming.PracticeStep.as_view(),
        name="practice_step",
    ),
    path("data/", sharing.Arrangements.as_view(), name="arrangements"),
    path("data/new/", sharing.ArrangementNew.as_view(), name="arrangement_new"),
    path("data/<uuid:key>/", sharing.ArrangementPage.as_view(), name="arrangement"),
    path("deliveries/", sharing.Deliveries.as_view(), name="deliveries"),
    path("deliveries/<uuid:key>/receive/", sharing.Receive.as_view(), name="delivery_receive"),
    path("deliveries/<uuid:key>/withdraw/", sharing.Withdraw.as_view(), name="delivery_withdraw"),
    path("deliveries/<uuid:key>/remind/", sharing.Remind.as_view(), name="delivery_remind"),
    *PAGES.urls("registers/"),
]
