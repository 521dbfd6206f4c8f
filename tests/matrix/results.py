"""The addresses of proposed definitions, of targets and of figures asked of partners."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from waystation.foundation.shared.periods import today_in

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]"
    b"/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
REQUEST = {"key": "partner_request"}
DRAFT = {"draft": "definition"}
STEP = {**DRAFT, "transition": "definition_step"}


def addresses(address, everyone):
    """Return the rows of the matrix; definitions are shared by the whole organisation."""
    read, design, decide = "indicator.read", "indicator.design", "report.publish"
    return {
        "results:indicator_new": address(design),
        "results:propose_definition": address(design, {"key": "indicator"}, shared="colleagues"),
        "results:definition": address(read, DRAFT, shared="colleagues"),
        "results:definition_step": address(decide, STEP, shared="colleagues"),
        "results:retired": address(read),
        "results:retire_indicator": address(design, {"key": "indicator"}, shared="colleagues"),
        "results:reopen_indicator": address(design, {"key": "retired"}, shared="colleagues"),
        "results:change_target": address("target.set", {"target": "target"}),
        "results:requests": address("report.draft"),
        "results:request_new": address("target.set"),
        "results:request": address("report.draft", REQUEST),
        "results:request_link": address("target.set", REQUEST),
        "results:request_remind": address("target.set", REQUEST, post_only=True),
        "results:request_step": address("target.set", {**REQUEST, "transition": "request_step"}),
        "results:request_document": address("report.draft", {"figure": "partner_figure"}),
        "results:partner": address(everyone, {"token": "partner_token"}, by_secret="token"),
        "api:propose_definition": address(design, post_only=True),
        "api:propose_retirement": address(
            design, {"key": "indicator"}, post_only=True, shared="colleagues"
        ),
        "api:propose_reopening": address(
            design, {"key": "retired"}, post_only=True, shared="colleagues"
        ),
        "api:list_partner_requests": address("report.draft"),
        "api:ask_partner": address("report.draft"),
        "api:read_partner_request": address("report.draft", REQUEST),
        "api:make_partner_link": address("target.set", REQUEST, post_only=True),
        "api:remind_partner": address("target.set", REQUEST, post_only=True),
        "api:decide_on_partner_figures": address(
            "target.set", {**REQUEST, "step": "request_step"}, post_only=True
        ),
        "api:read_definition": address(read, DRAFT, shared="colleagues"),
        "api:decide_on_definition": address(
            decide,
            {**DRAFT, "step": "definition_step"},
            post_only=True,
            shared="colleagues",
        ),
    }


WRITES = dict.fromkeys(
    [("POST", "api:list_partner_requests"), ("POST", "api:ask_partner")], ("target.set",)
)


def content(mission):
    """Return what stands behind them: a definition that waits, and figures of a partner."""
    from waystation.governance.results import actions, queries

    ana = mission.hire("Ana Designer", mission.prishtine, "analyst")
    data = dict(queries.indicator_visible_to(ana, "visits").definition.as_data)
    data["meaning"] = {"en": "mark-of-a-definition"}
    draft = actions.propose_definition(ana, data, "A clearer meaning")
    unused = actions.propose_retirement(ana, "young_people_served", "Not needed")
    actions.decide_on_definition(mission.blerim, unused.pk, "approve")
    made = {"definition": draft.pk, "definition_step": "approve", "retired": "young_people_served"}
    return made | _of_a_partner(mission)


def _of_a_partner(mission):
    from waystation.governance.results import actions
    from waystation.governance.results.queries import partners
    from waystation.registry.organisations import actions as organisations

    office = mission.prishtine.id
    keeper = mission.hire("Sanja Keeper", mission.prishtine, "network_secretariat")
    entity = organisations.record_entity(
        keeper, office, name="Chamber of the matrix", kind="civil_society"
    )
    row = actions.ask_partner(
        mission.blerim,
        office,
        entity.pk,
        ["visits"],
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 3, 31),
        due_on=today_in(),
        question="mark-of-a-request",
    )
    link, (asked,) = partners.live_link(row), partners.asked_in(row)
    typed = actions.Typed(
        value=Decimal(12), source="Register", file_name="register.pdf", content=PDF
    )
    actions.answer_request(link, {asked.figure.pk: typed}, row.version)
    return {
        "partner_request": row.pk,
        "request_step": "accept",
        "partner_figure": asked.figure.pk,
        "partner_token": link.token,
    }
