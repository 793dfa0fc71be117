"""Tables as files: csv as Finnish Excel opens it, and xlsx. What a page shows is what a file holds."""

import csv
import io
from dataclasses import dataclass, field
from datetime import timedelta

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
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
    text = ILLEGAL_CHARACTERS_RE.sub(
        "", str(cell.label if isinstance(cell, Hidden) else cell)
    )
    return f"'{text}" if text.startswith(ACTIVE) else text


def lines(table: Table) -> list[list[str | int]]:
    """Head and rows. What is a time says its unit: in its column's head, or before it where a column holds other
    figures too."""
    columns = list(zip(*(row.cells for row in table.rows), strict=True))
    timed = [
        bool(column) and all(isinstance(cell, timedelta | Hidden | None) for cell in column)
        and any(isinstance(cell, timedelta) for cell in column)
        for column in columns or [()] * len(table.head)
    ]  # fmt: skip
    head = [
        plain(f"{text} (s)" if is_time else text)
        for text, is_time in zip(table.head, timed, strict=True)
    ]
    return [head, *(line(row, timed) for row in table.rows)]


def line(row: Row, timed: list[bool]) -> list[str | int]:
    first, *others = map(plain, row.cells)
    alone = any(
        isinstance(cell, timedelta) and not is_time
        for cell, is_time in zip(row.cells, timed, strict=True)
    )
    return [f"{first} (s)" if alone else first, *others]


def as_csv(tables: list[Table]) -> bytes:
    """One table under another, an empty line between them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for table in tables:
        writer.writerow([plain(table.title)])
        writer.writerows(lines(table))
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
        for each in lines(table):
            sheet.append(each)
        if table.note:
            sheet.append([plain(table.note)])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        sheet.column_dimensions["A"].width = 44
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
