from waystation.foundation.access.contributions import App


class UiConfig(App):
    name = "waystation.site.ui"
    label = "ui"
    verbose_name = "Pages for everybody"
    guide = {"": "start"}
    messages = ("waystation.site.ui.digest.MESSAGES",)
    daily = ("waystation.site.ui.digest.send_digests",)
