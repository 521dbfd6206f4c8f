"""Forms and submissions from a few lines of text, for the tests of the form engine."""

from __future__ import annotations

import io

import xlsxwriter


def rows(text):
    """Return the cells of a table written with bars; lines may leave out what comes last."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def workbook(survey, choices="", settings="form_id | version\nsurvey | 1", **sheets):
    """Return the bytes of an XLSForm whose sheets are written as tables."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    tables = {"survey": survey, "choices": choices, "settings": settings, **sheets}
    for name, text in tables.items():
        if text:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows(text)):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
    book.close()
    return file.getvalue()


def submission(body, form="survey", version="1", instance="uuid:1", extra=""):
    """Return the XML of a submission."""
    return (
        f'<data id="{form}" version="{version}">{body}'
        f"<meta><instanceID>{instance}</instanceID>{extra}</meta></data>"
    ).encode()
