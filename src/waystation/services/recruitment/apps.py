from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link, PersonLink


class RecruitmentConfig(App):
    name = "waystation.services.recruitment"
    label = "recruitment"
    verbose_name = "Ethical recruitment"
    searched = ("recruitment:recruiters",)
    guide = {
        "": "recruitment#recruiters-and-employers",
        "recruitment:recruitments": "recruitment#the-recruitment-of-a-worker",
        "recruitment:indicator": "recruitment#the-recruitment-cost-indicator",
        "recruitment:incidents": "recruitment#incidents",
    }
    navigation = (
        Link(
            "mobility",
            "recruitment:recruiters",
            "shield",
            _("Recruiters and employers"),
            "recruiter.read",
            32,
        ),
        Link(
            "mobility",
            "recruitment:recruitments",
            "send",
            _("Recruitments of workers"),
            "recruitment.read",
            33,
        ),
        Link(
            "mobility",
            "recruitment:incidents",
            "warn",
            _("Incidents in recruitment"),
            "incident.read",
            34,
        ),
    )
    first_pages = (FirstPage(40, "recruiter.assess", "recruitment:recruitments"),)
    person_links = (
        PersonLink(
            "recruitment:recruitment_new",
            _("Record a recruitment"),
            "recruitment.record",
            in_path=True,
            order=57,
        ),
    )
    facts = {
        "recruitment.recruitments": "waystation.services.recruitment.facts.RECRUITMENTS",
        "recruitment.incidents": "waystation.services.recruitment.facts.INCIDENTS",
        "recruitment.assessments": "waystation.services.recruitment.facts.ASSESSMENTS",
    }
    record_pages = {
        "recruitment.Assessment": "recruitment:assessment",
        "recruitment.Incident": "recruitment:incident",
        "recruitment.CorrectiveAction": "recruitment:action",
        "recruitment.Recruitment": "recruitment:recruitment",
        "recruitment.ArrivalCall": "recruitment:call",
    }
    organisation_panel = "waystation.services.recruitment.queries.organisation_panel"
    organisation_warnings = "waystation.services.recruitment.queries.organisation_warnings"
    person_panel = "waystation.services.recruitment.queries.person_panel"
    person_timeline = "waystation.services.recruitment.queries.timeline_of"
    person_move = "waystation.services.recruitment.actions.move_person"
    person_erase = "waystation.services.recruitment.actions.erase_person"
    person_export = "waystation.services.recruitment.queries.export_of"
    consent_ended = "waystation.services.recruitment.actions.stop_for_consent"
    messages = ("waystation.services.recruitment.queries.letters.MESSAGES",)
    outstanding = "waystation.services.recruitment.queries.outstanding"
    daily = ("waystation.services.recruitment.actions.expire_clearances",)
