import pytest

from headhealth.rules.search_queries import (
    MAX_QUERY_LENGTH,
    MAX_WORDS,
    clean_query,
    folded,
    query_words,
    stem,
    word_forms,
)


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


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("What can I take for a Migraine?", ["take", "migraine"], id="question"),
        pytest.param("the", ["the"], id="small_words_only"),
        pytest.param("tension-type headaches", ["tension", "type", "headaches"], id="hyphen"),
        pytest.param("Bell’s palsy", ["bell", "palsy"], id="possessive"),
        pytest.param("don't", ["don", "t"], id="apostrophe"),
        pytest.param("Ménière", ["ménière"], id="accent"),
        pytest.param("Me\u0301nie\u0300re", ["ménière"], id="accents_apart"),
        pytest.param("pain pain PAIN", ["pain"], id="repeated"),
        pytest.param("صداع في الرأس", ["صداع", "في", "الرأس"], id="right_to_left"),
        pytest.param("सिर दर्द", ["सिर", "दर्द"], id="marks_inside_words"),
        pytest.param('" * : ^ ( ) & | ! <-> \\ \x00', [], id="syntax"),
        pytest.param("🤕👩🏽\u200d⚕️", [], id="emoji"),
        pytest.param("", [], id="empty"),
    ],
)
def test_query_words(typed, words):
    assert query_words(typed) == words


def test_query_words__are_few_and_short():
    assert len(query_words(" ".join(map(str, range(1000))))) == MAX_WORDS
    assert query_words("x" * 10_000) == ["x" * MAX_QUERY_LENGTH]


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("headache", "headaches"),
        ("migraine", "migraines"),
        ("rash", "rashes"),
        ("allergy", "allergies"),
        ("diagnosis", "diagnoses"),
        ("dose", "doses"),
        ("virus", "viruses"),
        ("biopsy", "biopsies"),
        ("eye", "eyes"),
        ("abscess", "abscesses"),
    ],
)
def test_word_forms__hold_the_singular_and_the_plural(one, many):
    assert many in word_forms(one)
    assert one in word_forms(many)
    assert stem(one) == stem(many)


@pytest.mark.parametrize("word", ["abscess", "virus", "diabetes"])
def test_word_forms__begin_with_the_word_itself(word):
    assert word_forms(word)[0] == word


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ménière’s Disease", "meniere disease"), ("Tension-type", "tension type"), ("É", "e")],
)
def test_folded__makes_no_difference_of_case_accents_and_signs(one, other):
    assert folded(one) == folded(other)
