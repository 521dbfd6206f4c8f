from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class BoardsConfig(App):
    name = "waystation.governance.boards"
    label = "boards"
    verbose_name = "Boards"
    searched = ("boards:boards",)
    guide = {"": "analyst#boards"}
    navigation = (Link("evidence", "boards:boards", "chart", _("Boards"), "indicator.read", 32),)
    record_pages = {"boards.Board": "boards:board"}
    messages = ("waystation.governance.boards.queries.letters.MESSAGES",)
    daily = ("waystation.governance.boards.actions.send_digests",)
