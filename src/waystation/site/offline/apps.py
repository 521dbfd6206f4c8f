from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class OfflineConfig(App):
    name = "waystation.site.offline"
    label = "offline"
    verbose_name = "Work without network"
    guide = {"": "counsellor#without-network"}
    navigation = (
        Link("front_line", "offline:start", "download", _("Offline"), "visit.record", 20),
    )
    record_pages = {"offline.Device": "offline:device_wipe"}
