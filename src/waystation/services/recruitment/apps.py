from waystation.foundation.access.contributions import App


class RecruitmentConfig(App):
    name = "waystation.services.recruitment"
    label = "recruitment"
    verbose_name = "Ethical recruitment"
    organisation_panel = "waystation.services.recruitment.queries.organisation_panel"
    daily = ("waystation.services.recruitment.actions.expire_clearances",)
