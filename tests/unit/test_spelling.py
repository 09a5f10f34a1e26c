import pytest

from headhealth.rules.spelling import nearest_word

NAMES = """migraine headache meningitis occipital neuralgia tension anaemia iron dizziness whiplash
    stroke asthma cluster head pain neck triptans ménière صداع"""
KNOWN = dict.fromkeys(NAMES.split(), 1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("migrane", "migraine"),
        ("migriane", "migraine"),
        ("headake", "headache"),
        ("occipitol", "occipital"),
        ("neuralga", "neuralgia"),
        ("anemia", "anaemia"),
        ("diziness", "dizziness"),
        ("asma", "asthma"),
        ("stoke", "stroke"),
        ("nexk", "neck"),
        ("صدع", None),  # Three letters.
        ("cancer", None),
        ("fever", None),
        ("nek", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_nearest_word(typed, meant):
    assert nearest_word(typed, KNOWN) == meant


def test_nearest_word__prefers_the_same_first_letter_then_the_more_usual():
    assert nearest_word("cold", {"gold": 9, "colt": 1}) == "colt"
    assert nearest_word("colds", {"colts": 1, "colic": 1, "cords": 5}) == "cords"


def test_nearest_word__of_none_is_none():
    assert nearest_word("migraine", {}) is None
