from __future__ import annotations

from django.urls import path

from waystation.governance.advice import views

app_name = "advice"
ONE = "advice/<uuid:key>/"
DROP = f"{ONE}evidence/<uuid:evidence>/drop/"
urlpatterns = [
    path("advice/", views.Advice.as_view(), name="advice"),
    path("advice/new/", views.RecommendationNew.as_view(), name="advice_new"),
    path(ONE, views.RecommendationPage.as_view(), name="recommendation"),
    path(f"{ONE}edit/", views.RecommendationEdit.as_view(), name="advice_edit"),
    path(f"{ONE}evidence/", views.EvidenceNew.as_view(), name="advice_evidence"),
    path(DROP, views.EvidenceDrop.as_view(), name="advice_drop_evidence"),
    path(f"{ONE}sign/", views.StepButton.as_view(step="endorse"), name="advice_sign"),
    path(f"{ONE}submit/", views.Submit.as_view(), name="advice_submit"),
    path(f"{ONE}take-up/", views.StepButton.as_view(step="take_up"), name="advice_take_up"),
    path(f"{ONE}answer/", views.Answer.as_view(), name="advice_answer"),
    path(f"{ONE}withdraw/", views.Withdraw.as_view(), name="advice_withdraw"),
    path(f"{ONE}follow-up/", views.FollowUp.as_view(), name="advice_follow_up"),
]
