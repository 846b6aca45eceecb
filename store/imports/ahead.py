"""Reading ahead: a long text file is read and converted in a process of its own, so that two cores share the work."""

from __future__ import annotations

import marshal
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.errors import Unavailable
from store.imports import convert
from store.imports.formats import Formats
from store.imports.reading.sheet import Sheet
from store.imports.recognise import Understood
from store.imports.report import Findings, Problem

LONG = 24 * 1024**2
"""Bytes from which a second process pays for its start (half a second): about 130,000 order lines."""

_START = "import sys; sys.path[:] = {path!r}; from store.imports.ahead import serve; serve()"


@dataclass(frozen=True, slots=True)
class _Task:
    sheet: Sheet
    understood: Understood
    formats: Formats


@dataclass(slots=True)
class _Part:
    """A chunk, with what was counted and found since the one before. chunk b'' = the end.

    The chunk's lines and columns hold only texts, integers and None, which marshal carries in half the time of pickle.
    """

    chunk: bytes
    tally: convert.Tally
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    told: list[tuple[str, str, str]] = field(default_factory=list)


def chunks(
    sheet: Sheet,
    understood: Understood,
    formats: Formats,
    told: convert.Told,
    findings: Findings,
    tally: convert.Tally,
) -> Iterator[convert.Chunk]:
    """The sheet's good records, as `convert.chunks` gives them; from another process where the file is long."""
    if not sheet.bytes or sheet.bytes < LONG:
        reading = convert.readers(understood, formats, told)
        yield from convert.chunks(sheet, understood, reading, findings, tally)
        return
    for part in _parts(_Task(sheet, understood, formats)):
        tally.add(part.tally)
        findings.problem_count += part.problem_count - len(part.problems)
        findings.extend(part.problems)
        for one in part.told:
            told(*one)
        if part.chunk:
            yield convert.Chunk(*marshal.loads(part.chunk))


def serve() -> None:
    """The other process: takes a task from standard input, writes its parts to standard output."""
    import gc

    gc.disable()
    task: _Task = pickle.load(sys.stdin.buffer)
    findings, tally = Findings(), convert.Tally()
    heard: list[tuple[str, str, str]] = []
    reading = convert.readers(task.understood, task.formats, lambda *one: heard.append(one))

    def send(chunk: convert.Chunk | None) -> None:
        packed = marshal.dumps((chunk.lines, chunk.columns)) if chunk else b""
        part = _Part(packed, tally, findings.problems, findings.problem_count, heard)
        pickle.dump(part, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        tally.clear()
        findings.problems.clear()
        findings.problem_count = 0
        heard.clear()

    for chunk in convert.chunks(task.sheet, task.understood, reading, findings, tally):
        send(chunk)
    send(None)
    sys.stdout.buffer.flush()


def _parts(task: _Task) -> Iterator[_Part]:
    command = [sys.executable, "-c", _START.format(path=sys.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump(task, process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.close()
            while True:
                part: Any = pickle.load(process.stdout)
                yield part
                if not part.chunk:
                    return
        except (EOFError, pickle.UnpicklingError, BrokenPipeError) as error:
            raise Unavailable(f"Reading {task.sheet.file} stopped half-way; run the import again.") from error
        finally:
            process.kill()
