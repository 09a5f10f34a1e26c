"""What tells people and programs apart, and that people lose nothing by it."""

from __future__ import annotations

import logging
import time
from unittest import mock

import pytest
from django import forms

from headhealth.reader_forms.spam_guard import SEND_AGAIN, ReaderForm


class NoteForm(ReaderForm):
    note = forms.CharField()


def loaded(rf, age=60, **fields):
    """What a browser sends of a form that was loaded ``age`` seconds ago."""
    with mock.patch("time.time", return_value=time.time() - age):
        form = NoteForm(request=rf.get("/"))
        return {
            "website": "",
            "fg_token": form["fg_token"].value(),
            "submission_id": str(form["submission_id"].value()),
            "note": "Typed.",
            **fields,
        }


def sent(rf, data):
    return NoteForm(data, request=rf.post("/", REMOTE_ADDR="203.0.113.9"))


def test_form__takes_what_a_person_sends(rf):
    assert sent(rf, loaded(rf)).is_valid()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"website": "https://spam.example"}, id="trap_filled"),
        pytest.param({"age": 0}, id="too_fast"),
        pytest.param({"age": 25 * 60 * 60}, id="too_old"),
        pytest.param({"fg_token": ""}, id="not_loaded"),
        pytest.param({"fg_token": "forged:token:x"}, id="forged"),
        pytest.param({"fg_token": "a\x00b"}, id="nul"),
        pytest.param({"website": "a\x00b"}, id="trap_nul"),
        pytest.param({"submission_id": ""}, id="no_id"),
        pytest.param({"submission_id": "1 OR 1=1"}, id="bad_id"),
        pytest.param({"fg_token": "", "website": "x", "submission_id": "x"}, id="everything"),
    ],
)
def test_form__refused_as_spam_can_be_sent_again(changes, rf, settings):
    form = sent(rf, loaded(rf, **changes))
    assert not form.is_valid()
    assert form.non_field_errors() == [SEND_AGAIN]
    assert set(form.errors) == {"__all__"}
    settings.FORMGUARD_TOKEN_MIN_SECONDS = 0
    again = {name: str(form[name].value()) for name in form.fields}
    assert again["note"] == "Typed."
    assert sent(rf, again).is_valid()


def test_form__keeps_its_id_when_something_else_is_wrong(rf):
    data = loaded(rf, note="")
    form = sent(rf, data)
    assert not form.is_valid()
    assert set(form.errors) == {"note"}
    assert form["submission_id"].value() == data["submission_id"]


def test_spam__is_logged_without_the_address(rf, caplog):
    with caplog.at_level(logging.WARNING, logger="formguard"):
        sent(rf, loaded(rf, website="x")).is_valid()
    assert "honeypot" in caplog.text
    assert "203.0.113.9" not in caplog.text


def test_trap__is_out_of_reach_of_people(rf):
    html = str(NoteForm(request=rf.get("/")).guard_fields)
    assert 'aria-hidden="true"' in html
    assert 'tabindex="-1"' in html
    assert 'for="id_website"' in html and 'id="id_website"' in html
