from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "waystation.site.public"
    label = "public"
