"""Whoever administers the system opens no personal record, whatever they do one after another.

The administrator here is an attacker who owns mailboxes of their own, and opens every link that
arrives in them. All sequences of up to three administrative actions are tried: what leads to the
same accounts, roles and waiting decisions is tried once.
"""

import re

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix import (
    diaspora,
    front_desk,
    imports,
    labour,
    network,
    pathways,
    policies,
    programmes,
    recruitment,
    referrals,
    skills,
)
from tests.matrix.addresses import ADDRESSES
from tests.matrix.test_every_address import OURS, body
from tests.matrix.test_every_method import HOME, OPENS, ask, cell, needs, takes
from waystation.foundation.access import queries
from waystation.foundation.access.models import AddressChange, Membership, RoleProposal, User
from waystation.foundation.access.rules import PERSONAL, ROLES

pytestmark = pytest.mark.sqlite_only

MOST_ACTIONS = 3
MAILBOXES = ("ally@attacker.example", "second@attacker.example")
CHOSEN = "a-password-of-the-attacker"
# One role of each kind: it opens personal records, it manages accounts, it does neither. That all
# of a kind are given alike is proved in tests/foundation/access/test_two_people.py.
KINDS = ("counsellor", "administrator", "network_member")
# What an administrator sets up: accounts, forms, phones, devices; and what the Network and its
# secretariat write, whose roles one person gives. All other marks of the office are personal, those
# of an app that is new as well, until they are named here.
SET_UP = {
    "mark-of-an-address",
    "mark-of-a-device",
    "mark-of-a-form",
    "mark-of-a-built-form",
    "mark-of-a-question",  # of a form, not an answer
    "mark-of-a-copy",  # of a question, in the library
    "mark-of-a-business-survey",  # the title of its form
    "mark-of-a-phone",
}
OF_THE_NETWORK = {"mark-of-a-norm", *network.MARKS, *policies.MARKS, *programmes.MARKS}
WITH_PEOPLE = (
    diaspora, front_desk, imports, labour, pathways, recruitment, referrals, skills
)  # fmt: skip
READS_PEOPLE = {one for one in PERSONAL if one.split(".")[0] != "user"} | {"audit.read"}
# The administrator's own addresses that change who may do what: tried in all sequences. All others
# that an administrator may post to are tried once, in every state of accounts they could change.
ABOUT_ACCOUNTS = {
    "access:users",
    "access:give_role",
    "access:close_account",
    "access:end_role",
    "access:invite",
    "access:confirm_role",
    "access:decline_role",
    "access:lost_addresses",
    "access:approve_address",
    "access:tokens",
    "access:address",
}
NEEDS_NO_RIGHT = {"access:revoke_token", "access:sessions", "ui:language"}  # one's own browser


@pytest.fixture
def attacker(mission, content):
    """An administrator who has just typed the password, in a browser."""
    drita = mission.hire("Drita Attacker", mission.prishtine, "administrator")
    User.objects.filter(id=drita.id).update(last_login="2026-01-01T00:00Z")
    return Attacker(drita, mission, content)


