"""Whatever leaves the site as evidence says where the ledger ends: it is an anchor of its own."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from headhealth.evidence.chosen_objects import key_of_object
from headhealth.evidence.link_token import make_link
from headhealth.review.review_ledger import newest_link
from tests.integration.evidence.reading import archive_at


def named(content: bytes, extension: str) -> str:
    """All that a file says, without blanks: a PDF breaks long lines."""
    if extension == "json":
        data = json.loads(content)
        if end := data.get("ledger_end"):
            return end
        return f"{data['ledger']['end_position']}:{data['ledger']['end_hash']}"
    if extension == "pdf":
        pages = PdfReader(io.BytesIO(content)).pages
        return "".join("".join(page.extract_text() for page in pages).split())
    return content.decode()


@pytest.fixture
def link(storied: Any, draft: Any, publisher: Any) -> str:
    _link, token = make_link(
        keys=[key_of_object(storied), key_of_object(draft)],
        title="Two",
        for_whom="Ms Assessor",
        days=7,
        user=publisher,
    )
    return f"/evidence/{token}/"


@pytest.mark.parametrize("extension", ["html", "json", "pdf"])
def test_end__stands_in_each_file(extension, storied, draft, link, client_of, publisher, tmp_path):
    end = str(newest_link())
    name = f"conditionpage-{storied.pk}"
    call_command("evidence_pack", "--all", f"--format={extension}", f"--output={tmp_path}")
    admin = client_of(publisher).get(
        reverse(
            "headhealth_admin:evidence_download",
            args=[storied._meta.label_lower, storied.pk, extension],
        )
    )
    archive = archive_at(Client(), f"{link}all/{extension}/")
    files = zipfile.ZipFile(io.BytesIO(archive))
    for content in (
        (tmp_path / f"{name}.{extension}").read_bytes(),
        admin.content,
        Client().get(f"{link}1/{extension}/").content,
        files.read(f"{name}.{extension}"),
    ):
        assert end in named(content, extension)
    for folder in (lambda file: (tmp_path / file).read_bytes(), files.read):
        assert end in named(folder("index.html"), "html")
        assert named(folder("index.json"), "json") == end


@pytest.mark.parametrize("path", ["", "1/", "2/"])
def test_end__stands_on_each_page_of_a_link(path, link):
    assert str(newest_link()) in Client().get(f"{link}{path}").content.decode()
