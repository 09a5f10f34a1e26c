"""The checker finds what it is for: without that, a green test says nothing."""

from __future__ import annotations

import pytest

from tests.integration.structured_data.vocabulary import mistakes

PAGE = {"@type": "MedicalWebPage", "name": "Migraine"}


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param({"lastReviewed": "2026-11-22"}, id="date"),
        pytest.param({"dateModified": "2026-11-22T17:00:00+00:00"}, id="moment"),
        pytest.param({"reviewedBy": {"@type": "Patient"}}, id="type by inheritance"),
        pytest.param(
            {
                "hasPart": {
                    "@type": "HealthTopicContent",
                    "hasHealthAspect": "https://schema.org/CausesHealthAspect",
                }
            },
            id="member of an enumeration",
        ),
        pytest.param({"@type": ["MedicalWebPage", "FAQPage"]}, id="two types"),
    ],
)
def test_checker__has_nothing_against_what_is_right(properties):
    assert not list(mistakes({**PAGE, **properties}))


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param({"@type": "HealthPage"}, id="no such type"),
        pytest.param({"reviewer": "x"}, id="no such property"),
        pytest.param({"aspect": "causes"}, id="superseded property"),
        pytest.param({"signOrSymptom": {"@type": "MedicalSymptom"}}, id="property of another type"),
        pytest.param({"hasHealthAspect": "https://schema.org/CausesHealthAspect"}, id="aspect"),
        pytest.param({"lastReviewed": "yesterday"}, id="no date"),
        pytest.param({"url": "/conditions/"}, id="relative address"),
        pytest.param({"reviewedBy": "Dr Reviewer"}, id="text for a person"),
        pytest.param({"reviewedBy": {"@type": "MedicalCondition"}}, id="another type"),
        pytest.param({"about": {"@type": "Thing", "name": 5}}, id="deep inside"),
        pytest.param({"name": ""}, id="nothing"),
        pytest.param(
            {
                "hasPart": {
                    "@type": "HealthTopicContent",
                    "hasHealthAspect": "https://schema.org/DiagnosisHealthAspect",
                }
            },
            id="no such member",
        ),
    ],
)
def test_checker__finds_what_is_wrong(properties):
    assert list(mistakes({**PAGE, **properties}))
