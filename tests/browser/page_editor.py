"""The page editor as an editor uses it: fields, blocks, choosers and the menu of actions."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

# Wagtail takes what the form holds as unchanged, twice within a moment; what is written between the
# two counts as unchanged and is never saved by itself.
_WATCHES_FOR_EDITS = """
    let settled;
    document.addEventListener("w-unsaved:watch-edits", () => {
        clearTimeout(settled);
        settled = setTimeout(() => {
            document.documentElement.dataset.watchesForEdits = "true";
        }, 500);
    });
"""

# Blocks slide in; what is clicked while they do, on a busy machine, may have moved away.
_WITHOUT_SLIDING = """
    document.addEventListener("DOMContentLoaded", () => {
        if (window.jQuery) window.jQuery.fx.off = true;
    });
"""


class RichText:
    """A rich text field; ``field`` is any element around it."""

    def __init__(self, page: Page, field: Locator) -> None:
        self.page = page
        self.field = field
        self.text = field.get_by_role("textbox").first

    def write(self, text: str) -> None:
        """Type at the end. A line that starts with "* " begins a list."""
        self.text.click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text)
        # The editor hands its text to the form when nothing was typed for a moment.
        last_words = re.escape(text.splitlines()[-1].removeprefix("* "))
        value = self.field.locator("input[type=hidden]").first
        expect(value).to_have_value(re.compile(last_words))

    def cite(self, source: str) -> None:
        """Cite the source with that title at the end of the text."""
        self.text.click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type("/cite")
        self.page.get_by_role("option", name="Cite a source").click()
        self.page.get_by_role("textbox", name="Search term").fill(source)
        choose(self.page, source)
        expect(self.field.locator(".hh-citation-chip")).to_have_count(1)


class Block:
    """One block of a stream, or one item of a list in it."""

    def __init__(self, page: Page, root: Locator) -> None:
        self.page = page
        self.root = root

    def part(self, name: str) -> Locator:
        return self.root.locator(f"[data-contentpath='{name}']").first

    def fill(self, **texts: str) -> None:
        """Plain text, by the names of the parts."""
        for name, text in texts.items():
            self.part(name).locator("input[type=text], textarea").first.fill(text)

    def select(self, **labels: str) -> None:
        for name, label in labels.items():
            self.part(name).get_by_role("combobox").select_option(label=label)

    def write(self, **texts: str) -> None:
        """Rich text, by the names of the parts."""
        for name, text in texts.items():
            self.rich_text(name).write(text)

    def rich_text(self, name: str) -> RichText:
        return RichText(self.page, self.part(name))

    def choose(self, name: str, button: str, title: str) -> None:
        self.part(name).get_by_role("button", name=button).click()
        choose(self.page, title)
        expect(self.part(name)).to_contain_text(title)

    def add_item(self, name: str) -> Block:
        """A new item at the end of the list ``name``."""
        part = self.part(name)
        items = part.locator("[data-streamfield-child]")
        count = items.count()
        part.get_by_role("button", name="Add", exact=True).last.click()
        expect(items).to_have_count(count + 1)
        return Block(self.page, items.last)

    def insert(self, name: str, block_type: str) -> Block:
        """A new block of ``block_type`` at the end of the stream ``name``."""
        return insert_block(self.page, self.part(name), block_type)

    def errors(self, name: str) -> Locator:
        return self.part(name).locator(".error-message")


class PageEditor:
    """The create and edit views of a health page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.title = page.locator("#id_title")
        self.summary = page.locator("#id_summary")
        self.body = page.locator("[data-contentpath='body']").first
        page.add_init_script(_WATCHES_FOR_EDITS)
        page.add_init_script(_WITHOUT_SLIDING)

    def write_title(self, title: str) -> None:
        """Give a new page its title: autosave makes a page of the form."""
        # What is typed before that counts as having been there, and is not autosaved by itself.
        expect(self.page.locator("html[data-watches-for-edits]")).to_be_attached()
        # Key by key, as the address follows the title.
        self.title.press_sequentially(title)
        self.page.wait_for_url("**/edit/")

    def open(self, pk: int) -> None:
        self.page.goto(f"/admin/pages/{pk}/edit/")

    @property
    def pk(self) -> int:
        found = re.search(r"/pages/(\d+)/edit/", self.page.url)
        assert found, self.page.url
        return int(found.group(1))

    def insert(self, block_type: str) -> Block:
        return insert_block(self.page, self.body, block_type)

    def block(self, block_type: str) -> Block:
        """The first block of the body of that type."""
        return Block(self.page, self.body.get_by_role("region", name=block_type).first)

    def open_tab(self, name: str) -> Locator:
        self.page.get_by_role("tab", name=name).click()
        panel = self.page.get_by_role("tabpanel", name=name)
        expect(panel).to_be_visible()
        return panel

    def press(self, action: str) -> None:
        """Press a button of the menu at the foot of the page, opening the menu where needed."""
        # What is saved by itself at this moment would be newer than the page that opens next, and
        # the editor would say so.
        expect(self.page.locator("[data-w-autosave-state-value=saving]")).to_have_count(0)
        footer = self.page.get_by_role("navigation", name="Actions (footer)")
        button = footer.get_by_role("button", name=action, exact=True)
        if not button.is_visible():
            self.page.get_by_role("button", name="More actions").click()
        button.click()

    def open_actions(self) -> Locator:
        """Open the menu; returns what it offers."""
        self.page.get_by_role("button", name="More actions").click()
        footer = self.page.get_by_role("navigation", name="Actions (footer)")
        expect(footer.locator("[data-w-dropdown-target='content']")).to_be_visible()
        return footer.get_by_role("button")

    def save_draft(self) -> None:
        with self.page.expect_navigation():
            self.press("Save draft")
        expect(self.page.locator(".messages .success")).to_contain_text("has been")

    def submit(self, name: str = "Submit to Medical review") -> None:
        """Where this has worked a step follows that can be left, and then the list of pages."""
        self.press(name)
        self.page.get_by_role("link", name="Nothing to add").click()
        self.page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def insert_block(page: Page, stream: Locator, block_type: str = "") -> Block:
    """Insert a block at the end of ``stream``, an element around a stream of blocks.

    Where there is one type only, nobody is asked for it: leave ``block_type`` out.
    """
    container = stream.locator("[data-streamfield-stream-container]").first
    children = container.locator("> [data-streamfield-child]")
    count = children.count()
    container.locator("> div > button[title='Insert a block']").last.click()
    if block_type:
        page.get_by_role("option", name=block_type, exact=True).click()
    expect(children).to_have_count(count + 1)
    return Block(page, children.last)


