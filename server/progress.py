"""How far a long work is: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

Show = Callable[[str, int, int], None]
"""What is being done, how far it is, how far it goes."""


@contextmanager
def progress_shown() -> Iterator[Show]:
    """Shows the steps of a long work as they come."""
    if sys.stdout.isatty():
        with Progress(TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn()) as bars:
            yield _bars(bars)
    else:
        yield _line


def _bars(bars: Progress) -> Show:
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done, total=total)

    return show


def _line(what: str, done: int, total: int) -> None:
    if done >= total:
        print(f"{what} : {total}", flush=True)
