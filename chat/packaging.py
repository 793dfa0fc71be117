"""Tables as files: csv as Finnish Excel opens it, and xlsx. What a page shows is what a file holds."""

import csv
import io
from dataclasses import dataclass, field
from datetime import timedelta

from openpyxl import Workbook
from openpyxl.styles import Font

from hub.privacy.suppression import Hidden

Cell = str | int | timedelta | Hidden | None
# What a spreadsheet would take for the beginning of a formula.
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
TITLE_MOST = 31


@dataclass(frozen=True, slots=True)
class Row:
    cells: list[Cell]
    # What this row's figures are of, where a page has them.
    link: str = ""
    # Per cent of all, for a bar beside the numbers; None where there is nothing to draw.
    bar: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    head: list[str]
    rows: list[Row] = field(default_factory=list)
    note: str = ""

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Each row with its cells, each cell with its column's name."""
        return [(row, list(zip(self.head, row.cells, strict=True))) for row in self.rows]


def plain(cell: Cell) -> str | int:
    """Times as whole seconds; a text that begins like a formula behind an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, timedelta):
        return int(cell.total_seconds())
    if isinstance(cell, int):
        return cell
    text = str(cell.label if isinstance(cell, Hidden) else cell)
    return f"'{text}" if text.startswith(ACTIVE) else text


def as_csv(tables: list[Table]) -> bytes:
    """One table under another, an empty line between them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for table in tables:
        writer.writerow([plain(table.title)])
        writer.writerow([plain(text) for text in table.head])
        writer.writerows([plain(cell) for cell in row.cells] for row in table.rows)
        if table.note:
            writer.writerow([plain(table.note)])
        writer.writerow([])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(tables: list[Table]) -> bytes:
    """A sheet for each table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(table.title[:TITLE_MOST])
        sheet.append([plain(text) for text in table.head])
        for row in table.rows:
            sheet.append([plain(cell) for cell in row.cells])
        if table.note:
            sheet.append([plain(table.note)])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        sheet.column_dimensions["A"].width = 44
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
