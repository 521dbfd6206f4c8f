from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class ImportsConfig(App):
    name = "waystation.registry.imports"
    label = "imports"
    verbose_name = "Imports"
    guide = {"": "counsellor#importing-existing-sheets"}
    navigation = (Link("information", "imports:uploads", "form", _("Import"), "visit.record", 90),)
    record_pages = {"imports.Upload": "imports:upload"}
    tasks = {
        "imports.check": "waystation.registry.imports.tasks.check",
        "imports.load": "waystation.registry.imports.tasks.load",
        "imports.undo": "waystation.registry.imports.tasks.undo",
    }
    task_names = {
        "imports.check": _("Checking the rows of a sheet"),
        "imports.load": _("Importing a sheet"),
        "imports.undo": _("Undoing an import"),
    }
    daily = ("waystation.registry.imports.actions.tidy",)
