from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "waystation.registry.people"
    label = "people"
    verbose_name = "People"
