from django.urls import path

from .views import dashboard, editions, indicators, reports

app_name = "results"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("export/<slug:kind>", dashboard.dashboard_export, name="dashboard_export"),
    path("records/<slug:key>/", dashboard.records, name="records"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/<slug:key>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:key>/target/", indicators.set_target, name="set_target"),
    path(
        "indicators/<slug:key>/export/<slug:kind>",
        indicators.indicator_export,
        name="indicator_export",
    ),
    path("targets/<uuid:target>/approve/", indicators.approve_target, name="approve_target"),
    path("reports/", reports.reports, name="reports"),
    path("reports/new/", reports.begin, name="begin"),
    path("drafts/<uuid:report>/", reports.draft, name="draft"),
    path("drafts/<uuid:report>/change/", reports.change, name="change"),
    path("drafts/<uuid:report>/add/<slug:kind>/", reports.add_block, name="add_block"),
    path("drafts/<uuid:report>/blocks/<uuid:block>/", reports.change_block, name="change_block"),
    path("drafts/<uuid:report>/blocks/<uuid:block>/move/", reports.move_block, name="move_block"),
    path(
        "drafts/<uuid:report>/blocks/<uuid:block>/remove/",
        reports.remove_block,
        name="remove_block",
    ),
    path("drafts/<uuid:report>/publish/", reports.publish, name="publish"),
    path(
        "drafts/<uuid:report>/download/<slug:kind>", reports.draft_download, name="draft_download"
    ),
    path("reports/<uuid:edition>/", editions.report, name="report"),
    path("reports/<uuid:edition>/figures/<int:number>/", editions.figure, name="figure"),
    path("reports/<uuid:edition>/check/", editions.check, name="check"),
    path("reports/<uuid:edition>/download/<slug:kind>", editions.report_download, name="download"),
]
