"""Citing a source in the rich text editor."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from wagtail.models import Site

from headhealth.models import Source, TreatmentPage
from tests.factories import AToZPageFactory, SourceFactory, TreatmentPageFactory, superuser


class Editor:
    """The field “How it works” on the form of a treatment."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.locator("[data-contentpath='how_it_works']")
        self.text = self.field.get_by_role("textbox")
        self.form_value = self.field.locator("input[name=how_it_works]")
        self.chips = self.field.locator(".hh-citation-chip")
        self.choices = page.locator(".modal-body [data-chooser-modal-choice]")
        self.tooltip = page.locator(".Tooltip")

    def end(self) -> None:
        self.text.click()
        self.page.keyboard.press("Control+End")

    def cite_by_keyboard(self) -> None:
        """Open the chooser as somebody without a mouse does."""
        self.page.keyboard.type("/cite")
        expect(self.page.get_by_role("option", name="Cite a source")).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("tab", name="Search")).to_be_visible()

    def expect_text(self, text: str) -> None:
        expect(self.text).to_have_text(text)
        # The editor hands its text to the form when nothing was typed for a moment.
        expect(self.form_value).to_have_value(re.compile(f'"text":"{re.escape(text)}"'))

    def save(self) -> None:
        # What is saved by itself at this moment may arrive last, and is older.
        expect(self.page.locator("[data-w-autosave-state-value=saving]")).to_have_count(0)
        self.page.get_by_role("button", name="Save draft").first.click()
        expect(self.page.locator(".messages .success")).to_be_visible()


@pytest.fixture
def sources() -> list[Source]:
    return [
        SourceFactory(title="Tension headache", publisher="NHS", year=2023),
        SourceFactory(title="Headache disorders", publisher="WHO", year=2024),
    ]


@pytest.fixture
def treatment(sources: list[Source]) -> TreatmentPage:
    parent = AToZPageFactory(
        parent=Site.objects.get(is_default_site=True).root_page,
        listed_type="headhealth.TreatmentPage",
    )
    citation = f'<a linktype="source" id="{sources[0].pk}">[NHS, 2023]</a>'
    return TreatmentPageFactory(parent=parent, how_it_works=f"<p>Rest {citation} helps.</p>")


@pytest.fixture
def editor(page: Page, treatment: TreatmentPage, log_in: Callable[..., None]) -> Editor:
    log_in(page, superuser())
    page.goto(f"/admin/pages/{treatment.pk}/edit/")
    return Editor(page)


def title(chip: Locator, text: str) -> None:
    expect(chip).to_have_attribute("title", re.compile(re.escape(text)))


def stored(treatment: TreatmentPage) -> str:
    treatment.refresh_from_db()
    html = treatment.get_latest_revision_as_object().how_it_works
    return re.sub(r' data-block-key="\w*"', "", html)


def test_citation__by_keyboard(
    editor: Editor, treatment: TreatmentPage, sources: list[Source], page: Page
) -> None:
    title(editor.chips.first, "Tension headache")

    editor.end()
    page.keyboard.type(" Sleep ")
    editor.cite_by_keyboard()
    page.get_by_role("textbox", name="Search term").fill("disorders")
    expect(editor.choices).to_have_count(1)
    editor.choices.first.press("Enter")
    expect(editor.chips).to_have_count(2)
    title(editor.chips.nth(1), "Headache disorders")
    expect(editor.text).to_be_focused()
    page.keyboard.type(" too.")
    editor.expect_text("Rest [NHS, 2023] helps. Sleep [WHO, 2024] too.")

    # The arrow keys go over a citation as over one character, so nothing is typed into it.
    for _ in range(len(" too.") + 1):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("also ")
    editor.expect_text("Rest [NHS, 2023] helps. Sleep also [WHO, 2024] too.")

    editor.save()

    assert stored(treatment) == (
        f'<p>Rest <a linktype="source" id="{sources[0].pk}">[NHS, 2023]</a> helps.'
        f' Sleep also <a linktype="source" id="{sources[1].pk}">[WHO, 2024]</a> too.</p>'
    )


def test_citation__removed_as_one(editor: Editor, page: Page) -> None:
    editor.end()
    for _ in range(len(" helps.")):
        page.keyboard.press("ArrowLeft")

    page.keyboard.press("Backspace")

    expect(editor.chips).to_have_count(0)
    editor.expect_text("Rest  helps.")


def test_citation__changed_and_removed_by_mouse(editor: Editor, page: Page) -> None:
    title(editor.chips.first, "Tension headache")
    editor.chips.first.get_by_role("button").click()
    editor.tooltip.get_by_role("button", name="Edit").click()
    editor.choices.filter(has_text="Headache disorders").click()
    editor.expect_text("Rest [WHO, 2024] helps.")
    title(editor.chips.first, "Headache disorders")

    editor.chips.first.get_by_role("button").click()
    editor.tooltip.get_by_role("button", name="Remove").click()

    # The label goes with it: to readers it says nothing.
    editor.expect_text("Rest  helps.")


def test_citation__never_replaces_what_is_selected(editor: Editor, page: Page) -> None:
    editor.text.click()
    page.keyboard.press("Control+Home")
    for _ in range(len("Rest")):
        page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("button", name="Cite a source").first.click()
    editor.choices.filter(has_text="Headache disorders").click()

    editor.expect_text("Rest[WHO, 2024] [NHS, 2023] helps.")


def test_citation__closing_the_chooser_changes_nothing(editor: Editor, page: Page) -> None:
    editor.end()
    page.keyboard.type(" ")
    editor.cite_by_keyboard()
    # It listens to the keyboard once it has faded in.
    expect(page.locator(".modal")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".modal-body")).to_have_count(0)
    expect(editor.text).to_be_focused()

    page.keyboard.type("Go on.")

    editor.expect_text("Rest [NHS, 2023] helps. Go on.")


def test_citation__of_a_source_written_down_on_the_spot(editor: Editor, page: Page) -> None:
    editor.end()
    editor.cite_by_keyboard()
    page.get_by_role("tab", name="New source").click()
    form = page.get_by_role("tabpanel", name="New source")
    form.get_by_label("Title").fill("Rest and recovery")
    form.get_by_label("Publisher").fill("NICE")
    form.get_by_role("button", name="Add source").click()
    # The form says what is wrong and keeps what was typed.
    expect(form.get_by_text("Give a web address, a DOI or a PubMed ID")).to_be_visible()
    expect(form.get_by_label("Title")).to_have_value("Rest and recovery")
    form.get_by_label("Web address").fill("https://www.nice.org.uk/")
    form.get_by_role("button", name="Add source").click()

    editor.expect_text("Rest [NHS, 2023] helps.[NICE]")
    title(editor.chips.nth(1), "Rest and recovery")


def test_citation__of_a_deleted_source(
    editor: Editor, treatment: TreatmentPage, sources: list[Source], page: Page
) -> None:
    before = treatment.how_it_works
    sources[0].delete()
    page.reload()

    title(editor.chips.first, "This source was deleted. Readers do not see this citation.")
    expect(editor.chips.first).to_have_class(re.compile("hh-citation-chip--missing"))

    editor.save()

    assert stored(treatment) == before
