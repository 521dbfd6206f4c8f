"""A long label beside a bar is written in two lines instead of being cut."""

from waystation.foundation.documents.charts.look import labels_beside

LONG = "Granted by relatives or family with permission to stay"


def test_a_label_that_does_not_fit_is_in_two_lines():
    found = labels_beside(["Owned", LONG], 260)

    assert '"Granted by relatives or' in found["labelExpr"]
    assert "…" not in found["labelExpr"]
    assert '"Owned"' not in found["labelExpr"]


def test_labels_that_fit_stay_as_they_are():
    found = labels_beside(["Owned", "Rented"], 260)

    assert "datum.label" in found["labelExpr"]
    assert "labelLineHeight" not in found
