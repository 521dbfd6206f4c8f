from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class ConfigConfig(AppConfig):
    name = "waystation.site.config"
    label = "config"


class BackRoomConfig(SimpleAdminConfig):
    """The rooms' admin pages are looked for by urls.py: only who serves pages needs them."""

    default_site = "waystation.site.config.admin.BackRoom"
