"""The portable form: the same for the same content on another site, where keys are others."""

from __future__ import annotations

import json
from random import Random

import pytest
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from headhealth.models import ConditionPage, Source
from headhealth.review.content_snapshot import restore_snapshot
from headhealth.review.natural_keys import portable_digest, portable_form
from headhealth.review.reviewed_object import reviewed_models
from headhealth.review.version import Version
from tests.integration.fingerprint.stored_contents import TARGETS, make_targets, stored_content


@pytest.fixture
def targets(a_to_z):
    make_targets(a_to_z)


def version(content, model=ConditionPage):
    return Version(restore_snapshot(model, {}, None), model, content)


def body(*stored):
    return {"body": json.dumps(stored)}


def linking(key, type_="page"):
    link = f'<p>See <a linktype="{type_}" id="{key}">this</a>.</p>'
    return body({"type": "text_section", "value": {"text": link}})


def move_to_another_site():
    """Give every target another key, and keep what names it everywhere."""
    for model, keys in TARGETS.items():
        for key in keys:
            row = model._default_manager.get(pk=key)
            if isinstance(row, Page):
                parent = row.get_parent()
                names = ("title", "slug", "summary", "translation_key", "locale")
                same = {name: getattr(row, name) for name in names}
                row.delete()
                parent.add_child(instance=model(pk=key + 10_000, live=False, **same))
            else:
                row.delete()
                row.pk = key + 10_000
                row.live = False
                row.save(force_insert=True)


def test_portable_form__is_the_same_on_another_site(targets):
    Source.objects.filter(pk=900001).update(doi="10.1000/a")
    for model in (Image, Document):
        for row in model.objects.all():
            row.get_file_hash()
    contents = [stored_content(reviewed_models(), Random(seed)) for seed in range(300)]
    # A link that Wagtail does not read as one has a key of no site.
    contents = [(model, each) for model, each in contents if "x>" not in json.dumps(each)]
    here = [portable_form(version(content, model)) for model, content in contents]

    move_to_another_site()
    moved = [json.loads(json.dumps(each).replace("90000", "91000")) for _model, each in contents]
    there = [
        portable_form(version(content, model))
        for (model, _before), content in zip(contents, moved, strict=True)
    ]
    assert here == there
    assert "missing" in str(here) and "10.1000/a" in str(here) and "file" in str(here)
    # Else the test would say nothing.
    assert (
        sum(before != after for (_model, before), after in zip(contents, moved, strict=True)) > 50
    )


def test_portable_digest__is_kept_where_stored_digests_differ(targets):
    here = version(linking(900001))
    before = portable_digest(here)
    move_to_another_site()
    there = version(linking(910001))
    assert portable_digest(there) == before
    assert there.digest != here.digest


@pytest.mark.parametrize("type_", ["page", "document", "source"])
def test_portable_form__tells_targets_of_links_apart(targets, type_):
    forms = [portable_form(version(linking(key, type_))) for key in (900001, 900002, 990001)]
    assert forms[0] != forms[1] != forms[2] != forms[0]


def test_portable_form__tells_chosen_objects_and_images_apart(targets):
    def chosen(key):
        image = {"image": {"image": key, "alt_text": "a"}}
        source = json.dumps([{"type": "source", "value": key}])
        return version({**body({"type": "image", "value": image}), "sources": source})

    one, other, deleted = (portable_form(chosen(key)) for key in (900001, 900002, 990001))
    for name in ("body", "sources"):
        assert one[name] != other[name] != deleted[name] != one[name]


def test_portable_form__cannot_be_forged_by_text(targets):
    linked = portable_form(version(linking(900001)))
    text = linked["body"][0][1]["text"]
    forged = text[0] + json.dumps(text[1]) + text[2]
    typed = body({"type": "text_section", "value": {"text": forged}})
    assert portable_form(version(typed)) != linked


@pytest.mark.parametrize("key", ["", "x", "9" * 30, "-1"])
def test_portable_form__takes_keys_that_no_row_can_have(targets, key):
    assert "missing" in str(portable_form(version(linking(key))))


def test_portable_form__takes_one_query_for_each_model(targets, django_assert_num_queries):
    text = "".join(
        f'<p><a linktype="{type_}" id="{key}">a</a></p>'
        for type_ in ("page", "source")
        for key in (900001, 900002)
    )
    content = version(body({"type": "text_section", "value": {"text": text}}))
    with django_assert_num_queries(2):
        portable_form(content)
