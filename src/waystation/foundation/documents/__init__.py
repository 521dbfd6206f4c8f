"""Charts, maps, tables and reports, for pages, Word, PDF and spreadsheets.

Every app may import it; it imports none. One structure serves all formats::

    from waystation.foundation.documents import blocks, charts, maps, pages, pdf, tables, word

    table = blocks.Table("People served, by month", columns, rows, source="Visit records")
    chart = charts.stacked_bars("People served each month, by service", months, series, source=…)
    place = maps.municipalities("Where the people served live", {"xk-prishtine": 314, …}, names=…)

    report = blocks.report(
        "Report to the UN Kosovo Team, third quarter 2026",
        [
            blocks.Heading("1. Joint interventions"),
            blocks.Paragraph(["They served ", blocks.Figure("1,038", "/results/…"), " people."]),
            chart, place, table,
            blocks.Note("Two figures wait for the Agency of Statistics."),
        ],
        language="sq", kicker="UN Network on Migration in Kosovo*", dated=date(2026, 10, 2),
    )
    pdf.render(report)     -> bytes   tagged PDF (PDF/UA-1)
    word.render(report)    -> bytes   .docx from a template the office can edit
    pages.render(report)   -> HTML for {{ }} in a template

- ``blocks``  Table, Column, Hidden (a suppressed number), Chart, Heading, Paragraph, Figure,
  KeyFigures, Note, Report. All are plain values; nothing is read from a database.
- ``charts``  bars, stacked_bars, rows (horizontal bars), lines, estimates (dots with intervals)
  -> Chart; ``sparkline`` -> a plain SVG. Every Chart has ``svg()``, ``png()`` and ``vega()``.
- ``maps``    municipalities(values, names, boundaries=None): a tile map, or the real map
  with the boundary pack. Hidden values are hatched.
- ``tables``  csv(table), xlsx(tables): without formulas; with title, source and notes.
- ``{% load documents %}`` then ``{% chart c %}``, ``{% table t %}``, ``{% report r %}``: the
  chart, "Show as table", source and notes. ``{% chart_scripts %}`` once, in the block ``head``,
  loads their scripts and styles; ``untitled=True`` if a card already shows the title.
- The real map: ``maps.municipalities(…, boundaries=reference.boundaries(),
  boundary_credit=reference.boundary_credit())``; both come from the reference app.

Raises Refusal for a report without the note on resolution 1244, a map without the boundary note,
and a chart without title, description or table.
"""
