"""The form engine: read a form, read a submission, validate one against the other. No Django.

From an uploaded file to what is wrong with an answer::

    from waystation.analysis.xforms import answers, sheet, xform

    upload = sheet.read_upload("survey.xlsx", content)     # XLSForm or XForm; raises Refusal
    form = xform.read_definition(upload.xml, files)        # files: attached lists, name -> bytes
    reading = answers.read_submission(xml)                 # identity and tree; raises Refusal
    tables = answers.tables_of(form, reading.root)         # answers by column
    problems = answers.problems_of(form, reading.root)     # plain data: kind, question, row
    parts = trial.try_out(form, {"age": "34"}).parts       # what it asks for these answers

``sheet`` turns a workbook into an XForm (by pyxform) and names every problem by sheet, row and
column; ``xform`` reads an XForm into a :class:`definition.Definition`; ``lists`` reads attached
CSV, XML and GeoJSON; ``circles`` refuses rules that need their own result; ``syntax``, ``xpath``,
``functions`` and ``evaluate`` are XPath 1.0 with the functions of the ODK XForms specification,
``budget`` and ``patterns`` bound what an evaluation may cost; ``answers`` checks a submission.

What of the specification is supported, function by function: docs/xforms.md. Messages are data:
a Refusal or a Problem carries a code, an English source string and values; whoever shows it
translates.
"""
