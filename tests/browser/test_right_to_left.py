"""An Arabic article and a Hebrew one: the page is mirrored, and nothing else is different."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Locale, Site
from wagtail.rich_text import RichText

from headhealth.models import ConditionPage
from tests import factories
from tests.integration.pages.reading import public
from tests.quality.axe_check import axe_findings

SAMPLES = {
    "ar": {
        "title": "الصداع النصفي",
        "summary": "الصداع النصفي ألم شديد في الرأس يأتي على شكل نوبات.",
        "names": "الشقيقة",
        "heading": "نظرة عامة",
        "text": "تستمر النوبة من 4 ساعات إلى 72 ساعة. استشر طبيبك.",
        "card": "اتصل بالإسعاف إذا:",
    },
    "he": {
        "title": "מיגרנה",
        "summary": "מיגרנה היא כאב ראש חזק שבא בהתקפים.",
        "names": "צילחה",
        "heading": "סקירה כללית",
        "text": "התקף נמשך בין 4 ל־72 שעות. התייעצו עם רופא.",
        "card": "התקשרו 101 אם:",
    },
}


@pytest.fixture(params=SAMPLES)
def article(request: Any, settings: Any) -> ConditionPage:
    settings.WAGTAIL_I18N_ENABLED = True
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), *((code, code) for code in SAMPLES)]
    sample = SAMPLES[request.param]
    home = Site.objects.get(is_default_site=True).root_page
    source = factories.SourceFactory()
    mark = f'<a linktype="source" id="{source.pk}">[x]</a>'
    card = {"level": "emergency", "heading": sample["card"], "text": RichText("<p>…</p>")}
    page = factories.ConditionPageFactory(
        parent=factories.AToZPageFactory(parent=home),
        title=sample["title"],
        slug="article",
        summary=sample["summary"],
        also_known_as=sample["names"],
        locale=Locale.objects.get_or_create(language_code=request.param)[0],
        body=[
            factories.text_section(sample["heading"], f"<p>{sample['text']}{mark}</p>" * 5),
            ("care_card", card),
            factories.text_section(f"{sample['heading']} 2", f"<p>{sample['text']}</p>" * 5),
        ],
    )
    return public(page)


def middle(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def test_right_to_left__mirrors_the_page(page: Page, article: ConditionPage) -> None:
    page.goto(article.url)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_css("text-align", "start")
    # The contents stand before the text, which is on its right here; text begins on the right.
    assert middle(page, ".hh-contents") > middle(page, ".hh-page__body")
    edges = page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector("h1"));
          const words = range.getBoundingClientRect();
          return [words.left, innerWidth - words.right];
        }"""
    )
    assert edges[0] > edges[1]


def test_right_to_left__fits_a_small_window_and_passes_axe(
    page: Page, article: ConditionPage
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(article.url)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert axe_findings(page) == []
