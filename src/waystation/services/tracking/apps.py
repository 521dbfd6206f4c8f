from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link


class TrackingConfig(App):
    name = "waystation.services.tracking"
    label = "tracking"
    verbose_name = "Tracking"
    first_pages = (FirstPage(45, "study.estimate", "ui:work"),)
    searched = ("tracking:studies",)
    guide = {"": "analyst#a-study-with-rounds"}
    navigation = (Link("evidence", "tracking:studies", "search", _("Studies"), "study.read", 20),)
    snapshots_named = "waystation.services.tracking.queries.snapshots_named"
    findings = "waystation.services.tracking.queries.finding"
    tasks = {"study.estimate": "waystation.services.tracking.tasks.estimate"}
    task_names = {"study.estimate": _("Estimating a round")}
    record_pages = {"tracking.Operation": "tracking:study", "tracking.Round": "tracking:round"}
    outstanding = "waystation.services.tracking.queries.outstanding"
