"""What goes over the wire of tables."""

from pydantic import BaseModel


class TableLine(BaseModel):
    """One table of a document; `start` is the character its text begins at."""

    number: int
    name: str
    unit: str
    rows: int
    columns: int
    start: int


class TableRow(BaseModel):
    """A row of a table and the characters of the text it stands at, half open."""

    start: int
    end: int
    cells: list[str]


class TablePage(BaseModel):
    """Some rows of a table; `total` counts all that fit the search."""

    name: str
    unit: str
    columns: list[str]
    rows: list[TableRow]
    total: int
