from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class FeedbackConfig(App):
    name = "waystation.registry.feedback"
    label = "feedback"
    verbose_name = "Feedback and complaints"
    guide = {"": "counsellor#feedback-and-complaints"}
    navigation = (
        Link("information", "feedback:entries", "talk", _("Feedback"), "feedback.read", 60),
        Link("information", "feedback:new", "talk", _("Record feedback"), "feedback.record", 61),
    )
    facts = {"feedback.entries": "waystation.registry.feedback.facts.ENTRIES"}
    record_pages = {"feedback.Entry": "feedback:entry"}
    outstanding = "waystation.registry.feedback.queries.outstanding"
