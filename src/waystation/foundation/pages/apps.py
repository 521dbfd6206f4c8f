from waystation.foundation.access.contributions import App


class PagesConfig(App):
    name = "waystation.foundation.pages"
    label = "pages"
    verbose_name = "Pages"
