"""What people type into a search field, as words that every search backend can take."""

from __future__ import annotations

import re
import unicodedata

from headhealth.rules.terms import sort_key

MAX_QUERY_LENGTH = 200
"""Characters. No name is longer, and a very long query costs the database a lot."""
MAX_WORDS = 8
"""Words that are searched for. Each costs the index a list of all pages that hold it."""

# English, as the other rules about words. What is left of a question without them is its subject.
_STOP_WORDS = frozenset(
    "a about after am an and any are at be by can could did do does for from get had has have how"
    " i if in is it its me my of on or should so that the there this to was what when which who why"
    " will with would you your".split()
)
_POSSESSIVE = re.compile(r"['’](?:s\b|(?!\w))")
_ASCII_WORD = re.compile("[a-z0-9]+")
_UNCHANGED_PLURALS = ("ss", "us", "is")


def clean_query(text: str) -> str:
    """The words of ``text``: letters, marks, digits and what stands inside words.

    Quotation marks and control characters are syntax to full-text search: SQLite answers a lone
    quotation mark with an error.
    """
    kept = (char if _is_part_of_a_word(char) else " " for char in text[:MAX_QUERY_LENGTH])
    return " ".join("".join(kept).split())


def query_words(text: str) -> list[str]:
    """What to search for: up to ``MAX_WORDS`` words in lower case, each once.

    A word is letters, marks and digits only, so it is syntax to no full-text search. Words that
    say nothing, such as "the", are left out, unless nothing else was typed.
    """
    text = _POSSESSIVE.sub("", text[:MAX_QUERY_LENGTH])
    words = list(dict.fromkeys(_words(text)))
    telling = [word for word in words if word not in _STOP_WORDS]
    return (telling or words)[:MAX_WORDS]


def folded(text: str) -> str:
    """A name or query for comparison: its words without case, accents, marks and possessives."""
    return " ".join(_words(sort_key(_POSSESSIVE.sub("", text))))


def stem(word: str) -> str:
    """What ``word`` shares with its plural or singular. For comparison only: it may be no word."""
    if len(word) <= 3 or word.endswith(("ss", "us")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("is"):
        return word[:-2]
    singular = word.removesuffix("s")
    return singular.removesuffix("e") if len(singular) > 3 else singular


def word_forms(word: str) -> list[str]:
    """``word`` and what it is in the plural or the singular: an index without stemming has each.

    Some forms may be no words at all; nothing is found by those.
    """
    forms = [word]
    if len(word) > 3 and word.endswith("ies"):
        forms += [word[:-3] + "y", word[:-1]]
    elif len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        # "headaches" is "headache" and "rashes" is "rash".
        forms += [word[:-1], word[:-2]]
    elif len(word) > 3 and word.endswith("ses"):
        # "doses" is "dose", "viruses" is "virus", "diagnoses" is "diagnosis".
        forms += [word[:-1], word[:-2], word[:-2] + "is"]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(_UNCHANGED_PLURALS):
        forms.append(word[:-1])
    elif len(word) > 3 and word.endswith("is"):
        forms.append(word[:-2] + "es")
    elif len(word) > 2 and word.endswith("y") and word[-2] not in "aeiou":
        forms.append(word[:-1] + "ies")
    elif len(word) > 2 and word.endswith(("s", "x", "z", "ch", "sh")):
        forms.append(word + "es")
    elif len(word) > 2 and word.isalpha():
        forms.append(word + "s")
    return forms


def _words(text: str) -> list[str]:
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    # Composed: an index holds é as one character. NFC keeps "½" and "²", which NFKC would not.
    text = unicodedata.normalize("NFC", text).lower()
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in text)
    words = "".join(kept).split()
    # A mark alone, as in an emoji, is no word.
    return [word for word in words if any(char.isalnum() for char in word)]


def _is_part_of_a_word(char: str) -> bool:
    # Letters, combining marks and numbers; other symbols such as emoji do no harm.
    category = unicodedata.category(char)
    return category[0] in "LMN" or category == "So" or char in "-."
