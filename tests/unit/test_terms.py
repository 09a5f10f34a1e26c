import pytest

from headhealth.rules.terms import index_letter, sort_key, split_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("  \n\t\n", []),
        ("Migraine", ["Migraine"]),
        ("Hemicrania\r\n  sick   headache \n\nHemicrania\n", ["Hemicrania", "sick headache"]),
        ("צליחה\n偏头痛\n🤕", ["צליחה", "偏头痛", "🤕"]),
    ],
    ids=["empty", "blank", "one", "tidied and once each", "any script"],
)
def test_split_names__one_a_line(text, names):
    assert split_names(text) == names


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("migraine", "M"),
        ("Ménière's disease", "M"),
        ("Éclampsia", "E"),
        ("“Brain freeze”", "B"),
        ("5-HT syndrome", "#"),
        ("🤕", "#"),
        ("", "#"),
        ("Ячмень", "Я"),
        ("straße", "S"),
        ("ßuper", "S"),
    ],
)
def test_index_letter__as_a_reader_would_look(name, letter):
    assert index_letter(name) == letter


def test_sort_key__accents_and_case_make_no_difference():
    names = ["Zoster", "éclampsia", "Eczema", "asthma"]
    assert sorted(names, key=sort_key) == ["asthma", "éclampsia", "Eczema", "Zoster"]
