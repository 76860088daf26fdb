"""Two heads of one emulation block in one year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from extractor.checks.messages import warning
from extractor.document import Mentions, Text
from extractor.record import Record
from extractor.syllables import fold_phrase

HEADS = frozenset(map(fold_phrase, ("Khối trưởng", "Cụm trưởng")))


def check(_text: Text, _mentions: Mentions, record: Record) -> Iterator[tuple[str, int, str]]:
    """C306 for every holder of a head's office that another holds too, for the same block and term.

    A body and the person who speaks for it hold the office together, so bodies are compared with bodies and persons with persons.
    """
    offices = defaultdict(list)
    for i, entry in enumerate(record.leaders):
        if fold_phrase(entry.position) in HEADS and entry.term:
            offices[fold_phrase(entry.body or ""), entry.term, entry.holder_kind].append((i, entry.holder))
    for (_, term, _), found in offices.items():
        names = dict.fromkeys(name for _, name in found)
        if len({fold_phrase(name) for name in names}) > 1:
            for i, _ in found:
                yield "leaders", i, warning("C306", f"{term}: {'; '.join(names)}")
