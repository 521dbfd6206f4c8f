from django.apps import AppConfig


class CentresConfig(AppConfig):
    name = "waystation.services.centres"
    label = "centres"
