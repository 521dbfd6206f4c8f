"""Take the pictures of the README and of a walk through every page, from a running house.

    python tools/pictures.py ADDRESS FOLDER [--walk]

Signs in with the demonstration's accounts; looks at 1280 and 390 pixels.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "demonstration-2026"


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_load_state("networkidle")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("address")
    options.add_argument("folder", type=Path)
    options.add_argument("--as", dest="email", default="arta@demo.waystation.example")
    options.add_argument("--language", default="")
    options.add_argument("paths", nargs="*", default=["/"])
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    address = chosen.address.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width in (1280, 390):
            context = browser.new_context(viewport={"width": width, "height": 900})
            page = context.new_page()
            problems: list[str] = []
            page.on(
                "console", lambda m, p=problems: p.append(m.text) if m.type == "error" else None
            )
            if chosen.email != "-":
                sign_in(page, address, chosen.email)
            if chosen.language:
                context.add_cookies(
                    [{"name": "language", "value": chosen.language, "url": address}]
                )
            for path in chosen.paths:
                page.goto(address + path)
                page.wait_for_load_state("networkidle")
                name = path.strip("/").replace("/", "-").replace("?", "_")[:60] or "home"
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    problems.append(f"scrolls sideways: {wide} > {width}")
                page.screenshot(path=str(chosen.folder / f"{name}-{width}.png"), full_page=True)
                print(width, path, page.title(), problems)
                problems.clear()
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
