"""Makes the Word template that we ship. An office edits its own copy in Word instead.

Run: python -m tools.word_template
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

OUT = Path(__file__).parents[1] / "src/waystation/foundation/documents/word/report.docx"
INK, SOFT, DEEP, BLUE = "101B2D", "5D6C82", "083C79", "0B4F9E"
FONT = "Arial"

# style -> (size, bold, colour, space before, space after)
STYLES = {
    "Normal": (10, False, INK, 0, 6),
    "Title": (21, True, INK, 4, 8),
    "Subtitle": (12, False, SOFT, 0, 10),
    "Heading 1": (14.5, True, INK, 18, 6),
    "Heading 2": (12, True, INK, 14, 5),
    "Heading 3": (10.5, True, INK, 10, 4),
    "Caption": (9.5, True, INK, 12, 4),
    "List Bullet": (10, False, INK, 0, 2),
    "Quote": (10, False, "42526A", 8, 8),
}
OWN_STYLES = {
    "Kicker": (8.5, False, SOFT, 6, 2),
    "Source": (8, False, SOFT, 0, 2),
    "Picture": (10, False, INK, 0, 4),
    "Cell": (9, False, INK, 2, 2),
    "Footer note": (7.5, False, SOFT, 0, 0),
}

BODY = [
    ("Kicker", "{{ over }}"),
    ("Title", "{{ title }}"),
    (None, "{%p if subtitle %}"),
    ("Subtitle", "{{ subtitle }}"),
    (None, "{%p endif %}"),
    (None, "{%p for b in blocks %}"),
    (None, '{%p if b.kind == "heading" and b.level == 1 %}'),
    ("Heading 1", "{{ b.text }}"),
    (None, '{%p elif b.kind == "heading" and b.level == 2 %}'),
    ("Heading 2", "{{ b.text }}"),
    (None, '{%p elif b.kind == "heading" %}'),
    ("Heading 3", "{{ b.text }}"),
    (None, '{%p elif b.kind == "paragraph" %}'),
    ("Normal", "{{r b.rich }}"),
    (None, '{%p elif b.kind == "points" %}'),
    (None, "{%p for one in b.points %}"),
    ("List Bullet", "{{ one }}"),
    (None, "{%p endfor %}"),
    (None, '{%p elif b.kind == "key_figures" %}'),
    ("Normal", "{{p b.cells }}"),
    ("Source", ""),
    (None, '{%p elif b.kind == "note" %}'),
    ("Quote", "{{ b.text }}"),
    (None, '{%p elif b.kind == "table" %}'),
    ("Caption", "{{ b.caption }}"),
    ("Normal", "{{p b.cells }}"),
    (None, "{%p for line in b.lines %}"),
    ("Source", "{{ line }}"),
    (None, "{%p endfor %}"),
    (None, '{%p elif b.kind == "chart" %}'),
    ("Caption", "{{ b.caption }}"),
    ("Picture", "{{ b.picture }}"),
    (None, "{%p for line in b.lines %}"),
    ("Source", "{{ line }}"),
    (None, "{%p endfor %}"),
    (None, "{%p endif %}"),
    (None, "{%p endfor %}"),
    (None, "{%p if digest %}"),
    ("Source", "{{ edition }}  SHA-256 {{ digest }}"),
    (None, "{%p endif %}"),
]


def dress(style, size, bold, colour, before, after):
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        if fonts.get(qn(theme)) is not None:
            del fonts.attrib[qn(theme)]
    style.font.size = Pt(size)
    # Arabic letters take size and weight from settings of their own.
    for name in ("w:szCs", "w:bCs"):
        for old in style.element.rPr.findall(qn(name)):
            style.element.rPr.remove(old)
    letters = OxmlElement("w:szCs")
    letters.set(qn("w:val"), str(int(size * 2)))
    style.element.rPr.find(qn("w:sz")).addnext(letters)
    style.font.bold = bold
    weight = OxmlElement("w:bCs")
    weight.set(qn("w:val"), "1" if bold else "0")
    style.element.rPr.find(qn("w:b")).addnext(weight)
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = 1.15 if size <= 10 else 1.05


def field(paragraph, code):
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = code
        run._r.append(part)


def side_bar(style, colour):
    """Put an amber bar at the side of a note; drop the frame that a style may bring."""
    properties = style.element.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    bar = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", colour)):
        bar.set(qn(f"w:{name}"), value)
    borders.append(bar)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def main() -> None:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(20), Mm(24)
    for name, look in STYLES.items():
        dress(document.styles[name], *look)
    for name, look in OWN_STYLES.items():
        style = document.styles.add_style(name, 1)
        style.base_style = document.styles["Normal"]
        dress(style, *look)
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption", "Picture"):
        document.styles[name].paragraph_format.keep_with_next = True
    document.styles["Picture"].paragraph_format.line_spacing = 1.0
    title = document.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    side_bar(document.styles["Quote"], "E39B2D")
    document.styles["Quote"].paragraph_format.left_indent = Mm(3)

    # the ribbon above the first page
    table = document.add_table(1, 3)
    table.autofit = False
    for cell, (width, colour) in zip(
        table.rows[0].cells, ((100, BLUE), (42, "3F97D6"), (24, "E39B2D")), strict=True
    ):
        cell.width = Mm(width)
        table.columns[cell._tc.grid_offset].width = Mm(width)
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), colour)
        cell._tc.get_or_add_tcPr().append(shade)
        cell.paragraphs[0].paragraph_format.line_spacing = Pt(3)
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    table.rows[0].height = Mm(1.2)

    for style, text in BODY:
        document.add_paragraph(text, style=style or "Normal")

    footer = section.footer
    note = footer.paragraphs[0]
    note.style = document.styles["Footer note"]
    note.add_run("{{ unscr_1244_note }} {{ boundary_note }}")
    pages = footer.add_paragraph(style="Footer note")
    pages.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    pages.paragraph_format.tab_stops.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT)
    field(pages, "PAGE")
    pages.add_run(" / ")
    field(pages, "NUMPAGES")
    document.core_properties.author = "Waystation"
    document.core_properties.title = "Report"
    OUT.parent.mkdir(exist_ok=True)
    document.save(str(OUT))


if __name__ == "__main__":
    main()
