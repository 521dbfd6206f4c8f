from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "waystation.site.api"
    label = "api"
