from __future__ import annotations

from django.urls import path

from waystation.governance.advice import views as advice

app_name = "advice"
urlpatterns = [
    path("advice/", advice.advice, name="advice"),
    path("advice/new/", advice.advice_new, name="advice_new"),
    path("advice/<uuid:key>/", advice.recommendation, name="recommendation"),
    path("advice/<uuid:key>/edit/", advice.advice_edit, name="advice_edit"),
    path("advice/<uuid:key>/evidence/", advice.advice_evidence, name="advice_evidence"),
    path(
        "advice/<uuid:key>/evidence/<uuid:evidence>/drop/",
        advice.advice_drop_evidence,
        name="advice_drop_evidence",
    ),
    path("advice/<uuid:key>/sign/", advice.advice_sign, name="advice_sign"),
    path("advice/<uuid:key>/submit/", advice.advice_submit, name="advice_submit"),
    path("advice/<uuid:key>/take-up/", advice.advice_take_up, name="advice_take_up"),
    path("advice/<uuid:key>/answer/", advice.advice_answer, name="advice_answer"),
    path("advice/<uuid:key>/withdraw/", advice.advice_withdraw, name="advice_withdraw"),
    path("advice/<uuid:key>/follow-up/", advice.advice_follow_up, name="advice_follow_up"),
]
