import pytest

from headhealth.rules.search_queries import MAX_QUERY_LENGTH, clean_query


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("migraine", "migraine"),
        ('  "stiff   neck" ', "stiff neck"),
        ('"', ""),
        ("\x00", ""),
        ("a\x00b", "a b"),
        ("5-HT3 (serotonin)*", "5-HT3 serotonin"),
        ("صداع نصفي", "صداع نصفي"),
        ("हिचकी", "हिचकी"),
        ("🤕", "🤕"),
        ("%00", "00"),
    ],
)
def test_clean_query__keeps_words(typed, words):
    assert clean_query(typed) == words


def test_clean_query__cuts_what_is_far_too_long():
    assert len(clean_query("x" * 10_000)) == MAX_QUERY_LENGTH
