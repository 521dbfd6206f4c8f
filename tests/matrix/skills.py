"""One of everything that a skills profile holds, in Arta's office."""

from __future__ import annotations

WRITES = {
    ("POST", "api:list_skills_profiles"): ("skill.record",),
    ("POST", "api:open_skills_profile"): ("skill.record",),
    ("PATCH", "api:read_skills_profile"): ("skill.record",),
    ("PATCH", "api:edit_skills_profile"): ("skill.record",),
    **{
        (method, f"api:{verb}_skills_line"): ("skill.record",)
        for method in ("PATCH", "DELETE")
        for verb in ("read", "edit", "remove")
    },
}
"""Methods of an address that need another permission than reading it."""
MARKS = ["mark-of-a-skill", "mark-of-a-constraint"]


def made_for_skills(mission, person_id):
    """Return a profile with lines to look at and to remove, and the person's own address."""
    from waystation.registry.privacy import actions as privacy
    from waystation.registry.skills import actions

    arta = mission.arta
    privacy.record_consent(
        arta, person_id, purpose="matching", recipient="MSC Prishtin\u00eb", fields=["profile"],
        language="sq", text_number=1, how="spoken",
    )  # fmt: skip
    profile = actions.open_profile(arta, person_id, constraints="mark-of-a-constraint")
    lines = [
        actions.add_line(arta, profile.id, "skills", name=f"mark-of-a-skill {n}", weight="other")
        for n in ("first", "second", "third")
    ]
    link = actions.make_link(arta, profile.id)
    return {
        "skills_profile": profile.id,
        "skills_section": "skills",
        "skills_step": "close",
        "skills_line": lines[0].id,
        "skills_removed_line": lines[1].id,
        "skills_own_line": lines[2].id,
        "skills_token": link.token,
    }
