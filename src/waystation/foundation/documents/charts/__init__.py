"""Charts in our style, built with Altair: one chart for pages, Word and PDF.

Every value is also in the chart's table; a suppressed value is not drawn, and its label says so.
Labels are passed in translated and in display order.
"""

from .bar import bars, rows, stacked_bars
from .line import estimates, lines
from .look import SERIES
from .spark import sparkline

__all__ = ["SERIES", "bars", "estimates", "lines", "rows", "sparkline", "stacked_bars"]
