"""Workbooks whose cells have the types that a person gives them in Excel."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter

HEAD = ["type", "name", "label"]
YES_NO = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]


def book(**sheets):
    """Return a workbook whose cells have the types that a person gives them in Excel."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        page = made.add_worksheet(name.replace("__", " "))
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                match cell:
                    case bool():
                        page.write_boolean(at, column, cell)
                    case int() | float():
                        page.write_number(at, column, cell)
                    case date():
                        page.write_datetime(at, column, cell, day)
                    case "":
                        pass
                    case _:
                        page.write_string(at, column, cell)
    made.close()
    return file.getvalue()
