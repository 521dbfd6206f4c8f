from django.urls import path

from .views import blocks, checking, drafts, editions, letterhead, writing

app_name = "reports"
urlpatterns = [
    path("reports/", editions.Reports.as_view(), name="reports"),
    path("reports/new/", drafts.ReportNew.as_view(), name="begin"),
    path("letterheads/<uuid:office>/", letterhead.LetterheadEdit.as_view(), name="letterhead"),
    path("reports/new/<slug:template>/", drafts.ReportFrom.as_view(), name="begin_from"),
    path("reports/<uuid:edition>/", editions.EditionPage.as_view(), name="report"),
    path(
        "reports/<uuid:edition>/figures/<int:number>/",
        editions.FigurePage.as_view(),
        name="figure",
    ),
    path("reports/<uuid:edition>/check/", editions.CheckPage.as_view(), name="check"),
    path(
        "reports/<uuid:edition>/download/<slug:kind>",
        editions.EditionDownload.as_view(),
        name="download",
    ),
    path("drafts/<uuid:report>/", drafts.DraftPage.as_view(), name="draft"),
    path("drafts/<uuid:report>/write/", writing.WritePage.as_view(), name="write"),
    path("drafts/<uuid:report>/save/", writing.Save.as_view(), name="save"),
    path("drafts/<uuid:report>/figures/", writing.FindFigure.as_view(), name="find_figure"),
    path("drafts/<uuid:report>/pictures/", writing.AddImage.as_view(), name="add_image"),
    path("drafts/<uuid:report>/preview/", writing.Preview.as_view(), name="preview"),
    path("drafts/<uuid:report>/approve/", drafts.Approve.as_view(), name="approve"),
    path("drafts/<uuid:report>/check/", checking.CheckDraft.as_view(), name="check_draft"),
    path(
        "drafts/<uuid:report>/record-figures/",
        checking.RecordFigures.as_view(),
        name="record_figures",
    ),
    path("drafts/<uuid:report>/change/", drafts.ReportEdit.as_view(), name="change"),
    path("drafts/<uuid:report>/publish/", drafts.Publish.as_view(), name="publish"),
    path(
        "drafts/<uuid:report>/download/<slug:kind>",
        drafts.DraftDownload.as_view(),
        name="draft_download",
    ),
    path("drafts/<uuid:report>/add/<slug:kind>/", blocks.BlockNew.as_view(), name="add_block"),
    path(
        "drafts/<uuid:report>/blocks/<uuid:block>/",
        blocks.BlockEdit.as_view(),
        name="change_block",
    ),
    path(
        "drafts/<uuid:report>/blocks/<uuid:block>/move/",
        blocks.BlockMove.as_view(),
        name="move_block",
    ),
    path(
        "drafts/<uuid:report>/blocks/<uuid:block>/remove/",
        blocks.BlockRemove.as_view(),
        name="remove_block",
    ),
]
