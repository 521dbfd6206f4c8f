"""The optimum of rounds by the minimum-cost flow of OR-Tools: JSON in, totals out.

Run by test_rounds.py in a process of its own. Scores are counted in millionths, as they were drawn.
"""

from __future__ import annotations

import json
import sys

SCALE = 1_000_000


def total(one):
    """Return the highest total score of a round."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow, people, places = SimpleMinCostFlow(), one["people"], len(one["openings"])
    source, sink = people + places, people + places + 1
    for who in range(people):
        flow.add_arc_with_capacity_and_unit_cost(source, who, 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(who, sink, 1, 0)  # stays alone
    for who, where, score in one["edges"]:
        cost = -round(score * SCALE)
        flow.add_arc_with_capacity_and_unit_cost(who, people + where, 1, cost)
    for where, openings in enumerate(one["openings"]):
        flow.add_arc_with_capacity_and_unit_cost(people + where, sink, openings, 0)
    flow.set_node_supply(source, people)
    flow.set_node_supply(sink, -people)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("OR-Tools found no optimum.")
    return -flow.optimal_cost() / SCALE


if __name__ == "__main__":
    json.dump([total(one) for one in json.load(sys.stdin)], sys.stdout)