class Attacker:
    """What an attacking administrator can do, and what they have got so far."""

    def __init__(self, admin, mission, content):
        self.admin, self.mission, self.content = admin, mission, content
        self.officer = User.objects.get(full_name="Officer Forduties")
        self.other_admin = User.objects.get(full_name="Admin Forwaiting")
        self.browser = proved(Client(), admin)
        self.states, self.tried, self.reaches = {}, 0, set()

    def accounts(self):
        """Return the accounts whose password the attacker knows."""
        return [self.admin, *User.objects.filter(email__in=MAILBOXES, is_active=True)]

    def actions(self):
        """Yield every action that makes sense now: its name, and a function that does it."""
        office, post = str(self.mission.prishtine.id), self.browser.post
        free = next((one for one in MAILBOXES if not User.objects.filter(email=one)), None)
        for role in KINDS:
            if free:
                about = {"full_name": "Ally", "email": free, "office": office, "role": role}
                yield "access:users", lambda about=about: post(reverse("access:users"), about)
            for user in self.accounts():
                where = reverse("access:give_role", args=[user.id])
                about = {"office": office, "role": role}
                yield "access:give_role", lambda w=where, a=about: post(w, a)
        for name in ("confirm_role", "decline_role"):
            for proposal in RoleProposal.objects.filter(decided_at=None):
                where = reverse(f"access:{name}", args=[proposal.id])
                yield f"access:{name}", lambda w=where: post(w)
        for user in (self.officer, self.mission.arta):
            about = {"user": str(user.id), "email": MAILBOXES[1]}
            where = reverse("access:lost_addresses")
            yield "access:lost_addresses", lambda w=where, a=about: post(w, a)
            where = reverse("access:invite", args=[user.id])
            yield "access:invite", lambda w=where: post(w)
        for change in AddressChange.objects.filter(done_at=None, cancelled_at=None):
            where = reverse("access:approve_address", args=[change.id])
            yield "access:approve_address", lambda w=where: post(w)
        for user in (self.officer, self.other_admin):
            if user.is_active:
                where = reverse("access:close_account", args=[user.id])
                yield "access:close_account", lambda w=where: post(w)
            for membership in Membership.objects.filter(user=user):
                where = reverse("access:end_role", args=[membership.id])
                yield "access:end_role", lambda w=where: post(w)
        about = {"name": "all", "scopes": sorted(queries.reach_of(fresh(self.admin))), "days": 30}
        yield "access:tokens", lambda: post(reverse("access:tokens"), about)
        about = {"email": MAILBOXES[0], "old_lost": "on"}
        yield "access:address", lambda: post(reverse("access:address"), about)

    def read_mail(self, since):
        """Open every link that arrived in the attacker's mailboxes, press every button there."""
        for message in mail.outbox[since:]:
            for path in re.findall(r"https?://[^/\s]+(/\S+)", message.body):
                if message.to[0] in MAILBOXES:
                    page = Client().get(path, follow=True)
                    buttons = {"password1": CHOSEN, "password2": CHOSEN, "confirm": "1"}
                    Client().post(path, buttons)
                    follow = Client()
                    page = follow.get(path, follow=True)
                    follow.post(page.request["PATH_INFO"], buttons)
        for user in User.objects.filter(email__in=MAILBOXES, last_login=None):
            if user.has_usable_password():
                Client().post("/accounts/login/", {"login": user.email, "password": CHOSEN})

    def state(self):
        """Return what tells one situation from another."""
        return (
            frozenset(Membership.objects.values_list("user_id", "role", "ends_on")),
            frozenset(
                RoleProposal.objects.filter(decided_at=None).values_list(
                    "user__email", "role", "proposed_by_id"
                )
            ),
            frozenset(
                AddressChange.objects.filter(done_at=None, cancelled_at=None).values_list(
                    "user_id", "new_address", "asked_by_id", "approved_by_id", "new_confirmed_at"
                )
            ),
            frozenset(
                (email, active, last_login is None)
                for email, active, last_login in User.objects.values_list(
                    "email", "is_active", "last_login"
                )
            ),
        )

    def try_all(self, left, done=()):
        """Try every sequence of at most ``left`` further actions; each is undone afterwards."""
        self.look(done)
        if not left:
            return
        for name, do in list(self.actions()):
            with transaction.atomic():
                since = len(mail.outbox)
                do()
                self.tried += 1
                self.read_mail(since)
                state = self.state()
                if self.states.get(state, -1) < left - 1:
                    self.states[state] = left - 1
                    self.try_all(left - 1, (*done, name))
                transaction.set_rollback(True)

    def look(self, done):
        """Fail if an account of the attacker's may read people, or shows one."""
        for user in self.accounts():
            reach = frozenset(queries.reach_of(fresh(user)))
            assert not reach & READS_PEOPLE, f"{user} after {done}"
            if reach not in self.reaches:
                self.reaches.add(reach)
                assert shown_to(user, self.content) == [], f"{user} after {done}"


def fresh(user):
    return User.objects.get(pk=user.pk)


