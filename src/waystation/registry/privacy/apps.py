from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link, PersonLink


class PrivacyConfig(App):
    name = "waystation.registry.privacy"
    label = "privacy"
    verbose_name = "Data protection"
    guide = {
        "": "data-protection-officer",
        "privacy:requests": "data-protection-officer#somebody-asks-for-their-data",
        "privacy:request": "data-protection-officer#somebody-asks-for-their-data",
        "privacy:request_new": "data-protection-officer#somebody-asks-for-their-data",
        "privacy:export": "data-protection-officer#somebody-asks-for-their-data",
        "privacy:consent": "counsellor#consent",
        "privacy:texts": "data-protection-officer#consent-texts",
        "privacy:hold": "data-protection-officer#holding-and-erasing-a-file",
        "privacy:erase": "data-protection-officer#holding-and-erasing-a-file",
        "privacy:due": "data-protection-officer#holding-and-erasing-a-file",
    }
    navigation = (
        Link("administration", "privacy:desk", "shield", _("Data protection"), "audit.read", 10),
    )
    first_pages = (FirstPage(65, "audit.read", "privacy:desk"),)
    person_links = (
        PersonLink(
            "privacy:consent", _("Ask for consent"), "consent.record", in_path=True, tab=True
        ),
        PersonLink(
            "privacy:request_new",
            _("Data subject request"),
            "consent.record",
            in_path=True,
            order=79,
        ),
        PersonLink(
            "privacy:export",
            _("Export this person's data"),
            "person.export",
            in_path=True,
            order=80,
        ),
        PersonLink("privacy:hold", _("Hold"), "person.hold", in_path=True, order=81),
        PersonLink("privacy:erase", _("Erase"), "person.erase", in_path=True, order=82),
    )
    outstanding = "waystation.registry.privacy.queries.outstanding"
    record_pages = {"privacy.DataRequest": "privacy:request"}
    person_panel = "waystation.registry.privacy.panels.consents_panel"
    person_timeline = "waystation.registry.privacy.queries.timeline_of"
    person_move = "waystation.registry.privacy.actions.move_person"
