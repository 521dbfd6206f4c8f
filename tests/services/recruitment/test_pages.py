"""The pages of ethical recruitment, walked from end to end."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from tests.services.recruitment.conftest import TODAY
from waystation.foundation.shared.keys import new_key
from waystation.services.recruitment import actions, queries
from waystation.services.recruitment.models import ArrivalCall, Assessment, Incident, Recruitment


def test_a_labour_officer_lands_on_work_and_finds_the_recruiters(client, leart, recruiter):
    client.force_login(leart)

    home = client.get(reverse("ui:home"), follow=True)
    page = client.get(reverse("recruitment:recruiters"))

    assert home.status_code == 200
    assert recruiter.name in page.content.decode()
    assert {row["cells"][2]["text"] for row in page.context["rows"]} == {"Not assessed"}


def test_what_an_assessment_needs_is_not_marked_as_optional(client, leart):
    client.force_login(leart)

    form = client.get(reverse("recruitment:assessment_new")).context["form"]
    answer = client.post(reverse("recruitment:assessment_new"), {})

    needed = {name for name in form.fields if getattr(form.fields[name], "asked", False)}
    refused = set(answer.context["form"].errors) - {"key", "office"}
    assert {"organisation", "standard", "role", "conflict"} <= needed
    assert refused <= needed


def test_assess_find_hand_in_and_decide(client, mission, leart, lule, recruiter):
    client.force_login(leart)
    begun = client.post(
        f"{reverse('recruitment:assessment_new')}?organisation={recruiter.id}",
        {
            "key": str(new_key()),
            "office": str(mission.prishtine.id),
            "organisation": str(recruiter.id),
            "role": "recruiter",
            "standard": "ilo",
            "conflict": "none",
        },
    )
    assessment = Assessment.objects.get()
    for finding in assessment.findings.all():
        answer = client.post(
            reverse("recruitment:finding", args=[finding.id]),
            {"verdict": "met", "evidence": "Seen in the office"},
        )
        assert answer.status_code == 302
    step = [assessment.id, "submit"]
    handed_in = client.post(reverse("recruitment:assessment_transition", args=step))
    own = client.post(
        reverse("recruitment:assessment_transition", args=[assessment.id, "clear"]),
        {"reason": "All is well", "decider_conflict": "none"},
    )
    client.force_login(lule)

    decided = client.post(
        reverse("recruitment:assessment_transition", args=[assessment.id, "clear"]),
        {"reason": "All is well", "decider_conflict": "none"},
    )
    page = client.get(reverse("recruitment:recruiter", args=[recruiter.id]))

    assert (begun.status_code, handed_in.status_code) == (302, 302)
    assert (own.status_code, decided.status_code) == (422, 302)
    assert page.context["clearance"].state == "cleared"


def test_a_suspended_recruiter_is_named_on_top_of_the_list_and_on_its_page(
    client, arta, lule, leart, recruiter, assessed
):
    actions.change_assessment_state(lule, assessed.id, "suspend", reason="Kept a passport")
    client.force_login(arta)

    listed = client.get(reverse("recruitment:recruiters"))
    narrowed = client.get(reverse("recruitment:recruiters"), {"clearance": "cleared"})
    page = client.get(reverse("recruitment:recruiter", args=[recruiter.id]))
    client.force_login(leart)
    organisation = client.get(reverse("organisations:entity", args=[recruiter.id]))

    assert [one.id for one in listed.context["suspended"]] == [recruiter.id]
    assert narrowed.context["rows"] == []
    assert page.context["warning"].startswith("This organisation is suspended")
    assert "Kept a passport" not in page.content.decode()  # the reason is for who assesses
    assert "Do not refer anyone to this organisation." in organisation.content.decode()
    assert dict(queries.parties_for(arta))[str(recruiter.id)].endswith("– Suspended")


def test_the_page_of_a_person_warns_of_a_suspended_recruiter(
    client, arta, lule, besim, worker, assessed
):
    client.force_login(arta)
    address = reverse("people:person", args=[besim.id])
    before = client.get(address).content.decode()
    actions.change_assessment_state(lule, assessed.id, "suspend", reason="Kept a passport")

    after = client.get(address).content.decode()

    assert "suspended or not cleared" not in before
    assert "suspended or not cleared" in after


def test_a_recruitment_is_recorded_with_a_cost_a_check_and_an_arrival(
    client, arta, besim, recruiter, agreed
):
    client.force_login(arta)
    new = reverse("recruitment:recruitment_new", args=[besim.id])
    given = {
        "key": str(new_key()),
        "occupation": "72",
        "from_country": "XK",
        "to_country": "DE",
        "channel": "agency",
        "recruiter": str(recruiter.id),
        "earnings_currency": "EUR",
        "for_wages": "on",
    }

    wrong = client.post(new, {**given, "to_country": ""})
    saved = client.post(new, given)
    one = Recruitment.objects.get()
    cost = client.post(
        reverse("recruitment:cost_new", args=[one.id]),
        {
            "kind": "recruiter_fee",
            "payer": "worker",
            "amount": "400",
            "currency": "EUR",
            "paid_on": TODAY.isoformat(),
        },
    )
    client.post(reverse("recruitment:costs_complete", args=[one.id]))
    client.post(
        reverse("recruitment:recruitment_transition", args=[one.id, "arrive"]),
        {"arrived_on": TODAY.isoformat()},
    )
    page = client.get(reverse("recruitment:recruitment", args=[one.id]))

    assert (wrong.status_code, saved.status_code, cost.status_code) == (422, 302, 302)
    assert page.context["borne"] == Decimal(400)
    assert [line["breach"] for line in page.context["costs"]] == [True]
    assert [line["after_days"] for line in page.context["calls"]] == [7, 30, 90, 180]


def test_without_consent_the_page_says_what_to_do(client, arta, besim):
    client.force_login(arta)

    page = client.post(
        reverse("recruitment:recruitment_new", args=[besim.id]),
        {
            "occupation": "72",
            "from_country": "XK",
            "to_country": "DE",
            "channel": "agency",
            "earnings_currency": "EUR",
        },
    )

    assert page.status_code == 422
    assert "Ask the person first" in page.content.decode()


def test_another_office_gets_404_and_who_may_look_gets_no_buttons(
    client, milan, blerim, worker, incident
):
    pages = [
        reverse("recruitment:recruitment", args=[worker.id]),
        reverse("recruitment:incident", args=[incident.id]),
    ]
    client.force_login(milan)
    elsewhere = [client.get(page).status_code for page in pages]
    client.force_login(blerim)
    looked = [client.get(page) for page in pages]

    assert elsewhere == [404, 404]
    assert [page.status_code for page in looked] == [200, 200]
    assert [(page.context["links"], page.context["transitions"]) for page in looked] == [
        ([], []),
        ([], []),
    ]


def test_an_incident_recorded_by_a_counsellor_is_closed_by_a_labour_officer(
    client, mission, arta, leart, recruiter
):
    client.force_login(arta)
    client.post(
        reverse("recruitment:incident_new"),
        {
            "key": str(new_key()),
            "office": str(mission.prishtine.id),
            "kind": "document_kept",
            "entity": str(recruiter.id),
            "currency": "EUR",
            "account": "The passport is in the safe of the agency",
        },
    )
    one = Incident.objects.get()
    client.force_login(leart)

    taken = client.post(reverse("recruitment:incident_transition", args=[one.id, "take"]))
    closed = client.post(
        reverse("recruitment:incident_transition", args=[one.id, "close"]),
        {"outcome": "remedied", "reason": "The passport was given back"},
    )
    export = client.get(reverse("recruitment:incidents"), {"export": "csv"})

    assert (taken.status_code, closed.status_code) == (302, 302)
    assert "Passport or document kept" in export.content.decode("utf-8-sig")
    assert "in the safe" not in export.content.decode("utf-8-sig")


def test_an_incident_links_its_subject_only_for_who_may_open_it(client, mission, leart, arta):
    def shown(address):
        subject = actions.Subject("other", new_key(), "A page", address)
        one = actions.open_incident(
            arta, mission.prishtine.id, subject=subject, kind="other", account="Something"
        )
        return client.get(reverse("recruitment:incident", args=[one.id])).context

    client.force_login(leart)

    assert shown(reverse("recruitment:recruitments"))["may_open_subject"]
    assert not shown(reverse("centres:visit_new"))["may_open_subject"]
    assert not shown("")["may_open_subject"]
    assert not shown("/gone/since/long/")["may_open_subject"]


def test_a_complaint_about_a_recruitment_is_listed_for_who_may_read_it(
    client, arta, blerim, worker
):
    client.force_login(arta)
    page = client.get(reverse("recruitment:recruitment", args=[worker.id]))
    (link,) = [one["url"] for one in page.context["links"] if "feedback" in one["url"]]
    form = client.get(link).context["form"]
    client.post(
        link,
        {
            "office": str(worker.office_id),
            "kind": "complaint",
            "about": "recruiter",
            "text": "They took 400 euro",
            "entity": str(form["entity"].value()),
            "record_id": str(form["record_id"].value()),
        },
    )

    own = client.get(reverse("recruitment:recruitment", args=[worker.id]))
    client.force_login(blerim)
    head = client.get(reverse("recruitment:recruitment", args=[worker.id]))

    assert own.context["complaints"] == []  # who takes it down does not read the list
    assert [one["title"] for one in head.context["complaints"]] == ["Complaint"]


def test_a_suspended_recruiter_is_marked_in_visit_and_referral_forms(
    client, mission, arta, lule, assessed, recruiter
):
    from waystation.registry.people import actions as people

    actions.change_assessment_state(lule, assessed.id, "suspend", reason="Kept a passport")
    person = people.record_person(arta, mission.prishtine, given="Besim", family="Krasniqi")
    client.force_login(arta)

    visit = client.get("/centres/visits/new/")
    referral = client.get(reverse("referrals:new", args=[person.id]))

    assert visit.context["warnings"][recruiter.id].name == recruiter.name
    assert "Suspended" in visit.content.decode()
    offered = dict(referral.context["form"].fields["entity"].choices)
    assert offered[str(recruiter.id)] == f"{recruiter.name} – Suspended"


def test_no_warning_where_nobody_is_suspended(client, arta, assessed):
    client.force_login(arta)

    page = client.get("/centres/visits/new/")

    assert page.context["warnings"] == {}


def test_calls_to_make_and_open_incidents_stand_above_what_is_over(
    client, mission, arta, leart, recruiter, worker, incident
):
    actions.change_recruitment_state(arta, worker.id, "arrive", arrived_on=TODAY)
    made = ArrivalCall.objects.order_by("due_on")[0]
    ArrivalCall.objects.filter(id=made.id).update(state="cancelled")
    over = actions.open_incident(
        arta, mission.prishtine.id, entity_id=recruiter.id, kind="threats", account="Threatened"
    )
    actions.change_incident_state(
        leart, over.id, "close", outcome="remedied", reason="All was ended"
    )
    client.force_login(leart)

    calls = client.get(reverse("recruitment:calls")).context["rows"]
    incidents = client.get(reverse("recruitment:incidents")).context["rows"]

    assert len(calls) > 1
    assert calls[-1]["url"].endswith(f"{made.id}/")
    assert [row["url"].split("/")[-2] for row in incidents] == [str(incident.id), str(over.id)]
    assert over.due_on < incident.due_on
