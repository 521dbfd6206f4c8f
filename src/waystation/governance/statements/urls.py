from __future__ import annotations

from django.urls import path

from waystation.governance.statements import views

app_name = "statements"
urlpatterns = [
    path("statements/", views.statements, name="statements"),
    path("statements/new/", views.new, name="statement_new"),
    path("statements/<uuid:statement>/", views.statement, name="statement"),
    path("statements/<uuid:statement>/change/", views.change, name="statement_change"),
    path("statements/<uuid:statement>/ask/", views.ask, name="statement_ask"),
    path("statements/<uuid:statement>/clear/", views.clear, name="statement_clear"),
    path("statements/<uuid:statement>/release/", views.release, name="statement_release"),
]
