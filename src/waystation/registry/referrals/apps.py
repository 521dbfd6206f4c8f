from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link, PersonLink


class ReferralsConfig(App):
    name = "waystation.registry.referrals"
    label = "referrals"
    verbose_name = "Referrals"
    searched = ("referrals:list", "referrals:inbox")
    guide = {
        "": "referrals",
        "referrals:inbox": "partner#a-referral-to-you",
        "referrals:inbox_referral": "partner#a-referral-to-you",
        "referrals:new": "referrals#referring-a-person",
        "referrals:statistics": "referrals#what-is-counted",
    }
    navigation = (
        Link("front_line", "referrals:list", "send", _("Referrals"), "referral.read", 24),
        Link("front_line", "referrals:inbox", "doc", _("Referrals"), "referral.answer", 25),
        Link(
            "front_line", "referrals:oversight", "shield", _("Sent without consent"),
            "referral.oversee", 27,
        ),
    )  # fmt: skip
    facts = {"referrals.referrals": "waystation.registry.referrals.facts.REFERRALS"}
    record_pages = {"referrals.Referral": "referrals:referral"}
    person_links = (
        PersonLink("referrals:new", _("Refer"), "referral.send", in_path=True, order=55),
    )
    person_timeline = "waystation.registry.referrals.queries.timeline_of"
    person_move = "waystation.registry.referrals.actions.move_person"
    person_erase = "waystation.registry.referrals.actions.erase_person"
    person_export = "waystation.registry.referrals.queries.export_of"
    consent_ended = "waystation.registry.referrals.actions.stop_for_consent"
    messages = ("waystation.registry.referrals.queries.letters.MESSAGES",)
    outstanding = "waystation.registry.referrals.queries.outstanding"
    each_minute = ("waystation.registry.referrals.actions.alert_overdue",)
    daily = ("waystation.registry.referrals.actions.stop_expired",)
