"""Code lists, places, frameworks, packs: what every service shares and nobody retypes."""
