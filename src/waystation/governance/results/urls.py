from django.urls import path

from .views import dashboard, indicators

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
]
