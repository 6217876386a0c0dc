"""A browser's window on the playground's page, and what a person does in it: by clicks and keys alone."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

from PIL import Image
from playwright.async_api import ConsoleMessage, Locator, Page, expect

ROOT = Path(__file__).parents[2]
# Pictures of the page are flat colours and text: so many tones keep them small without a visible loss.
TONES = 192


class Window:
    """One window. Parts of the page are properties; what people do are verbs."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, said: ConsoleMessage) -> None:
        """Note what the page was kept from loading or running: its policy and its files are to agree."""
        if "Content Security Policy" in said.text:
            self.troubles.append(said.text)

    async def opens(self, at: str = "") -> None:
        """Load the page, at a place such as `ana/social`, and wait until it is drawn."""
        await self.page.goto(f"{self.url}/#{at}")
        await expect(self.composer).to_be_visible()

    # ------------------------------------------------------------ parts

    @property
    def messages(self) -> Locator:
        """The conversation in the middle."""
        return self.page.get_by_role("log", name="Messages")

    @property
    def thread(self) -> Locator:
        """The pane at the right."""
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def replies(self) -> Locator:
        """What is said in the thread."""
        return self.page.get_by_role("log", name="Replies")

    @property
    def side(self) -> Locator:
        """The list of conversations."""
        return self.page.get_by_role("navigation", name="Conversations")

    @property
    def people(self) -> Locator:
        """Whom one can be."""
        return self.page.get_by_role("group", name="Who you are")

    @property
    def form(self) -> Locator:
        """The modal on top."""
        return self.page.get_by_role("dialog")

    @property
    def composer(self) -> Locator:
        """The field in which one types to the conversation."""
        return self.page.locator("#composer-text")

    @property
    def reply_field(self) -> Locator:
        """The field in which one types into the thread."""
        return self.page.locator("#reply-text")

    @property
    def traffic(self) -> Locator:
        """The inspector."""
        return self.page.get_by_role("region", name="Traffic")

    @property
    def banner(self) -> Locator:
        """What the page says of its connection."""
        return self.page.locator("#link")

    def message(self, words: str) -> Locator:
        """The newest message in the middle that has these words."""
        return self.messages.get_by_role("article").filter(has_text=words).last

    def field(self, label: str) -> Locator:
        """A field of the modal with what belongs to it: hint and error."""
        return self.form.locator(".field").filter(has_text=label)

    # ------------------------------------------------------------ verbs

    async def becomes(self, name: str) -> None:
        """Act as somebody else."""
        await self.people.get_by_role("button", name=f"Be {name}").click()
        await expect(self.people.get_by_role("button", name=f"You are {name}")).to_be_visible()

    async def goes_to(self, place: str) -> None:
        """Open a conversation in the list at the left."""
        row = self.side.get_by_role("button", name=re.compile(rf"^{re.escape(place)}(, \d+ new)?$"))
        await row.click()
        await expect(self.side.locator("[aria-current=page]")).to_contain_text(place)

    async def says(self, text: str) -> None:
        """Type into the conversation, and send."""
        await self.composer.fill(text)
        await self.page.locator("#main-foot").get_by_role("button", name="Send").click()

    async def replies_with(self, text: str) -> None:
        """Type into the thread, and send."""
        await self.reply_field.fill(text)
        await self.thread.get_by_role("button", name="Send").click()

    async def lets_pass(self, words: str) -> None:
        """Press a button of the clock, and wait until time has passed."""
        clock = self.page.get_by_role("group", name="Business clock")
        await clock.get_by_role("button", name=f"Let time pass: {words}").click()
        await self.time_has_passed()

    async def tries(self, words: str) -> None:
        """Press the button of a step of what to try first, and wait until time has passed."""
        await self.page.get_by_role("region", name="What to try first").get_by_role("button", name=words).click()
        await self.time_has_passed()

    async def time_has_passed(self) -> None:
        """Wait until the clock says what came."""
        await expect(self.page.locator(".clock-said")).to_contain_text("came meanwhile")

    async def moment(self, name: str) -> None:
        """Keep what the window shows as a picture for people to look at.

        The folder is DRUMBEAT_SCREENSHOTS, or build/screenshots, which is not in git.
        """
        folder = Path(os.environ.get("DRUMBEAT_SCREENSHOTS") or ROOT / "build" / "screenshots")
        folder.mkdir(parents=True, exist_ok=True)
        # Nothing is under the mouse but the corner.
        await self.page.mouse.move(1, 1)
        shot = await self.page.screenshot(animations="disabled", caret="hide")
        with Image.open(io.BytesIO(shot)) as picture:
            flat = picture.convert("RGB").quantize(TONES, dither=Image.Dither.NONE)
            flat.save(folder / f"{name}.png", optimize=True)
