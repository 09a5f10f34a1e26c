"""The whole loop on the demo site: an editor writes, a reviewer approves, a reader reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from PIL import Image
from playwright.sync_api import Page, expect

from headhealth.models import ConditionPage
from tests.browser.conftest import PageWatch
from tests.browser.demo_site import DemoSite
from tests.browser.page_editor import PageEditor, choose, insert_block, upload_image, write_table
from tests.browser.reviewing import Dashboard
from tests.factories import SourceFactory, SymptomFactory, TreatmentPageFactory, published

TITLE = "Headache after sleeping badly"
SUMMARY = "A headache after a bad night usually passes within a day."
REQUEST = "Say in “What is it?” how long the pain lasts."
ANSWER = "The pain lasts a few hours."


@pytest.fixture
def library(demo: DemoSite) -> None:
    """What the editor chooses from: a symptom, a treatment with a page of its own, a source."""
    editor, reviewer = demo.accounts["editor"], demo.accounts["reviewer"]
    SourceFactory(title="Sleep and headaches", publisher="NHS", year=2025)
    symptom = SymptomFactory(name="stiff neck")
    symptom.save()
    published(symptom, author=editor, approver=reviewer)
    rest = TreatmentPageFactory(title="Rest in the dark", parent=demo.indexes["treatments"])
    published(rest, author=editor, approver=reviewer)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "pillow.png"
    Image.new("RGB", (640, 480), "teal").save(path)
    return path


def write_every_block(editor: PageEditor, picture: Path) -> None:
    """The body of a condition with each of its blocks, through the editor's own controls."""
    page = editor.page

    section = editor.insert("Text section")
    section.fill(heading="What is it?")
    section.select(aspect="Overview")
    section.write(text="Bad sleep can bring on a headache.")
    section.rich_text("text").cite("Sleep and headaches (NHS, 2025)")

    symptoms = editor.insert("Symptom list")
    symptoms.fill(heading="Symptoms")
    symptoms.write(intro="You may have:")
    symptom = symptoms.add_item("entries")
    symptom.choose("symptom", "Choose symptom", "stiff neck")
    symptom.fill(note="mostly in the morning")

    causes = editor.insert("Causes")
    causes.fill(heading="Causes")
    cause = causes.add_item("causes")
    cause.fill(name="A wrong pillow")
    cause.write(text="It bends your neck.")

    treatments = editor.insert("Treatment section")
    treatments.fill(heading="Treatments")
    chosen = treatments.insert("treatments", "Treatment page")
    chosen.root.get_by_role("button", name="Choose a page (Treatment)").click()
    page.get_by_role("link", name="Rest in the dark", exact=True).click()
    expect(chosen.root).to_contain_text("Rest in the dark")
    inline = treatments.insert("treatments", "Treatment written here")
    inline.fill(name="A walk")
    inline.write(how_it_works="Fresh air helps.", risks="None are known.")

    card = editor.insert("Care card")
    card.select(level="Immediate action required")
    card.fill(heading="Call 999 if:")
    card.write(text="* the headache came on suddenly\nyou are confused")

    dos = editor.insert("Dos and don'ts")
    for name, items in {
        "dos": ["drink water", "rest"],
        "donts": ["do not skip meals", "do not drink alcohol"],
    }.items():
        for item in items:
            dos.add_item(name).root.locator("input[type=text]").fill(item)

    callout = editor.insert("Warning callout")
    callout.fill(heading="Painkillers")
    callout.write(text="Taken too often they cause headaches.")

    table = editor.insert("Table")
    write_table(
        table.part("table"),
        "Hours of sleep",
        ["Age", "Hours"],
        ["Adults", "7 to 9"],
        ["Teenagers", "8 to 10"],
    )
    table.part("row_headings").get_by_role("checkbox").check()

    image = editor.insert("Image")
    image.root.get_by_role("button", name="Choose an image").click()
    upload_image(page, picture)
    image.root.get_by_role("textbox", name="Alt text").fill("A pillow that supports the neck")
    image.fill(caption="A flat pillow is best.", credit="Photo: the clinic")

    expander = editor.insert("Expander")
    expander.fill(summary="How sleep works")
    expander.write(text="It comes in stages.")

    faq = editor.insert("Questions and answers")
    faq.fill(heading="Questions about sleep")
    question = faq.add_item("questions")
    question.fill(question="How long should I sleep?")
    question.write(answer="Most adults need 7 to 9 hours.")


def add_condition(page: Page) -> None:
    """Go from the dashboard to an empty form, as editors do."""
    page.get_by_role("link", name=re.compile(r"^\d+ Pages")).click()
    row = page.get_by_role("row").filter(
        has=page.get_by_role("link", name="Conditions", exact=True)
    )
    row.get_by_role("button", name="More options").click()
    page.locator("[data-tippy-root]").get_by_role("link", name="Add child page").click()


