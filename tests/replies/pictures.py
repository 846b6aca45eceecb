"""Draws a Slack message as it looks in a conversation, for the documentation: `python -m tests.replies.pictures`."""

from __future__ import annotations

import io
import tempfile
import textwrap
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from bot.replies.slack import Look, Message, render
from store.engine import open_database
from store.migrations import upgrade
from store.sample.load import load_sample
from tests.assistants import LINDA, Asker, services
from tests.conftest import SAMPLE_TODAY

WIDTH, MARGIN, LINE = 1240, 90, 34
INK, GREY, RULE = "#1d1c1d", "#616061", "#dddddd"


def main(target: Path) -> None:
    """One question of the sample's KAM, and its answer."""
    question = "what did Brakes and Gears really make us in the last 12 months?"
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'kam.sqlite'}")
        upgrade(database, backup=False)
        load_sample(database, SAMPLE_TODAY)
        answer = Asker(services(database, SAMPLE_TODAY, folder), LINDA).tool(
            "account_profitability", account="Brakes and Gears"
        )
        message = render(answer, Look(owner="U1", answer_id="x"))[0]
        picture = drawn(question, message)
        database.close()
    target.mkdir(parents=True, exist_ok=True)
    picture.save(target / "answer.png", optimize=True)


def font(size: int, bold: bool = False, mono: bool = False) -> FreeTypeFont:
    from matplotlib import get_data_path

    name = "DejaVuSansMono" if mono else "DejaVuSans-Bold" if bold else "DejaVuSans"
    return ImageFont.truetype(str(Path(get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"), size)


class Page:
    """A white page that is written on from top to bottom."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, 4000), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.y = 24

    def head(self, name: str, colour: str) -> None:
        self.draw.rounded_rectangle((24, self.y, 72, self.y + 48), 10, fill=colour)
        self.draw.text((39, self.y + 10), name[0], font=font(24, True), fill="white")
        self.draw.text((MARGIN, self.y), name, font=font(22, True), fill=INK)
        self.y += LINE

    def text(self, text: str, bold: bool = False, size: int = 21, colour: str = INK, indent: int = 0) -> None:
        for line in textwrap.wrap(text, int((WIDTH - MARGIN - indent) / size * 1.62)) or [""]:
            self.draw.text((MARGIN + indent, self.y), line, font=font(size, bold), fill=colour)
            self.y += int(size * 1.55)

    def table(self, rows: list[list[str]], right: list[bool]) -> None:
        rows = rows[:20]
        widths = [max(int(font(18).getlength(row[at])) for row in rows) + 36 for at in range(len(right))]
        for number, row in enumerate(rows):
            x = MARGIN
            for cell, width, is_right in zip(row, widths, right, strict=True):
                place = x + width - 18 - int(font(18).getlength(cell)) if is_right else x + 12
                self.draw.rectangle((x, self.y, x + width, self.y + 36), outline=RULE)
                self.draw.text((place, self.y + 7), cell, font=font(18, bold=number == 0), fill=INK)
                x += width
            self.y += 36
        self.y += 14

    def buttons(self, labels: list[str]) -> None:
        x = MARGIN
        for label in labels:
            width = int(font(18, True).getlength(label)) + 36
            if x + width > WIDTH - 20:
                x, self.y = MARGIN, self.y + 52
            self.draw.rounded_rectangle((x, self.y, x + width, self.y + 42), 8, outline="#bbbbbb")
            self.draw.text((x + 18, self.y + 9), label, font=font(18, True), fill=INK)
            x += width + 12
        self.y += 58

    def picture(self, content: bytes) -> None:
        shown = Image.open(io.BytesIO(content)).convert("RGB")
        wide = 760
        small = shown.resize((wide, int(shown.height * wide / shown.width)))
        self.image.paste(small, (MARGIN, self.y))
        self.y += small.height + 12

    def done(self) -> Image.Image:
        return self.image.crop((0, 0, WIDTH, self.y + 16))


def drawn(question: str, message: Message) -> Image.Image:
    """The conversation: who asked, what was answered."""
    page = Page()
    page.head("Linda", "#7a4fb5")
    page.text(question)
    page.y += 18
    page.head("kam", "#1d3d5c")
    for block in message.blocks:
        _block(page, block)
    for file in message.files:
        if file.name.endswith(".png"):
            page.picture(file.make())
    return page.done()


def _block(page: Page, block: dict[str, Any]) -> None:
    if block["type"] == "rich_text":
        for part in block["elements"]:
            for leaf in part["elements"]:
                for one in leaf.get("elements", [leaf]):
                    page.text(one["text"], bold=bool(one.get("style", {}).get("bold")))
        page.y += 8
    elif block["type"] == "context":
        for one in block["elements"]:
            page.text(one["text"], size=17, colour=GREY)
        page.y += 6
    elif block["type"] == "table":
        rows = [[cell["text"] for cell in row] for row in block["rows"]]
        page.table(rows, [one["align"] == "right" for one in block["column_settings"]])
    elif block["type"] == "actions":
        page.buttons([one["text"]["text"] for one in block["elements"]])
    elif block["type"] == "context_actions":
        page.buttons(["Good answer", "Bad answer"])


if __name__ == "__main__":
    main(Path(__file__).resolve().parents[2] / "docs" / "pictures")
