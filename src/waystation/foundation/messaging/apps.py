from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App


class MessagingConfig(App):
    name = "waystation.foundation.messaging"
    label = "messaging"
    verbose_name = "Messages"
    tasks = {"messaging.send": "waystation.foundation.messaging.tasks.send"}
    task_names = {"messaging.send": _("Sending e-mail")}
