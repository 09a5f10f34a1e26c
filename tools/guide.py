"""Make the pages of the admin's guide from docs/guide/. Run by `make guide`.

The Markdown is what people read in the repository and what is edited; the app carries the pages
made from it, so that a site has the guide of the release that it runs.
"""

import re
import sys
from pathlib import Path

from djhtml.modes import DjHTML
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "docs" / "guide"
PAGES = ROOT / "headhealth" / "templates" / "headhealth" / "guide"
IMAGES = "../../headhealth/static/"
"""Where the pictures are, as the Markdown names them."""


def guide_pages() -> dict[Path, str]:
    """The page that there should be for each part of the guide."""
    sources = sorted(path for path in SOURCES.glob("*.md") if path.stem != "README")
    return {PAGES / f"{path.stem}.html": page_of(path.read_text()) for path in sources}


def page_of(text: str) -> str:
    """One part of the guide as a Django template, without its title, which the admin shows.

    Raises ``ValueError`` where the text could be taken for template code.
    """
    if re.search(r"\{[{%#]", text):
        raise ValueError("Braces of this kind are template code.")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    if tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        raise ValueError("A part of the guide begins with its title.")
    tokens = tokens[3:]
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            token.attrSet("id", _anchor(following.content))
        for inline in token.children or []:
            _point_into_the_app(inline)
    html = markdown.renderer.render(tokens, markdown.options, {})
    # A screen is small on a phone: pressed, it opens by itself.
    html = re.sub(r'<img src="(@static:[^@]+@)"[^>]*>', r'<a href="\1">\g<0></a>', html)
    # Quotes within the tags that the addresses became.
    html = re.sub(r"@(static|page):([^@\"]+)@", _template_tag, html)
    return DjHTML(f"{{% load static %}}\n{html}").indent(2)


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def _point_into_the_app(token: Token) -> None:
    if token.type == "image":
        source = str(token.attrs["src"])
        if not source.startswith(IMAGES):
            raise ValueError(f"{source}: pictures are below {IMAGES}")
        token.attrSet("src", f"@static:{source.removeprefix(IMAGES)}@")
        token.attrSet("loading", "lazy")
    elif token.type == "link_open":
        part = re.fullmatch(r"([a-z-]+)\.md(#[a-z0-9-]+)?", str(token.attrs["href"]))
        if part:
            token.attrSet("href", f"@page:{part[1]}@{part[2] or ''}")


def _template_tag(found: re.Match[str]) -> str:
    if found[1] == "static":
        return f"{{% static '{found[2]}' %}}"
    return f"{{% url 'headhealth_admin:guide_part' '{found[2]}' %}}"


def main() -> None:
    pages = guide_pages()
    PAGES.mkdir(exist_ok=True)
    for path in set(PAGES.glob("*.html")) - pages.keys():
        path.unlink()
    for path, page in pages.items():
        path.write_text(page)


if __name__ == "__main__":
    sys.exit(main())
