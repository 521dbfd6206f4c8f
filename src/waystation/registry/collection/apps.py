from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link, Shortcut


class CollectionConfig(App):
    name = "waystation.registry.collection"
    label = "collection"
    verbose_name = "Collection"
    searched = ("collection:forms",)
    guide = {
        "": "analyst#forms-and-answers",
        "collection:forms": "enumerator#your-forms",
        "collection:form": "enumerator#your-forms",
        "collection:interviews": "enumerator#in-the-browser",
        "collection:fill": "enumerator#in-the-browser",
    }
    navigation = (
        Link("evidence", "collection:forms", "form", _("Forms and surveys"), "form.read", 10),
    )
    shortcuts = (Shortcut("i", "collection:interviews", _("Fill in a form"), "submission.send"),)
    record_pages = {
        "collection.Form": "collection:form",
        "collection.FormVersion": "collection:version",
        "collection.Submission": "collection:submission",
        "collection.CleaningLog": "collection:cleaning-log",
    }
    outstanding = "waystation.registry.collection.queries.outstanding"
    messages = ("waystation.registry.collection.queries.letters.MESSAGES",)
    tasks = {"form.upload": "waystation.registry.collection.tasks.upload_form"}
    task_names = {"form.upload": _("Upload a form")}
    daily = ("waystation.registry.collection.tasks.delete_old_snapshots",)
