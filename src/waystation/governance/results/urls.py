from django.urls import path

from .views import dashboard, indicators

app_name = "results"
urlpatterns = [
    path("", dashboard.Dashboard.as_view(), name="dashboard"),
    path("export/<slug:kind>", dashboard.DashboardExport.as_view(), name="dashboard_export"),
    path("records/<slug:key>/", dashboard.Records.as_view(), name="records"),
    path("indicators/", indicators.Indicators.as_view(), name="indicators"),
    path("indicators/<slug:key>/", indicators.IndicatorPage.as_view(), name="indicator"),
    path("indicators/<slug:key>/target/", indicators.TargetNew.as_view(), name="set_target"),
    path(
        "indicators/<slug:key>/export/<slug:kind>",
        indicators.IndicatorExport.as_view(),
        name="indicator_export",
    ),
    path(
        "targets/<uuid:target>/approve/", indicators.TargetApprove.as_view(), name="approve_target"
    ),
]
