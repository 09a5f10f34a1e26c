import pytest

from headhealth.rules.excerpts import LENGTH, Fragment, excerpt

LONG = "Some words before it. " * 20


def shown(fragments):
    return "".join(f"[{each.text}]" if each.is_match else each.text for each in fragments)


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        pytest.param("A migraine hurts.", {"migraine"}, "A [migraine] hurts.", id="word"),
        pytest.param("Migraine, migraines", {"migraine"}, "[Migraine], migraines", id="whole_word"),
        pytest.param("Ménière’s", {"meniere"}, "[Ménière]’s", id="accents"),
        pytest.param("No match.", {"migraine"}, "No match.", id="none"),
        pytest.param("", {"migraine"}, "", id="empty"),
        pytest.param("a\n\t b", {"b"}, "a [b]", id="spaces"),
        pytest.param("<b>b</b>", {"b"}, "<[b]>[b]</[b]>", id="markup_is_text"),
        pytest.param("صداع شديد", {"صداع"}, "[صداع] شديد", id="right_to_left"),
    ],
)
def test_excerpt__marks_words(text, forms, expected):
    assert shown(excerpt(text, forms)) == expected


def test_excerpt__starts_near_the_match_and_ends_between_words():
    text = shown(excerpt(LONG + "A migraine hurts. " + LONG, {"migraine"}))
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert "A [migraine] hurts." in text
    assert len(text) <= LENGTH + 6
    assert set(text.replace("[", "").replace("]", "").split()) <= set(
        (LONG + "… A migraine hurts. ").split()
    )


def test_excerpt__without_a_match_is_the_beginning():
    assert shown(excerpt(LONG, {"migraine"})).startswith("Some words before it.")


def test_excerpt__of_one_endless_word_is_cut():
    assert len(shown(excerpt("x" * 100_000, {"migraine"}))) <= LENGTH + 4


def test_fragment__is_text_unless_it_matches():
    assert excerpt("a", {"b"}) == [Fragment("a", is_match=False)]
