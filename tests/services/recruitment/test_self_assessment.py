"""A recruiter assesses itself through a link: criterion by criterion, with files; we decide."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.services.recruitment.conftest import MONDAY
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.services.recruitment import actions
from waystation.services.recruitment.models import Assessment, EvidenceFile
from waystation.services.recruitment.queries import letters


@pytest.fixture
def link(leart, assessment):
    actions.ask_organisation(leart, assessment.id)
    return letters.link_of(assessment.id).partition("/recruitment/")[2]


@pytest.fixture
def answer(client, assessment, link):
    def answered(**fields):
        finding = assessment.findings.get(criterion="ilo.7")
        given = {f"{name}-{finding.id.hex}": value for name, value in fields.items()}
        return client.post(f"/recruitment/{link}", given, follow=True)

    return answered


def test_the_organisation_answers_and_the_office_reads_it_beside_its_own_finding(
    client, leart, assessment, answer
):
    proof = SimpleUploadedFile("policy.pdf", b"%PDF-1.4 we charge nothing")

    page = answer(verdict="met", note="We charge nothing", file=proof)

    finding = assessment.findings.get(criterion="ilo.7")
    assert page.status_code == 200
    assert (finding.own_verdict, finding.verdict) == ("met", "")
    assert read_sealed(finding, "own_note") == "We charge nothing"
    assert b"nothing" not in bytes(finding.files.get().content)
    client.force_login(leart)
    shown = client.get(reverse("recruitment:assessment", args=[assessment.id]))
    assert "We charge nothing" in shown.content.decode()


def test_the_criteria_are_asked_some_at_a_time_and_all_of_them_once(client, assessment, link):
    asked, page, done = [], f"/recruitment/{link}", ""
    while page:
        shown = client.get(page).content.decode()
        keys = re.findall(r'name="verdict-([0-9a-f]{32})"', shown)
        answer = client.post(page, {f"verdict-{key}": "met" for key in keys})
        asked += keys
        page, done = answer.get("Location", ""), answer

    order = [one.id.hex for one in assessment.findings.order_by("position")]
    assert asked == order
    assert len(order) > 5
    assert "Thank you" in done.content.decode()
    assert set(assessment.findings.values_list("own_verdict", flat=True)) == {"met"}


def test_a_script_in_the_place_of_a_document_is_refused_with_its_field(answer):
    page = answer(verdict="met", file=SimpleUploadedFile("x.pdf", b"<script>alert(1)</script>"))

    assert page.status_code == 422
    assert EvidenceFile.objects.count() == 0
    assert "not what its name says" in page.content.decode()


def test_a_choice_that_was_not_offered_is_refused(assessment, answer):
    page = answer(verdict="perfect")

    assert page.status_code == 422
    assert assessment.findings.get(criterion="ilo.7").own_verdict == ""


def test_the_link_ends_when_the_assessment_is_handed_in_or_after_thirty_days(
    client, clock, leart, assessment, link
):
    opened = client.get(f"/recruitment/{link}").status_code
    clock.move_to(MONDAY + timedelta(days=31))
    late = client.get(f"/recruitment/{link}").status_code
    clock.move_to(MONDAY + timedelta(days=1))
    Assessment.objects.filter(id=assessment.id).update(state="in_review")
    handed_in = client.get(f"/recruitment/{link}").status_code
    guessed = client.get("/recruitment/self-assessment/guess/").status_code

    assert (opened, late, handed_in, guessed) == (200, 404, 404, 404)
    with pytest.raises(NotSeen):
        actions.answer_self_assessment("guess", {})
    with pytest.raises(Refusal):
        actions.ask_organisation(leart, assessment.id)


def test_only_who_assesses_asks_and_only_who_assesses_or_decides_opens_the_files(
    arta, blerim, leart, milan, assessment, answer
):
    answer(file=SimpleUploadedFile("policy.pdf", b"%PDF-1.4 policy"))
    file = EvidenceFile.objects.get()

    for who, error in ((blerim, NotAllowed), (arta, NotSeen), (milan, NotSeen)):
        with pytest.raises(error):
            actions.ask_organisation(who, assessment.id)
    for who in (arta, milan):
        with pytest.raises(NotSeen):
            actions.open_evidence(who, file.id)

    assert actions.open_evidence(blerim, file.id)[2] == b"%PDF-1.4 policy"
    assert actions.open_evidence(leart, file.id)[0] == "policy.pdf"
