from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link, PersonLink, Shortcut


class CentresConfig(App):
    name = "waystation.services.centres"
    label = "centres"
    verbose_name = "Migrant Service Centres"
    searched = ("centres:visits", "centres:sessions", "centres:centres")
    guide = {
        "": "counsellor#a-visit-in-under-a-minute",
        "centres:today": "counsellor#your-day",
        "centres:call_backs": "counsellor#who-is-expected-and-whom-you-call-back",
        "centres:plans": "counsellor#a-plan-step-by-step",
        "centres:profile_new": "counsellor#the-daily-profile",
        "centres:sessions": "counsellor#a-group-session",
        "centres:session_new": "counsellor#a-group-session",
        "centres:centres": "programme-manager#centres-and-services",
        "centres:registers": "programme-manager#centres-and-services",
    }
    navigation = (
        Link("front_line", "centres:today", "home", _("Today"), "visit.read", 10),
        Link("front_line", "centres:visits", "list", _("Visits"), "visit.read", 12),
        Link("front_line", "centres:call_backs", "phone", _("Call-backs"), "visit.read", 16),
        Link("front_line", "centres:plans", "target", _("Plans"), "visit.read", 18),
        Link("front_line", "centres:sessions", "group", _("Group sessions"), "session.read", 30),
        Link("information", "centres:centres", "place", _("Centres"), "centre.read", 40),
        Link(
            "information",
            "centres:registers",
            "list",
            _("Registers of the centres"),
            "centre.read",
            50,
        ),
    )
    first_pages = (FirstPage(10, "visit.record", "centres:today"),)
    shortcuts = (
        Shortcut("v", "centres:visit_new", _("Record a visit"), "visit.record"),
        Shortcut("g", "centres:session_new", _("Group session"), "session.record"),
    )
    facts = {
        "centres.visits": "waystation.services.centres.facts.VISITS",
        "centres.profiles": "waystation.services.centres.facts.PROFILES",
        "centres.sessions": "waystation.services.centres.facts.SESSIONS",
        "centres.attendance": "waystation.services.centres.facts.ATTENDANCE",
        "centres.plans": "waystation.services.centres.plan_facts.PLANS",
        "centres.call_backs": "waystation.services.centres.plan_facts.CALL_BACKS",
    }
    record_pages = {
        "centres.Visit": "centres:visit",
        "centres.Profile": "centres:profile",
        "centres.Session": "centres:session",
        "centres.CallBack": "centres:call_back",
        "centres.Plan": "centres:plan",
    }
    report_templates = {
        "migration_profile": "waystation.services.centres.profile_report.MIGRATION_PROFILE"
    }
    imports = {"visits": "waystation.services.centres.importing.VisitSheet"}
    form_handlers = {"centre_visit": "waystation.services.centres.intake.handle"}
    person_links = (
        PersonLink("centres:visit_new", _("Record a visit"), "visit.record"),
        PersonLink("centres:profile_new", _("Daily profile"), "visit.record", in_path=True),
        PersonLink("centres:plan_new", _("Agree on a plan"), "visit.record", in_path=True),
        PersonLink("centres:call_back_new", _("Call back"), "visit.record", order=60),
        PersonLink("centres:wait", _("Put on the waiting list"), "visit.record"),
    )
    person_timeline = "waystation.services.centres.queries.timeline_of"
    person_move = "waystation.services.centres.actions.move_person"
    person_erase = "waystation.services.centres.actions.erase_person"
    person_export = "waystation.services.centres.queries.export_of"
    edition_published = "waystation.services.centres.actions.list_earlier_visitors"
    text_corrected = "waystation.services.centres.actions.list_visitors_told_otherwise"
    edition_panel = "waystation.services.centres.queries.edition_panel"
    public_names = "waystation.services.centres.queries.names_of_offices"
    outstanding = "waystation.services.centres.queries.outstanding"
    offline_forms = ("waystation.services.centres.offline.FORMS",)
    offline_lists = "waystation.services.centres.offline.lists_of"
