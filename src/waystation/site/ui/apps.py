from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "waystation.site.ui"
    label = "ui"
