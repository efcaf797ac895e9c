"""A table → its plot: SVG without script, the same for the same figures."""

from typing import Any

import pygal

from peers.tables import Table

_COLOURS = ("#1b5e8c", "#d98a1f", "#5a8f3c", "#8c4a7d")
_WIDTH = 900
_HEIGHT = 420
_STYLE = pygal.style.Style(
    background="#ffffff", plot_background="#ffffff", colors=_COLOURS, font_family="sans-serif", opacity=".95",
    label_font_size=13, major_label_font_size=13, legend_font_size=14, title_font_size=16,
)  # fmt: skip


def draw(table: Table) -> str:
    """Draw the plotted columns of a table side by side, a colour for each contender that was measured."""
    shown = [place for place, column in enumerate(table.columns) if column.plotted]
    chart = pygal.Bar(**_options(table))
    chart.x_labels = [table.columns[place].name for place in shown]
    for row in table.rows:
        if row.contender.version:
            chart.add(f"{row.contender.name} {row.contender.version}", [row.values[place] for place in shown])
    chart.add_xml_filter(_bare)
    return f"{chart.render(is_unicode=True)}\n"


def _options(table: Table) -> dict[str, Any]:
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "style": _STYLE,
        "js": [],
        "title": f"{table.title}: {table.unit}",
        "legend_at_bottom": True,
        "include_x_axis": True,
        "x_label_rotation": 25,
        "truncate_label": -1,
        "truncate_legend": -1,
        "no_prefix": True,
        "disable_xml_declaration": True,
    }


def _bare(root: Any) -> Any:
    """Take away the script, and the comment that says when it was drawn."""
    root.attrib.pop("id", None)
    for parent in list(root.iter()):
        for child in list(parent):
            # A comment has a function for a tag.
            if not isinstance(child.tag, str) or child.tag.endswith("script"):
                parent.remove(child)
    return root
