"""A tree → the tables in it that hold data, whose rows are blocks; the others lay a page out."""

from lxml import etree

_WIDE_CELL = 300


def data_tables(root: etree._Element) -> frozenset[etree._Element]:
    """Find the tables that hold data; the others lay a page out: they hold tables, headings, forms, long cells."""
    data: set[etree._Element] = set()
    for table in root.iter("table"):
        if not _is_layout(table):
            data.add(table)
    return frozenset(data)


def _is_layout(table: etree._Element) -> bool:
    if next(table.iterdescendants("table"), None) is not None or table.get("role") in {"presentation", "none"}:
        return True
    if next(table.iterdescendants("th", "caption"), None) is not None:
        return False
    if next(table.iterdescendants("h1", "h2", "h3", "ul", "ol", "form"), None) is not None:
        return True
    rows = [[_cell_length(cell) for cell in row.iterchildren("td")] for row in table.iterdescendants("tr")]
    is_grid = len(rows) > 1 and max(map(len, rows)) > 1
    return not is_grid or max((max(row, default=0) for row in rows), default=0) > _WIDE_CELL


def _cell_length(cell: etree._Element) -> int:
    return sum(map(len, cell.itertext("*")))
