"""The price of sending money home by SDG 10.c.1, with the SmaRT rule."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.analysis import remittances
from waystation.analysis.remittances import Quote


def quote(service, percent, days=1, within_reach=True, sender="CHE", period="2024Q3"):
    return Quote(sender, "XKX", period, service, Decimal(str(percent)), days, within_reach)


def test_smart_is_the_mean_of_the_three_cheapest_services_that_qualify():
    quotes = [
        quote("a", 2), quote("b", 3), quote("c", 5.5), quote("d", 9),
        quote("slow", 0.5, days=6), quote("far", 0.5, within_reach=False),
        quote("unknown", 0.1, days=None),
    ]  # fmt: skip

    price = remittances.price_of(quotes)

    assert price.smart == Decimal("3.5")
    assert (price.services, price.qualifying) == (7, 4)
    assert price.average == Decimal("20.6") / 7


def test_a_service_that_conceals_part_of_its_price_does_not_count():
    quotes = [quote("a", 2), quote("b", 3), quote("c", 4)]
    concealing = replace(quote("hidden", 0.5), transparent=False)

    price = remittances.price_of([*quotes, concealing])

    assert price.smart == 3
    assert (price.services, price.qualifying) == (4, 3)


def test_a_corridor_with_two_services_that_qualify_has_no_smart_price():
    price = remittances.price_of([quote("a", 2), quote("b", 3), quote("c", 1, days=9)])

    assert price.smart is None
    assert price.average == 2


def test_a_service_asked_twice_counts_once_with_its_cheapest_price():
    price = remittances.price_of([quote("a", 2), quote("a", 8), quote("b", 4), quote("c", 6)])

    assert price.smart == 4


@given(st.lists(st.decimals(0, 30, places=2), min_size=3, max_size=12))
def test_smart_is_never_above_the_average(percents):
    price = remittances.price_of([quote(str(n), one) for n, one in enumerate(percents)])

    assert price.smart <= price.average + Decimal("1e-20")


def test_the_price_is_the_fee_and_the_margin_on_the_exchange_rate():
    # 5 of 200 are 2.5 %; 0.98 instead of 1.00 takes 2 %
    cost = remittances.total_percent(Decimal(200), Decimal(5), Decimal("0.98"), Decimal(1))

    assert cost == Decimal("4.5")


@pytest.mark.parametrize(("amount", "fee", "rate"), [(0, 1, 1), (200, -1, 1), (200, 1, 0)])
def test_amounts_that_cannot_be_are_refused(amount, fee, rate):
    with pytest.raises(ValueError, match="more than zero"):
        remittances.total_percent(Decimal(amount), Decimal(fee), Decimal(rate), Decimal(1))
