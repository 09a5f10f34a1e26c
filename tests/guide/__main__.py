"""``python -m tests.guide [NAME …]``: takes the pictures of the guide, or those named."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.chromium import CHROMIUM_ARGUMENTS, find_chromium
from tests.guide.demo_admin import running_demo_admin
from tests.guide.scenes import SCENES, Scene

FOLDER = Path(__file__).resolve().parents[2] / "headhealth/static/headhealth/guide"
COLOURS = 96
"""Enough for screens, and a third of the bytes."""


def main() -> None:
    scenes = [scene for scene in SCENES if not sys.argv[1:] or scene.name in sys.argv[1:]]
    if find_chromium() is None:
        sys.exit("No Chromium found. Install one, or set HEADHEALTH_CHROMIUM to its path.")
    FOLDER.mkdir(exist_ok=True)
    with running_demo_admin() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS
        )
        for scene in scenes:
            picture = _take(browser, scene, address)
            (FOLDER / f"{scene.name}.png").write_bytes(_smaller(picture))
            print(scene.name)
        browser.close()
    if not sys.argv[1:]:
        for path in FOLDER.glob("*.png"):
            if path.stem not in {scene.name for scene in scenes}:
                path.unlink()


def _take(browser: Browser, scene: Scene, address: str) -> bytes:
    context = browser.new_context(
        base_url=address,
        locale="en-GB",
        timezone_id="Europe/London",
        viewport={"width": scene.width, "height": scene.height},
        reduced_motion="reduce",
    )
    try:
        return _visit(context, scene)
    finally:
        context.close()


def _visit(context: BrowserContext, scene: Scene) -> bytes:
    page = context.new_page()
    if scene.user:
        page.goto("/admin/login/")
        page.get_by_label("Username").fill(scene.user)
        page.get_by_label("Password").fill("demonstration")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/admin/")
    scene.play(page)
    page.wait_for_load_state("networkidle")
    target = scene.frame(page) if scene.frame else page
    return target.screenshot(animations="disabled")


def _smaller(picture: bytes) -> bytes:
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS)
    smaller = io.BytesIO()
    image.save(smaller, "PNG", optimize=True)
    return smaller.getvalue()


if __name__ == "__main__":
    main()
