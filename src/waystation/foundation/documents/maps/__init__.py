"""The 38 municipalities as a map: our own tiles, or the real boundaries when a pack is there.

The tile map gives every municipality the same room, so that a small one is seen as well as a
large one; neighbours stay neighbours as far as a grid allows. It shows no boundary at all.
"""

from .choropleth import municipalities, steps_of
from .shapes import area, hatch
from .tiles import TILES

__all__ = ["TILES", "area", "hatch", "municipalities", "steps_of"]
