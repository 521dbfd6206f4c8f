from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "waystation.registry.organisations"
    label = "organisations"
    verbose_name = "Organisations"
