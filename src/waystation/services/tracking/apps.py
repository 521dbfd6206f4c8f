from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "waystation.services.tracking"
    label = "tracking"
    verbose_name = "Tracking"