def proved(browser, user):
    """Sign somebody in who has just typed the password, as pages about accounts ask."""
    import time

    browser.force_login(user)
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.id)
    session.save()
    browser.cookies["sessionid"] = session.session_key
    return browser


def personal_marks(content):
    """Return the marks of the office that no administrator may see."""
    others = SET_UP | OF_THE_NETWORK
    return [mark for mark in content.marks if mark not in others and "@" not in mark]


def shown_to(user, content):
    """Return where an account is shown a personal record of Arta's office."""
    browser = Client()
    browser.force_login(user)
    found = []
    for name in OURS:
        if takes(name, "GET") and not ADDRESSES[name].by_secret:
            _status, text, _changes = ask(browser, name, "GET", content)
            found += [f"{name} shows {mark}" for mark in personal_marks(content) if mark in text]
    return found


def test_no_sequence_of_three_actions_opens_a_personal_record(attacker):
    attacker.try_all(MOST_ACTIONS)

    assert attacker.tried > 1000
    assert len(attacker.states) > 100
    assert len(attacker.reaches) > 2


def test_every_other_thing_an_administrator_may_post_opens_none_either(attacker, content):
    """Forms, phones, centres, packs: what comes back, and where its links lead, shows nobody."""
    wrong = []

    for name in administrative() - ABOUT_ACCOUNTS:
        with transaction.atomic():
            _status, text, _changes = ask(attacker.browser, name, "POST", content)
            phone = {"name": "attacker", "user": str(attacker.mission.arta.id), "label": "x"}
            filled = {key: content[what] for key, what in ADDRESSES[name].made_of.items()}
            answer = attacker.browser.post(reverse(name, kwargs=filled), phone)
            text += body(answer) + body(attacker.browser.get(answer.headers.get("Location", "/")))
            for link in set(re.findall(r"https?://testserver(/[^\s\"<]+)", text)):
                text += body(Client().get(link))
            wrong += [f"{name} shows {mark}" for mark in personal_marks(content) if mark in text]
            transaction.set_rollback(True)

    assert wrong == []


def administrative():
    """Return the addresses an administrator posts to because of the role."""
    return {
        name
        for name in OURS
        if takes(name, "POST")
        and cell(name, "POST", "administrator", HOME) == OPENS
        and (needs(name, "POST") & ROLES["administrator"].may or name in ABOUT_ACCOUNTS)
    }


def test_no_administrative_action_is_left_out():
    posted = {
        name
        for name in OURS
        if takes(name, "POST") and cell(name, "POST", "administrator", HOME) == OPENS
    }
    by_role = {name for name in posted if needs(name, "POST") & ROLES["administrator"].may}

    assert {name for name in by_role if name.startswith("access:")} | {
        "access:tokens",
        "access:address",
    } == ABOUT_ACCOUNTS | {"access:proposals"}


def test_the_pages_about_accounts_take_the_attacker_for_who_has_typed_the_password(attacker):
    wish = {"user": str(attacker.officer.id), "email": MAILBOXES[1]}

    answer = attacker.browser.post(reverse("access:lost_addresses"), wish)

    assert answer.status_code == 302
    assert answer["Location"] == reverse("access:lost_addresses")
    assert AddressChange.objects.get(user=attacker.officer).asked_by == attacker.admin


def test_the_attack_would_be_noticed(attacker, monkeypatch):
    """With roles that one person gives, the same search finds the way in."""
    from waystation.foundation.access import rules

    monkeypatch.setattr(rules, "needs_second_person", lambda role: False)

    with pytest.raises(AssertionError, match="after"):
        attacker.try_all(2)


def test_the_marks_of_every_app_that_works_with_people_are_looked_for(content):
    personal = set(personal_marks(content))
    by_app = (people_marks(), *(app.MARKS for app in WITH_PEOPLE))

    assert [marks for marks in by_app if not set(marks) - SET_UP <= personal] == []
    assert set(content.marks) >= SET_UP


def people_marks():
    return ["Markname", "Marktwin", "Marksecond", "mark-of-counselling", "mark-of-an-answer"]
