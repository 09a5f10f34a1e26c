"""Slugs that follow a title."""

import pytest

from headhealth.rules.slugs import fitting, follows, longest_slug


@pytest.mark.parametrize("slug", ["migraine", "migraine-2", "migraine-10", "aura-999999"])
def test_follows(slug):
    assert follows(slug, ["migraine", "aura"])


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "-2",
        "migraine-",
        "migraine-0",
        "migraine-02",
        "migraine-1000000",
        "migraine-2-2",
        "migraine-٣",
        "migraine-is-a-myth",
        "migraine2",
        "migrain",
        "migraine-2\n",
    ],
)
def test_does_not_follow(slug):
    assert not follows(slug, ["migraine", ""])


def test_fitting__leaves_room_for_a_number():
    slug = fitting("word-" * 50, "/home/")
    assert len(slug) <= longest_slug("/home/") - 7
    assert not slug.endswith("-")
    assert fitting("short", "/home/") == "short"


def test_fitting__leaves_something():
    assert fitting("short", "/x" * 200) == "s"
