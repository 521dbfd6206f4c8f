from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "waystation.site.config"
    label = "config"


class BackRoomConfig(AdminConfig):
    default_site = "waystation.site.config.admin.BackRoom"
