"""Maps of the 38 municipalities: a tile map, or the real boundaries if a pack is installed.

The tile map gives every municipality the same area, so that small ones are as visible as large
ones; neighbours remain neighbours as far as a grid allows. It shows no boundaries.
"""

from .choropleth import municipalities, steps_of
from .shapes import area, hatch
from .tiles import TILES

__all__ = ["TILES", "area", "hatch", "municipalities", "steps_of"]
