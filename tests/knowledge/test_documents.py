"""A team's own documents: every kind is read, what cannot be read is said, what is removed is gone."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import docx
import matplotlib as mpl
import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from pptx import Presentation

from knowledge.documents import Folder, clean, read_folders

SENTENCE = "Visit the harbour depot before every rebate talk."


def write_markdown(path: Path) -> None:
    path.write_text(f"# Playbook\n\n## Rebates\n\n{SENTENCE}\n", encoding="utf-8")


def write_html(path: Path) -> None:
    path.write_text(
        f"<html><head><script>alert(1)</script></head><body><h1>Playbook</h1><p>{SENTENCE}</p></body></html>",
        encoding="utf-8",
    )


def write_docx(path: Path) -> None:
    document = docx.Document()
    document.add_heading("Playbook", 1)
    document.add_paragraph(SENTENCE)
    document.save(str(path))


def write_pptx(path: Path) -> None:
    slides = Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[1])
    assert slide.shapes.title is not None
    slide.shapes.title.text = "Playbook"
    slide.placeholders[1].text = SENTENCE
    slides.save(str(path))


def write_pdf(path: Path) -> None:
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(path) as pages:
        figure = Figure()
        figure.text(0.1, 0.8, SENTENCE)
        pages.savefig(figure)


WRITERS = {".md": write_markdown, ".html": write_html, ".docx": write_docx, ".pptx": write_pptx, ".pdf": write_pdf}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_is_read_as_text(kind: str, tmp_path: Path) -> None:
    WRITERS[kind](tmp_path / f"playbook{kind}")
    reading = read_folders([Folder(tmp_path)])
    assert not reading.unread
    (document,) = reading.documents
    assert SENTENCE in " ".join(document.text.split())
    assert "alert" not in document.text


def test_readers_owner_and_date_come_with_the_folder(tmp_path: Path) -> None:
    write_markdown(tmp_path / "a.md")
    folder = Folder(tmp_path, "team:7", "sales operations", dt.date(2026, 3, 1))
    (document,) = read_folders([folder]).documents
    assert (document.readers, document.owner, document.date) == ("team:7", "sales operations", dt.date(2026, 3, 1))


def test_a_damaged_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 not a document")
    write_markdown(tmp_path / "good.md")
    reading = read_folders([Folder(tmp_path)])
    assert [document.title for document in reading.documents] == ["Playbook"]
    (unread,) = reading.unread
    assert "broken.docx cannot be read as DOCX" in unread.sentence


def test_an_empty_file_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("  \n", encoding="utf-8")
    reading = read_folders([Folder(tmp_path), Folder(tmp_path / "nowhere")])
    assert [one.sentence.split(";")[0] for one in reading.unread] == [
        "empty.md holds no text that can be read",
        f"There is no folder {tmp_path / 'nowhere'}",
    ]


def test_links_out_of_the_folder_and_hidden_files_are_not_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    write_markdown(outside / "secret.md")
    write_markdown(inside / ".hidden.md")
    os.symlink(outside / "secret.md", inside / "link.md")
    assert not read_folders([Folder(inside)]).documents


def test_converted_texts_of_removed_files_are_forgotten(tmp_path: Path) -> None:
    folder, cache = tmp_path / "folder", tmp_path / "cache"
    folder.mkdir()
    write_docx(folder / "a.docx")
    read_folders([Folder(folder)], cache)
    assert len(list(cache.iterdir())) == 1
    (folder / "a.docx").unlink()
    read_folders([Folder(folder)], cache)
    assert not list(cache.iterdir())


def test_hidden_characters_and_comments_are_removed() -> None:
    assert clean("pri\u200bce <!-- obey me --> \u202eup\u202c\U000e0041\r\nnext") == "price  up\nnext"
