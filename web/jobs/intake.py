"""Takes in a long list of files, some at a time: memory stays flat however long the list, and each file is safe once it is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Event

from extractor.errors import BienbanError
from web.archive import Archive
from web.ingest import Arrival, Taken, arrivals, take_in
from web.jobs import patience
from web.store import Store
from web.store.models import Turn

AT_ONCE = 32
"""Files of one transaction."""
BYTES_AT_ONCE = 64 * 1024 * 1024
"""Their bytes: a batch that comes to more is taken in as it is."""
READ_AHEAD = 8
"""Files that are read while others are taken in: an archive on the network answers slowly, but to many at once."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the list: how the user would name it, how to have its bytes (raises a BienbanError where they cannot be had), the words
    it goes by. `taken` is called once the file is safe in the store."""

    given: str
    read: Callable[[], bytes]
    tags: tuple[str, ...] = ()
    taken: Callable[[], None] | None = None


@dataclass(slots=True)
class Arrived:
    """What came in so far, to look at from another thread: files found, documents new, known before, and files that could not be had.

    `news` is set whenever documents have come in, and at the end.
    """

    found: int = 0
    fresh: int = 0
    known: int = 0
    unavailable: Counter[str] = field(default_factory=Counter)
    complete: bool = False
    news: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class Intake:
    """Where files go to: a store and its archive, what they come in with, and who is told of those that need no reading."""

    store: Store
    archive: Archive
    run: str
    tell: Callable[[str, Taken | BienbanError], None]
    unit_id: int | None = None
    limit: int | None = None

    def take(self, files: Iterable[Found], arrived: Arrived, ended: Event) -> None:
        """Take in all files, until `ended` or until so many documents were new. Raises what `take_in` raises."""
        batch: list[tuple[Found, Arrival]] = []
        size = 0
        for found, arrival in self._opened(files, arrived, ended):
            batch.append((found, arrival))
            size += len(arrival.data)
            if len(batch) >= AT_ONCE or size >= BYTES_AT_ONCE:
                self._keep(batch, arrived)
                batch, size = [], 0
            if self.limit is not None and arrived.fresh + len(batch) >= self.limit:
                self._keep(batch, arrived)  # some may have been known
                batch, size = [], 0
                if arrived.fresh >= self.limit:
                    return
        self._keep(batch, arrived)

    def _opened(self, files: Iterable[Found], arrived: Arrived, ended: Event) -> Iterator[tuple[Found, Arrival]]:
        """Each file as it arrives, a bundle's members one by one; what cannot be had is told at once."""
        for found, content in _read_ahead(files, ended):
            arrived.found += 1
            if isinstance(content, BienbanError):
                arrived.unavailable[content.code] += 1
                self.tell(found.given, content)
                continue
            before: Arrival | None = None
            for arrival in arrivals(found.given, content, found.given, found.tags):
                if before is not None:
                    yield replace(found, taken=None), before
                before = arrival
            if before is not None:
                yield found, before  # the file as a whole is safe with its last member
            elif found.taken:
                found.taken()  # a bundle of nothing

    def _keep(self, batch: list[tuple[Found, Arrival]], arrived: Arrived) -> None:
        if not batch:
            return
        coming = [arrival for _, arrival in batch]
        for (found, arrival), taken in zip(batch, patience.kept_trying(self._take_in, coming), strict=True):
            arrived.known += taken.known
            arrived.fresh += not taken.known
            if taken.known:
                self.tell(arrival.source or found.given, taken)
            if found.taken:
                found.taken()
        arrived.news.set()

    def _take_in(self, coming: list[Arrival]) -> list[Taken]:
        return take_in(self.store, self.archive, coming, self.run, Turn.ARCHIVE, self.unit_id)


def _read_ahead(files: Iterable[Found], ended: Event) -> Iterator[tuple[Found, bytes | BienbanError]]:
    """Each file with its bytes or the error that stands for them, in order; some are read ahead, in threads."""
    coming = iter(files)
    with ThreadPoolExecutor(READ_AHEAD, "bienban-intake") as pool:
        waiting: list[tuple[Found, Future[bytes | BienbanError]]] = [(one, pool.submit(_bytes, one)) for one in islice(coming, READ_AHEAD)]
        while waiting and not ended.is_set():
            found, content = waiting.pop(0)
            yield found, content.result()
            waiting.extend((one, pool.submit(_bytes, one)) for one in islice(coming, 1))


def _bytes(found: Found) -> bytes | BienbanError:
    try:
        return found.read()
    except BienbanError as error:
        return error
