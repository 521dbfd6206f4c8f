"""Charts in our style, built with Altair: one picture for page, Word and PDF.

Every value also stands in the chart's table; a hidden value is drawn as nothing and named in
its label. Labels come in already translated and in the order in which they are to be read.
"""

from .bar import bars, rows, stacked_bars
from .line import estimates, lines
from .look import SERIES
from .spark import sparkline

__all__ = ["SERIES", "bars", "estimates", "lines", "rows", "sparkline", "stacked_bars"]
