"""Two colleagues take the same step at once: what the second one wrote is not lost in silence."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.services.centres.test_call_backs import TODAY
from waystation.foundation.shared.errors import Conflict
from waystation.services.centres import actions
from waystation.services.centres.models import CallBack


def test_what_a_second_colleague_writes_is_not_lost_in_silence(mission, arta, record):
    dea = mission.hire("Dea Second", mission.prishtine, "counsellor")
    record(next_step="call_back", call_back_on=TODAY)
    call = CallBack.objects.get()
    actions.change_call_back_state(arta, call.id, "reach", note="Told her of the visa")

    with pytest.raises(Conflict, match="Someone else has already done this"):
        actions.change_call_back_state(dea, call.id, "reach", note="She asked to be called in May")
    again = actions.change_call_back_state(arta, call.id, "reach", note="Told her of the visa")
    without_words = actions.change_call_back_state(dea, call.id, "reach")

    assert {again.state, without_words.state} == {"reached"}


def test_the_page_keeps_what_the_second_colleague_wrote(client, mission, arta, record):
    dea = mission.hire("Dea Second", mission.prishtine, "counsellor")
    record(next_step="call_back", call_back_on=TODAY)
    call = CallBack.objects.get()
    actions.change_call_back_state(arta, call.id, "reach", note="Told her of the visa")
    client.force_login(dea)

    page = client.post(
        reverse("centres:call_back_transition", args=[call.id, "reach"]),
        {"note": "She asked to be called in May"},
    )

    assert page.status_code == 409
    assert "She asked to be called in May" in page.content.decode()
    assert "Someone else has already done this" in page.content.decode()
