from __future__ import annotations

from django.urls import path

from waystation.governance.unkt_reports.views import lists, report

app_name = "unkt_reports"
ONE = "reports/<uuid:report>/"
urlpatterns = [
    path("reports/", lists.Reports.as_view(), name="reports"),
    path("reports/begin/", lists.Begin.as_view(), name="report_begin"),
    path("reports/demand/", lists.Demand.as_view(), name="report_demand"),
    path(ONE, report.ReportPage.as_view(), name="report"),
    path(f"{ONE}answer/", report.BeginAnswer.as_view(), name="report_begin_answer"),
    path(f"{ONE}sections/<slug:section>/", report.Words.as_view(), name="report_words"),
    path(f"{ONE}sections/", report.FreeSection.as_view(), name="report_add_section"),
    path(f"{ONE}tasks/<slug:task>/", report.Task.as_view(), name="report_task"),
    path(f"{ONE}send/", report.Send.as_view(), name="report_send"),
    path(f"{ONE}call-back/", report.CallBack.as_view(), name="report_call_back"),
    path(f"{ONE}discard/", report.Discard.as_view(), name="report_discard"),
    path(f"{ONE}approval/", report.Answer.as_view(), name="report_approval"),
    path(f"{ONE}publish/", report.Publish.as_view(), name="report_publish"),
    path(f"{ONE}transmit/", report.Transmit.as_view(), name="report_transmit"),
]
