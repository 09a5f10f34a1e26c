"""What sections hold: items, tables, images, facets of a treatment."""

from __future__ import annotations

import pytest

from headhealth.rules import section_items
from headhealth.rules.findings import Severity
from headhealth.rules.images import check_alternative_text
from headhealth.rules.tables import check_table
from headhealth.rules.treatments import check_facets


@pytest.mark.parametrize("kind", ["symptoms", "causes", "treatments", "questions"])
def test_a_section_has_items(kind: str) -> None:
    check = getattr(section_items, f"check_{kind}")

    assert check(1) == []
    assert check(0)[0].severity is Severity.ERROR


def test_nothing_is_chosen_twice() -> None:
    found = section_items.check_not_repeated([1, None, 2, None, 1])

    assert [index for index, _finding in found] == [4]


@pytest.mark.parametrize(
    ("caption", "headings", "rows", "codes"),
    [
        ("Readings", ["a", "b"], 1, []),
        (" ", ["a"], 1, ["table_caption_missing"]),
        ("Readings", ["a", " ", ""], 1, ["table_heading_missing"]),
        ("Readings", ["a"], 0, ["table_empty"]),
        ("", [], 0, ["table_caption_missing", "table_empty"]),
    ],
)
def test_tables(caption: str, headings: list[str], rows: int, codes: list[str]) -> None:
    assert [finding.code for finding in check_table(caption, headings, rows)] == codes


def test_the_columns_without_a_heading_are_named() -> None:
    assert check_table("x", ["a", "", ""], 1)[0].params == {"columns": "2, 3"}


@pytest.mark.parametrize(
    ("alt_text", "is_decorative", "codes"),
    [
        ("A stiff neck", False, []),
        ("", True, []),
        ("  ", False, ["image_alt_missing"]),
        ("A stiff neck", True, ["image_alt_and_decorative"]),
        ("IMG_0042.JPG", False, ["image_alt_is_file_name"]),
        ("A photo called neck.jpg", False, []),
        ("IMG_2031", False, ["image_alt_is_file_name"]),
        ("IMG 2031", False, ["image_alt_is_file_name"]),
        ("DSC00012 (1)", False, ["image_alt_is_file_name"]),
        ("Screenshot 2026-11-30 at 10.12.44", False, ["image_alt_is_file_name"]),
        ("WhatsApp Image 2026-03-01", False, ["image_alt_is_file_name"]),
        ("migraine_diagram_final2", False, ["image_alt_is_file_name"]),
        ("5d41402abc4b2a76b9719d911017c592", False, ["image_alt_is_file_name"]),
        ("3f2504e0-4f89-11d3-9a0c", False, ["image_alt_is_file_name"]),
        ("untitled", False, ["image_alt_is_file_name"]),
        ("photo", False, ["image_alt_is_file_name"]),
        ("2031", False, []),
        ("116 117", False, []),
        ("120/80", False, []),
        ("X-ray of a broken wrist", False, []),
        ("CT scan", False, []),
        ("Photo of a rash", False, []),
        ("Beefaced", False, []),
        ("Die Haut am Hals", False, []),
        ("شقيقة", False, []),
        ("…", False, []),
    ],
)
def test_images(alt_text: str, is_decorative: bool, codes: list[str]) -> None:
    findings = check_alternative_text(alt_text, is_decorative)

    assert [finding.code for finding in findings] == codes


def test_a_treatment_answers_questions() -> None:
    assert check_facets([("Risks", True), ("Benefits", True)]) == []

    (some,) = check_facets([("Risks", True), ("Benefits", False), ("Cost", False)])
    assert some.severity is Severity.ADVICE
    assert some.params == {"count": 2, "facets": "Benefits, Cost"}

    (none,) = check_facets([("Risks", False)])
    assert none.severity is Severity.ERROR
