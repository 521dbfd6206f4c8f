from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "waystation.governance.network"
    label = "network"
    verbose_name = "UN Network on Migration"