def write_table(table: Locator, caption: str, *rows: list[str]) -> None:
    """Fill in a new table of plain text; the first of ``rows`` are the headings."""
    headings, *cells = rows
    table.get_by_role("textbox", name="Caption").fill(caption)
    for number, heading in enumerate(headings):
        table.get_by_role("button", name="Add column").click()
        table.get_by_role("button", name="Text", exact=True).click()
        table.get_by_role("textbox", name="Column heading").nth(number).fill(heading)
    # The first row comes with the first column.
    for _row in cells[1:]:
        table.get_by_role("button", name="Add row").click()
    for number, text in enumerate(text for row in cells for text in row):
        table.locator("tbody input[type=text]").nth(number).fill(text)


def choose(page: Page, title: str) -> None:
    """Choose what has that title in the chooser that is open."""
    modal = page.locator(".modal-body")
    modal.get_by_role("link", name=title, exact=True).click()
    expect(modal).to_have_count(0)


def upload_image(page: Page, file: Path) -> None:
    """Upload an image in the image chooser that is open."""
    modal = page.locator(".modal-body")
    modal.get_by_role("tab", name="Upload").click()
    modal.locator("input[type=file]").set_input_files(file)
    expect(modal.get_by_label("Title")).to_have_value(file.stem)
    modal.get_by_role("button", name="Upload").click()
    expect(modal).to_have_count(0)
