from __future__ import annotations

from django.urls import path

from waystation.governance.statements import views

ONE = "statements/<uuid:statement>/"

app_name = "statements"
urlpatterns = [
    path("statements/", views.Statements.as_view(), name="statements"),
    path("statements/new/", views.StatementNew.as_view(), name="statement_new"),
    path(ONE, views.StatementPage.as_view(), name="statement"),
    path(f"{ONE}change/", views.StatementChange.as_view(), name="statement_change"),
    path(f"{ONE}ask/", views.StatementStep.as_view(step="ask"), name="statement_ask"),
    path(
        f"{ONE}ask-again/",
        views.StatementStep.as_view(step="ask_again"),
        name="statement_ask_again",
    ),
    path(f"{ONE}clear/", views.StatementClear.as_view(), name="statement_clear"),
    path(f"{ONE}release/", views.StatementStep.as_view(step="release"), name="statement_release"),
]
