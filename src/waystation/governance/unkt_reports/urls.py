from __future__ import annotations

from django.urls import path

from waystation.governance.unkt_reports import views

app_name = "unkt_reports"
urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/begin/", views.begin, name="report_begin"),
    path("reports/demand/", views.demand, name="report_demand"),
    path("reports/<uuid:report>/", views.report, name="report"),
    path("reports/<uuid:report>/answer/", views.begin_answer, name="report_begin_answer"),
    path("reports/<uuid:report>/sections/<slug:section>/", views.words, name="report_words"),
    path("reports/<uuid:report>/sections/", views.add_section, name="report_add_section"),
    path("reports/<uuid:report>/tasks/<slug:task>/", views.task, name="report_task"),
    path("reports/<uuid:report>/send/", views.send, name="report_send"),
    path("reports/<uuid:report>/call-back/", views.call_back, name="report_call_back"),
    path("reports/<uuid:report>/approval/", views.answer, name="report_approval"),
    path("reports/<uuid:report>/publish/", views.publish, name="report_publish"),
    path("reports/<uuid:report>/transmit/", views.transmit, name="report_transmit"),
]
