"""What a person hears before a referral, and the copy they take home, in their own language."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from waystation.registry.people.models import Person
from waystation.registry.privacy import actions as privacy_actions
from waystation.registry.privacy import queries as privacy
from waystation.registry.privacy.rules import consent_texts, consents
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.models import SealedLink
from waystation.registry.referrals.queries.links import language_of_partner

pytestmark = pytest.mark.django_db
READ = ["tr", "ar", "fa", "ps"]
NAMES = r"Legal Aid Centre|Free legal aid|Besim Markperson|mark-of-a-need|Pri\w+|Waystation|LAC"


def test_every_purpose_has_a_text_in_every_language_with_its_gaps():
    for purpose in consents.PURPOSES:
        for language in consent_texts.LANGUAGES:
            text, found = consent_texts.shipped_text(purpose, language)

            assert found == language
            assert text.count("{fields}") == text.count("{recipient}") == 1
            assert "{purpose}" not in text


@pytest.mark.parametrize("language", READ)
def test_the_text_that_is_read_holds_no_english(arta, besim, draft, language):
    Person.objects.filter(id=besim.id).update(languages=[language])
    referral = draft(fields_shared=["name", "needs", "birth", "situation", "contacts"])

    spoken = queries.spoken_for(arta, referral)

    heard = " ".join([spoken.text, *(part for row in spoken.items for part in row)])
    assert spoken.language == language
    assert spoken.unreviewed
    if language != "tr":
        assert re.findall(r"[A-Za-z]{3,}", re.sub(NAMES, "", heard)) == []
    assert "agree" not in heard


@pytest.mark.parametrize("language", READ)
def test_the_copy_is_in_the_language_of_the_consent_and_holds_no_english(
    arta, besim, draft, agree, client, language
):
    Person.objects.filter(id=besim.id).update(languages=["sq", language])
    referral = draft()
    agree(besim, referral.fields_shared, language=language)
    referral = actions.change_referral_state(arta, referral.id, "send")

    copy = queries.copy_of(arta, referral)
    pdf = queries.copy_as_pdf(copy)
    client.force_login(arta)
    page = client.get(reverse("referrals:copy", args=[referral.id])).content.decode()

    words = [copy.title, copy.rights, *copy.headings.values(), *(k for k, _v in copy.rows)]
    words += [value for key, value in copy.rows if key != copy.rows[0][0]]
    left = re.findall(r"[A-Za-z]{3,}", re.sub(NAMES, "", " ".join(words)))
    assert copy.language == language
    if language != "tr":
        assert left == []
    assert not {"Sent", "Service", "Your", "Consent", "Number"} & set(left)
    assert pdf.startswith(b"%PDF")
    direction = "rtl" if language in settings.LANGUAGES_BIDI else "ltr"
    assert f'lang="{language}" dir="{direction}"' in page
    assert copy.draft in page  # "This translation is not reviewed."
    assert copy.draft


def test_a_text_of_the_office_is_not_a_draft_any_more(mission, vera, arta):
    before = privacy.wording(arta, "referral", "fa")
    own = (
        "متن خود دفتر که یک مترجم رسمی آن را بازبینی کرده است: {fields}، {recipient}. نه هم می‌شود."
    )
    privacy_actions.word_consent(vera, purpose="referral", language="fa", text=own)

    after = privacy.wording(arta, "referral", "fa")

    assert (before.unreviewed, after.unreviewed, after.text) == (True, False, own)
    assert not privacy.wording(arta, "referral", "sq").unreviewed


def test_the_counsellor_is_told_that_a_translation_is_not_reviewed(client, arta, besim, draft):
    referral = draft()
    where = reverse("referrals:read", args=[referral.id])
    client.force_login(arta)

    persian = client.get(where, {"language": "fa"}).content.decode()
    albanian = client.get(where, {"language": "sq"}).content.decode()

    warning = "a draft that nobody has reviewed"
    assert warning in " ".join(persian.split())
    assert warning not in " ".join(albanian.split())
    for code in consent_texts.LANGUAGES:
        assert f'href="?language={code}"' in persian


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
def test_a_partner_reads_the_sealed_link_in_its_language_or_in_another(
    client, arta, sent, language
):
    referral = sent()
    client.force_login(arta)
    made = client.post(
        reverse("referrals:link_new", args=[referral.id]), {"email": "", "language": language}
    )
    where = reverse("referrals:sealed_link", args=[SealedLink.objects.get().token])
    partner = Client()
    asked = partner.get(where).content.decode()
    given = {"code": made.context["code"], "name": "Petra"}
    partner.post(where, given)
    page = partner.get(where).content.decode()
    partner.cookies[settings.LANGUAGE_COOKIE_NAME] = "sq" if language != "sq" else "en"
    other = partner.get(where).content.decode()

    assert f'<html lang="{language}"' in asked
    assert f'<html lang="{language}"' in page
    assert f'<html lang="{language}"' not in other
    assert 'name="language"' in asked
    assert language_of_partner(referral) == language


def test_a_link_without_a_language_follows_the_browser(arta, sent):
    referral = sent()
    token = actions.make_link(arta, referral.id).link.token

    page = Client(headers={"accept-language": "sr"}).get(
        reverse("referrals:sealed_link", args=[token])
    )

    assert '<html lang="sr"' in page.content.decode()


@pytest.mark.parametrize(("link", "shown"), [("sq", "sq"), ("", "en")])
def test_a_language_of_the_public_pages_alone_does_not_mix_with_the_sealed_page(
    arta, sent, link, shown
):
    token = actions.make_link(arta, sent().id, language=link).link.token
    partner = Client()
    partner.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"

    page = partner.get(reverse("referrals:sealed_link", args=[token])).content.decode()

    assert f'<html lang="{shown}" dir="ltr"' in page
