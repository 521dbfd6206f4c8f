from django.urls import path

from .views import dashboard, definitions, indicators, partner, requests, retiring, targets

app_name = "results"
urlpatterns = [
    path("", dashboard.Dashboard.as_view(), name="dashboard"),
    path("export/<slug:kind>", dashboard.DashboardExport.as_view(), name="dashboard_export"),
    path("records/<slug:key>/", dashboard.Records.as_view(), name="records"),
    path("indicators/", indicators.Indicators.as_view(), name="indicators"),
    path("indicators/new/", definitions.IndicatorNew.as_view(), name="indicator_new"),
    path("indicators/retired/", retiring.Retired.as_view(), name="retired"),
    path("indicators/<slug:key>/", indicators.IndicatorPage.as_view(), name="indicator"),
    path("indicators/<slug:key>/target/", targets.TargetNew.as_view(), name="set_target"),
    path(
        "indicators/<slug:key>/export/<slug:kind>",
        indicators.IndicatorExport.as_view(),
        name="indicator_export",
    ),
    path(
        "indicators/<slug:key>/change/",
        definitions.DefinitionChange.as_view(),
        name="propose_definition",
    ),
    path(
        "indicators/<slug:key>/retire/",
        retiring.IndicatorRetire.as_view(),
        name="retire_indicator",
    ),
    path(
        "indicators/<slug:key>/reopen/",
        retiring.IndicatorReopen.as_view(),
        name="reopen_indicator",
    ),
    path("definitions/<uuid:draft>/", definitions.DefinitionPage.as_view(), name="definition"),
    path(
        "definitions/<uuid:draft>/<slug:transition>/",
        definitions.DefinitionStep.as_view(),
        name="definition_step",
    ),
    path("targets/<uuid:target>/", targets.TargetChange.as_view(), name="change_target"),
    path("targets/<uuid:target>/approve/", targets.TargetApprove.as_view(), name="approve_target"),
    path("partners/", requests.Requests.as_view(), name="requests"),
    path("partners/new/", requests.RequestNew.as_view(), name="request_new"),
    path("partners/answer/<str:token>/", partner.PartnerAnswer.as_view(), name="partner"),
    path(
        "partners/documents/<uuid:figure>/",
        requests.RequestDocument.as_view(),
        name="request_document",
    ),
    path("partners/<uuid:key>/", requests.RequestPage.as_view(), name="request"),
    path("partners/<uuid:key>/link/", requests.RequestLinkNew.as_view(), name="request_link"),
    path("partners/<uuid:key>/remind/", requests.RequestRemind.as_view(), name="request_remind"),
    path(
        "partners/<uuid:key>/<slug:transition>/",
        requests.RequestStep.as_view(),
        name="request_step",
    ),
]
