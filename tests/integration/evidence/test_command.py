"""``manage.py evidence_pack``: packs as files."""

from __future__ import annotations

import json
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from headhealth.evidence.rendering import pdf_pack
from tests import factories


def run(*arguments: Any) -> str:
    output = StringIO()
    call_command("evidence_pack", *map(str, arguments), stdout=output)
    return output.getvalue()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_all__writes_everything_that_is_live(storied, draft, editor, reviewer, tmp_path):
    symptom = factories.published(factories.SymptomFactory(), author=editor, approver=reviewer)
    folder = tmp_path / "new" / "evidence"
    assert "2 evidence packs in" in run("--all", "--output", folder)
    files = {f"conditionpage-{storied.pk}.html", f"symptom-{symptom.pk}.html"}
    assert names(folder) == {*files, "index.html", "index.json"}
    index = BeautifulSoup((folder / "index.html").read_text(), "html.parser")
    assert {a["href"] for a in index.select("ol a")} == files
    pack = BeautifulSoup((folder / f"symptom-{symptom.pk}.html").read_text(), "html.parser")
    assert not pack.select("link, script, img")


def test_page__is_written_though_it_is_a_draft(draft, tmp_path):
    run("--page", draft.pk, "--format", "json", "--output", tmp_path)
    data = json.loads((tmp_path / f"conditionpage-{draft.pk}.json").read_text())
    assert data["evidence"]["reviews"] == []
    (entry,) = json.loads((tmp_path / "index.json").read_text())["packs"]
    assert (entry["title"], entry["is_approved"]) == ("Migraine", False)


def test_pdf__is_tagged_and_has_a_title_and_a_language(storied, tmp_path):
    run("--page", storied.pk, "--format", "pdf", "--output", tmp_path)
    reader = PdfReader(BytesIO((tmp_path / f"conditionpage-{storied.pk}.pdf").read_bytes()))
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Evidence: Migraine"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert "Most migraines pass within three days." in text


def test_pdf__asks_nobody_for_anything(storied):
    with pytest.raises(ValueError, match="load nothing"):
        pdf_pack._refuse("https://example.org/style.css")


def test_pdf__without_weasyprint_says_what_to_install(storied, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(CommandError, match=r"headhealth\[pdf\]"):
        run("--page", storied.pk, "--format", "pdf", "--output", tmp_path)


def test_dry_run__says_what_would_be_written(storied, tmp_path):
    folder = tmp_path / "none"
    said = run("--all", "--output", folder, "--dry-run")
    assert f"headhealth.conditionpage {storied.pk}: Migraine" in said
    assert not folder.exists()


@pytest.mark.parametrize("what", ["unknown", "no health content"])
def test_page__that_has_no_evidence_is_refused(what, home, tmp_path):
    pk = home.pk if what == "no health content" else 10**6
    with pytest.raises(CommandError, match=f"No page of health content: {pk}"):
        run("--page", pk, "--output", tmp_path)


def test_folder__that_cannot_be_written_is_refused(storied, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(CommandError):
        run("--all", "--output", blocked / "evidence")
