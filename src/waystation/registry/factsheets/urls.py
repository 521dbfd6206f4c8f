from django.urls import path

from . import translations, views

app_name = "factsheets"
urlpatterns = [
    path("", views.Sheets.as_view(), name="sheets"),
    path("new/", views.SheetNew.as_view(), name="new"),
    path("translations/", translations.Translations.as_view(), name="translations"),
    path("<uuid:sheet_id>/", views.SheetPage.as_view(), name="sheet"),
    path("<uuid:sheet_id>/editions/new/", views.EditionNew.as_view(), name="edition_new"),
    path("editions/<uuid:edition_id>/", views.EditionPage.as_view(), name="edition"),
    path("editions/<uuid:edition_id>/edit/", views.EditionEdit.as_view(), name="edition_edit"),
    path(
        "editions/<uuid:edition_id>/texts/<slug:language>/",
        views.TextEdit.as_view(),
        name="text",
    ),
    path(
        "editions/<uuid:edition_id>/texts/<slug:language>/review/",
        views.TextReview.as_view(),
        name="text_review",
    ),
    path(
        "editions/<uuid:edition_id>/<slug:transition>/",
        views.EditionTransition.as_view(),
        name="edition_transition",
    ),
]
