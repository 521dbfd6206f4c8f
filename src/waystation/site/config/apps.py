from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "waystation.site.config"
    label = "config"
