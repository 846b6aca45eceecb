"""A Chart as a picture: twice a phone's width, legible there, in colours that colour-blind people tell apart."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.replies.safe import clean, shortened
from bot.tools.answer import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, DPI = 5.6, 240  # inches: 1,344 pixels, twice the 672 that Slack shows at most
BLUE, VERMILLION, GREY, LIGHT, ORANGE, GREEN, INK = (
    "#0072B2", "#D55E00", "#4D4D4D", "#E6E6E6", "#E69F00", "#009E73", "#222222",
)  # fmt: skip
"""After Okabe and Ito: told apart with every kind of colour blindness, and in grey."""

LINES = (BLUE, ORANGE, GREEN, VERMILLION, GREY, "#56B4E9", "#CC79A7")

_drawing = threading.Lock()
"""matplotlib's fonts and text layout are not made for several threads."""


def png(chart: Chart) -> bytes:
    """The picture of a chart. A value of None is left out, never drawn as zero."""
    with _drawing:
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        from bot.replies.chart_kinds import KINDS, height

        with rc_context(_STYLE):
            layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.08)
            figure = Figure(figsize=(WIDTH, height(chart)), dpi=DPI, layout=layout)
            canvas = FigureCanvasAgg(figure)
            axes: Axes = figure.add_subplot()
            draw: Callable[[Axes, Chart], None] = KINDS[chart.kind]
            draw(axes, chart)
            heading = shortened(clean(chart.title), 90)
            figure.suptitle(wrapped(heading, 52), x=0.02, ha="left", fontsize=12, fontweight="bold", color=INK)
            out = io.BytesIO()
            figure.savefig(out, format="png", facecolor="white")
            # Figure and canvas hold each other, and the picture's 5 MB: they would wait for a rare full collection.
            figure.clear()
            vars(canvas).pop("renderer", None)
            return out.getvalue()


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """The text on at most so many lines of so many characters."""
    import textwrap

    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder="…")) or text[:width]


_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.edgecolor": LIGHT,
    "axes.labelcolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": GREY,
    "ytick.color": INK,
    "xtick.labelcolor": GREY,
    "text.color": INK,
    "text.parse_math": False,  # a name with two dollar signs is a name
    "axes.unicode_minus": True,
}
