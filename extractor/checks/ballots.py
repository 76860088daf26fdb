"""The arithmetic of votes: ballots issued, returned, valid and invalid; votes for out of all votes; and their share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractor.checks.messages import warning
from extractor.checks.places import owner
from extractor.document import Mentions, Span, Text
from extractor.lexicon import load
from extractor.openings import Opened
from extractor.record import Record

_SHARE = r"(?P<share>\d{1,3}(?:[.,]\d+)?)\s?%"
_BETWEEN = 40
"""Characters that may stand between a fraction of votes and its share."""


@cache
def _counts() -> re.Pattern[str]:
    """A count of ballots: its words and its number, in either order."""
    words = load("checks")["ballots"]
    kinds = [f"(?P<{kind}>{'|'.join(map(re.escape, words[kind]))})" for kind in ("invalid", "valid", "issued", "returned")]
    named = f"(?:{'|'.join(kinds)})"
    return re.compile(rf"(?i)(?:(?P<before>\d+)\s+phiếu\s+)?\b{named}\b(?:\s*(?:là|được))?\s*:?\s*(?P<behind>\d+)?(?![\d/%.,]*%)")


@cache
def _fractions() -> Opened:
    """Votes for out of all votes, with their share behind them or before them."""
    voters = "|".join(map(re.escape, load("checks")["ballots"]["voters"]))
    return Opened(
        rf"(?<![\d/.,])(?:(?P<yes>\d{{1,4}})\s?/\s?(?P<all>\d{{1,4}})(?![\d/-])"
        rf"(?P<gap>[^\d%.;/]{{0,{_BETWEEN}}}?){_SHARE}"
        rf"|(?P<yes2>\d{{1,4}})\s?/\s?(?P<all2>\d{{1,4}})(?![\d/-])(?=\s*(?:{voters})))",
        r"\d",
    )


def check(text: Text, _mentions: Mentions, record: Record) -> Iterator[tuple[str, int, str]]:
    """C301 where ballots do not add up, on the entry whose words stand nearest in that paragraph, else on the meeting or document."""
    for span, detail in (*_miscounted(text), *_miscalculated(text)):
        for kind, index in owner(record, text, span):
            yield kind, index, warning("C301", detail)


def _miscounted(text: Text) -> Iterator[tuple[Span, str]]:
    """Sentences in which more ballots came back than went out, or valid and invalid ones are not those that came back."""
    if "phiếu" not in text.text.lower():
        return
    for sentence in text.sentences:
        counted: dict[str, int] = {}
        for match in _counts().finditer(text.text, sentence.start, sentence.end):
            kind = next(k for k in ("invalid", "valid", "issued", "returned") if match[k])
            number = match["behind"] if match["behind"] is not None else match["before"]
            if number is not None:
                counted.setdefault(kind, int(number))
        # Money is issued and returned too: two counts speak of a vote only beside the word.
        of_vote = len(counted) > 2 or (len(counted) == 2 and "phiếu" in text.text[sentence.start : sentence.end].lower())
        if of_vote and _is_wrong(counted):
            shown = "; ".join(f"{load('checks')['ballots'][kind][0]} {number}" for kind, number in counted.items())
            yield Span(sentence.start, sentence.end), shown


def _is_wrong(counted: dict[str, int]) -> bool:
    """Whether counts contradict each other.

    >>> _is_wrong({"issued": 14, "returned": 14, "valid": 13, "invalid": 1}), _is_wrong({"issued": 14, "returned": 15})
    (False, True)
    """
    order = [counted[kind] for kind in ("issued", "returned", "valid") if kind in counted]
    if any(later > earlier for earlier, later in zip(order, order[1:], strict=False)):
        return True
    whole = counted.get("returned")
    return whole is not None and "valid" in counted and "invalid" in counted and counted["valid"] + counted["invalid"] != whole


def _miscalculated(text: Text) -> Iterator[tuple[Span, str]]:
    """Fractions of votes above one, and shares that are not the fraction's; in tables the share stands in the next cell."""
    for match in _fractions().finditer(text.text):
        yes, whole = int(match["yes"] or match["yes2"]), int(match["all"] or match["all2"])
        gap = match["gap"] or ""
        if match["share"] and not _belongs(gap):
            continue
        # "12/2023 đạt 90%" is a month, not a vote.
        if whole == 0 or whole > 1000:
            continue
        if yes > whole or (match["share"] and not _is_share(yes, whole, match["share"])):
            yield Span(*match.span()), " ".join(match[0].split())


@cache
def _said() -> re.Pattern[str]:
    voters = "|".join(map(re.escape, load("checks")["ballots"]["voters"]))
    return re.compile(rf"\s*(?:{voters}|đạt|chiếm|tỷ lệ|tỉ lệ|nhất trí|tín nhiệm|bầu|hợp lệ|có mặt|dự|tương đương|[,;:()=\s\n|-])*")


def _belongs(gap: str) -> bool:
    """Whether the words between a fraction and a share speak of the same vote."""
    return _said().fullmatch(gap) is not None


def _is_share(yes: int, whole: int, share: str) -> bool:
    """Whether `share` per cent is the fraction, as exactly as it is written (rounded either way).

    >>> _is_share(10, 11, "90,9"), _is_share(14, 14, "90")
    (True, False)
    """
    decimals = len(share.replace(",", ".").partition(".")[2])
    off = abs(100 * yes / whole - float(share.replace(",", ".")))
    return off <= 1 / 10.0**decimals