def test_editorial_loop(
    demo: DemoSite,
    library: None,
    picture: Path,
    open_page: Callable[..., Page],
    log_in_by_form: Callable[[Page, str, str], None],
    page_watch: PageWatch,
) -> None:
    def enter(username: str) -> Page:
        page = open_page(demo.accounts[username])
        page.goto("/admin/")
        return page

    reader = open_page()
    # While the page is not public, readers are told that there is none.
    page_watch.expect(r"status of 404")
    # On a slow machine what is half written is saved by itself, and refused until it is complete.
    page_watch.expect(r"status of 400 .*/edit/\)$")

    # The editor logs in, writes a condition with every block, and submits it.
    editor = PageEditor(open_page())
    log_in_by_form(editor.page, "editor", demo.password)
    add_condition(editor.page)
    editor.write_title(TITLE)
    editor.summary.fill(SUMMARY)
    write_every_block(editor, picture)
    evidence = editor.open_tab("Evidence")
    author = insert_block(editor.page, evidence.locator("[data-contentpath='authors']"))
    author.root.get_by_role("button", name="Choose contributor").click()
    choose(editor.page, "Sam Reed, BA, PgDip Health Communication")
    editor.save_draft()
    page_id = editor.pk
    address = ConditionPage.objects.get(pk=page_id).get_url_parts()[2]
    editor.submit()
    assert reader.goto(address).status == 404

    # The reviewer opens it from the dashboard and sees that all of it is new.
    reviewer = enter("reviewer")
    dashboard = Dashboard(reviewer)
    modal = dashboard.decide(TITLE, "Request changes")
    expect(modal.root).to_contain_text(
        "This has never been approved, so the review covers the whole of it."
    )
    expect(modal.root.get_by_role("listitem").filter(has_text="Sam Reed")).to_be_visible()
    with reviewer.expect_popup() as popup:
        modal.root.get_by_role("link", name="Read it as readers will see it").click()
    expect(popup.value.get_by_role("heading", name=TITLE)).to_be_visible()
    popup.value.close()

    # A request without a comment is not sent; with one it reaches the editor, also by mail.
    modal.press("Request changes")
    expect(modal.errors).to_have_text("Say what needs to change.")
    modal.request.fill(REQUEST)
    modal.press("Request changes")
    expect(dashboard.awaiting_review).to_have_count(0)
    assert [message.to for message in mail.outbox if REQUEST in message.body] == [
        ["sam.reed@example.org"]
    ]

    # The editor finds the comment in the editor, on the dashboard and under Review, and mends.
    editor.page.goto("/admin/")
    editor.page.get_by_role("region", name="Sent back to you").get_by_role(
        "link", name=TITLE
    ).click()
    expect(editor.page.locator(".messages .warning")).to_contain_text(
        f"Amara Okafor asked for changes: “{REQUEST}”"
    )
    expect(editor.open_tab("Review")).to_contain_text(REQUEST)
    editor.open_tab("Content")
    editor.block("Text section").write(text=f" {ANSWER}")
    editor.save_draft()

    # A reviewer who writes in it as well becomes an author.
    author_reviewer = PageEditor(enter("reviewer2"))
    author_reviewer.open(page_id)
    author_reviewer.summary.fill(f"{SUMMARY} It is harmless.")
    author_reviewer.save_draft()

    editor.open(page_id)
    editor.submit("Resubmit to Medical review")

    # That reviewer cannot approve, and is told why.
    own = Dashboard(author_reviewer.page)
    own.open()
    expect(own.row(TITLE)).to_have_count(0)
    author_reviewer.open(page_id)
    expect(own.page.locator(".messages")).to_contain_text(
        "You wrote part of it, so another medical reviewer has to approve it."
    )
    actions = author_reviewer.open_actions()
    expect(actions.filter(has_text="Request changes")).to_be_visible()
    expect(actions.filter(has_text="approve")).to_have_count(0)

    # The other reviewer sees what changed since the request, and what is not ticked yet.
    dashboard.open()
    modal = dashboard.decide(TITLE, "Review and approve")
    expect(modal.root).to_contain_text(REQUEST)
    expect(modal.changes.locator("ins")).to_have_text(["It is harmless.", ANSWER])
    expect(modal.root.get_by_role("listitem").filter(has_text="Tomasz Lindqvist")).to_be_visible()
    modal.comment.fill("Checked against the sources.")
    modal.plain_language.check()
    modal.press("Approve")
    expect(modal.errors).to_have_count(3)
    expect(modal.comment).to_have_value("Checked against the sources.")
    expect(modal.plain_language).to_be_checked()
    modal.tick_everything()
    modal.press("Approve")
    expect(dashboard.awaiting_review).to_have_count(0)

    # A reader without an account reads it, and who reviewed it.
    assert reader.goto(address).status == 200
    main = reader.get_by_role("main")
    for text in [SUMMARY, ANSWER, "stiff neck", "A wrong pillow", "Rest in the dark", "A walk"]:
        expect(main).to_contain_text(text)
    for heading in ["Call 999 if:", "Painkillers"]:
        expect(main.get_by_role("heading", name=heading)).to_be_visible()
    expect(main.get_by_role("table", name="Hours of sleep")).to_be_visible()
    expect(main.get_by_role("img", name="A pillow that supports the neck")).to_be_visible()
    expect(main.get_by_text("How sleep works")).to_be_visible()
    expect(main.get_by_text("How long should I sleep?")).to_be_visible()
    expect(main.get_by_role("listitem").filter(has_text="Sleep and headaches")).to_be_visible()
    expect(main.get_by_text("Last reviewed on")).to_contain_text("by Dr Amara Okafor, MBBS, MRCGP")

    # The editor changes it again: readers keep what was approved.
    editor.open(page_id)
    editor.summary.fill("Not reviewed by anybody.")
    editor.save_draft()
    reader.reload()
    expect(main).to_contain_text(SUMMARY)
    expect(main).not_to_contain_text("Not reviewed")

    # The publisher's Publish is refused with the reason, and what was typed is kept.
    publisher = PageEditor(enter("publisher"))
    publisher.open(page_id)
    publisher.summary.fill("Published by mistake.")
    publisher.press("Publish")
    error = publisher.page.locator(".messages .error")
    expect(error).to_contain_text("has not been approved by a medical reviewer")
    expect(error).to_contain_text("Your changes are saved as a draft.")
    expect(publisher.summary).to_have_value("Published by mistake.")
    reader.reload()
    expect(main).to_contain_text(SUMMARY)
    expect(main).not_to_contain_text("Published by mistake")
