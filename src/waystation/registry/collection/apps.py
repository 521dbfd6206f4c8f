from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "waystation.registry.collection"
    label = "collection"
    verbose_name = "Collection"
