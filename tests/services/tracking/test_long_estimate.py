"""An estimate over many interviews is worked on in the background."""

import pytest

from tests.registry.collection.conftest import filled, send, survey  # noqa: F401
from tests.services.tracking.test_study import fill, round_  # noqa: F401
from waystation.foundation.tasks import actions as tasks
from waystation.foundation.tasks.models import Task
from waystation.services.tracking.models import Estimation

pytestmark = pytest.mark.django_db


def test_a_long_estimate_leads_to_a_page_that_leads_to_its_result(
    client,
    round_,  # noqa: F811
    analyst,
    send,  # noqa: F811
    settings,
):
    settings.LONG_ESTIMATE_ROWS = 2
    fill(send, ["yes"] * 3)
    client.force_login(analyst)
    where = f"/studies/rounds/{round_.id}/"

    asked = [client.post(f"{where}estimate/") for _ in range(2)]
    waiting = Estimation.objects.count()
    tasks.work_off("one")
    page = client.get(asked[0]["Location"]).content.decode()

    assert asked[0]["Location"] == asked[1]["Location"]
    assert (waiting, Estimation.objects.count(), Task.objects.get().state) == (0, 1, "done")
    assert "Estimated. Submissions used: 3." in page
    assert f'href="{where}"' in page
