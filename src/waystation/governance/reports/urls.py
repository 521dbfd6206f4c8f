from django.urls import path

from .views import drafts, editions

app_name = "reports"
urlpatterns = [
    path("reports/", drafts.reports, name="reports"),
    path("reports/new/", drafts.begin, name="begin"),
    path("drafts/<uuid:report>/", drafts.draft, name="draft"),
    path("drafts/<uuid:report>/change/", drafts.change, name="change"),
    path("drafts/<uuid:report>/add/<slug:kind>/", drafts.add_block, name="add_block"),
    path("drafts/<uuid:report>/blocks/<uuid:block>/", drafts.change_block, name="change_block"),
    path("drafts/<uuid:report>/blocks/<uuid:block>/move/", drafts.move_block, name="move_block"),
    path(
        "drafts/<uuid:report>/blocks/<uuid:block>/remove/",
        drafts.remove_block,
        name="remove_block",
    ),
    path("drafts/<uuid:report>/publish/", drafts.publish, name="publish"),
    path("drafts/<uuid:report>/download/<slug:kind>", drafts.draft_download, name="draft_download"),
    path("reports/<uuid:edition>/", editions.report, name="report"),
    path("reports/<uuid:edition>/figures/<int:number>/", editions.figure, name="figure"),
    path("reports/<uuid:edition>/check/", editions.check, name="check"),
    path("reports/<uuid:edition>/download/<slug:kind>", editions.report_download, name="download"),
]
