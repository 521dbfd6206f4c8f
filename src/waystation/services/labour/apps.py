from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link, OwnPageLink, PersonLink


class LabourConfig(App):
    name = "waystation.services.labour"
    label = "labour"
    verbose_name = "Labour"
    searched = ("labour:vacancies", "labour:employers", "labour:candidacies")
    guide = {
        "": "labour#a-vacancy",
        "labour:employers": "labour#an-employer",
        "labour:employer": "labour#an-employer",
        "labour:ranked": "labour#candidates",
        "labour:candidacies": "labour#placements",
        "labour:candidacy": "labour#consent-before-a-name",
        "labour:rounds": "labour#placement-rounds",
        "labour:round": "labour#placement-rounds",
        "labour:surveys": "labour#shortages",
        "labour:survey": "labour#shortages",
    }
    navigation = (
        Link("mobility", "labour:home", "work", _("Work"), "vacancy.read", 20),
        Link("mobility", "labour:vacancies", "list", _("Vacancies"), "vacancy.read", 21),
        Link("mobility", "labour:employers", "place", _("Employers"), "vacancy.read", 22),
        Link("mobility", "labour:candidacies", "people", _("Placements"), "placement.read", 23),
        Link("mobility", "labour:rounds", "target", _("Placement rounds"), "placement.read", 24),
        Link("mobility", "labour:surveys", "chart", _("Shortages"), "shortage.read", 25),
        Link("mobility", "labour:employer_home", "work", _("Your vacancies"), "placement.ask", 26),
    )
    first_pages = (
        FirstPage(20, "vacancy.publish", "labour:home"),
        FirstPage(90, "placement.ask", "labour:employer_home"),
    )
    record_pages = {
        "labour.Employer": "labour:employer",
        "labour.Vacancy": "labour:vacancy",
        "labour.Candidacy": "labour:candidacy",
        "labour.MatchingRound": "labour:round",
        "labour.ShortageSurvey": "labour:survey",
    }
    person_links = (
        PersonLink(
            "labour:person_vacancies", _("Vacancies"), "placement.read", in_path=True, tab=True
        ),
    )
    own_profile_pages = (OwnPageLink("labour:own_vacancies", _("Vacancies for you")),)
    facts = {
        "labour.vacancies": "waystation.services.labour.facts.VACANCIES",
        "labour.placements": "waystation.services.labour.facts.PLACEMENTS",
        "labour.shortages": "waystation.services.labour.facts.SHORTAGES",
    }
    tasks = {"labour.round": "waystation.services.labour.tasks.run_round"}
    task_names = {"labour.round": _("Placement round")}
    each_minute = ("waystation.services.labour.tasks.suspend_vacancies",)
    person_timeline = "waystation.services.labour.queries.timeline_of"
    person_move = "waystation.services.labour.actions.move_person"
    person_erase = "waystation.services.labour.actions.erase_person"
    person_export = "waystation.services.labour.queries.export_of"
    consent_ended = "waystation.services.labour.actions.stop_for_consent"
    outstanding = "waystation.services.labour.queries.outstanding_of"
    organisation_panel = "waystation.services.labour.queries.organisation_panel"
