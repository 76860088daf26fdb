"""Headline and date of a news item, among the mastheads, menus, kickers and date lines of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.document import BlockKind, Mentions, Span, Text
from extractor.relations.layout import Line, inside, lines
from extractor.relations.naming import cut
from extractor.relations.rules import compiled, first, opens
from extractor.relations.values import NOTHING, Found, iso, surface

SHORTEST_HEADLINE = 18
LONGEST_HEADLINE = 260
DATE_LINES = 18
SHORT_DATE = 40
KICKER_CHARACTERS = 90
SENTENCE_WORDS = 7
# Among so many lines above the headline stand the masthead and the page's clock.
MASTHEAD_LINES = 6


def headline(text: Text, every: tuple[Line, ...], mentions: Mentions) -> Found:
    """The headline: what the file calls itself, the page's main heading, or the first line that reads like one.

    Mastheads and menus may stand above it; where a date line follows, the headline is among the lines just over it. A line that gives only
    the name of a body is a masthead, unless it is the block's whose news follows on the next line: then both make the headline.
    """
    found = _headline(text, tuple(line for line in every if not _only_named(line, mentions)))
    if not found.spans:
        return found
    at = next((i for i, line in enumerate(every) if line.start == found.spans[0].start), 0)
    above = every[at - 1] if at else None
    spans = [_undated(every[at])]
    if above is not None and found.rule != "document.title.metadata" and _opens_headline(above, every[at]):
        spans.insert(0, above.span)
    if every[at].value.isupper():
        spans.extend(line.span for line in _run_on(every[at + 1 : at + 4]))
    return Found(surface(text, *spans), tuple(spans), found.rule)


def _run_on(below: tuple[Line, ...]) -> Iterator[Line]:
    """The lines on which a headline in capitals goes on."""
    for line in below:
        if not line.value.isupper() or _date_in(line) or len(line.value.split()) < 2 or opens("document", "no_headline", line.value):
            return
        yield line


def _undated(line: Line) -> Span:
    """The line without the date that a page's export sets before or behind the headline."""
    hit = first("document", "beside_headline", line.value)
    if hit is None:
        return line.span
    found = hit[1]
    return Span(line.start + found.end(), line.end) if found.start() == 0 else Span(line.start, line.start + found.start())


def _only_named(line: Line, mentions: Mentions) -> bool:
    """Whether a line is the name of a body, or of two parted by a dash, and nothing else."""
    at, rest = line.start, ""
    for o in inside(mentions.organizations, line.span):
        rest, at = rest + line.value[at - line.start : o.start - line.start], o.end
    return at > line.start and not (rest + line.value[at - line.start :]).strip(" :.-–")


def _opens_headline(line: Line, below: Line) -> bool:
    """Whether a line opens the headline that goes on below it: a block's name by itself, in capitals or with a colon, or the subject of the
    verb with which the next line in capitals begins.
    """
    if len(line.value) > KICKER_CHARACTERS or not (line.value.endswith(":") or line.value.isupper()):
        return False
    verb = line.value.isupper() and compiled("document", "VERB_OPENS").match(below.value) is not None
    return verb or compiled("document", "BLOCK_OPENS").match(line.value) is not None


def _headline(text: Text, every: tuple[Line, ...]) -> Found:
    if named := _same_as_metadata(text, every):
        return named
    titles = [line for line in every if line.block.kind is BlockKind.TITLE and _reads_like_headline(line)]
    if titles:
        return Found(surface(text, titles[0].span), (titles[0].span,), "document.title.heading")
    top: list[Line] = []
    for line in every[:DATE_LINES]:
        if top and len(line.value) > LONGEST_HEADLINE:
            break
        top.append(line)
    if len(top) > 1 and _date_in(top[1]) and len(top[1].value) <= SHORT_DATE and compiled("meeting", "HEAD").match(top[0].value):
        return Found(surface(text, top[0].span), (top[0].span,), "document.title.over-date")  # a meeting's name, however long
    if top and (hit := opens("document", "no_headline", top[0].value)) and hit[0].id == "document.headline.sentence":
        return NOTHING  # the text begins in the middle of the article
    for line in top[1:]:
        if _reads_like_headline(top[0]) and _is_sentence(line):
            break  # what stands twice below the lead is a picture's caption
        if (
            _reads_like_headline(line)
            and not line.value.endswith(".")
            and any(x.value.endswith(line.value) for x in top if x.start < line.start)
        ):
            whole = next((x for x in top if x.value == line.value), line)  # its kicker stands over the first of the two
            return Found(surface(text, whole.span), (whole.span,), "document.title.twice")
    dated = [i for i, line in enumerate(top) if _date_in(line)]
    for i in reversed(dated):
        run: list[Line] = []
        for line in reversed(top[:i]):
            if not _reads_like_headline(line):
                if run:
                    break
                continue
            run.insert(0, line)
        if len(run) > 1 and _kicks(run[0], run):
            run = run[1:]
        if run and not (len(run) == 1 and _masthead(run[0]) and any(_reads_like_headline(x) for x in top[i + 1 :])):
            return Found(surface(text, run[0].span), (run[0].span,), "document.title.over-date")
    for line in top:
        if _is_sentence(line):
            return NOTHING  # running text, or the caption of a picture, before any headline
        if _reads_like_headline(line) and not _masthead(line) and not _kicks(line, top):
            return Found(surface(text, line.span), (line.span,), "document.title.first-line")
    if every and len(every[0].value) <= LONGEST_HEADLINE and not opens("document", "no_headline", every[0].value):
        return Found(surface(text, every[0].span), (every[0].span,), "document.title.first-line")
    return NOTHING


def _is_sentence(line: Line) -> bool:
    """Whether a line ends like a sentence of the text or the opening of a list, which headlines do not."""
    ends = line.value.endswith((".", ":", " gồm", " sau")) and not _names_meeting(line.value.rstrip(". "))
    return ends and not line.value.isupper() and len(line.value.split()) > SENTENCE_WORDS


def _names_meeting(value: str) -> bool:
    """Whether a line is the name of a meeting and nothing else, which a headline may close with a full stop."""
    head = compiled("meeting", "HEAD").match(value)
    return head is not None and cut(value, 0, head.end()) == len(value)


def _same_as_metadata(text: Text, every: tuple[Line, ...]) -> Found | None:
    named = " ".join((text.metadata.title or "").casefold().split())
    if len(named) < SHORTEST_HEADLINE:
        return None
    for line in every[:40]:
        value = line.value.casefold().strip()
        if len(value) >= SHORTEST_HEADLINE and (named.startswith(value) or value == named):
            return Found(surface(text, line.span), (line.span,), "document.title.metadata")
    return None


def _reads_like_headline(line: Line) -> bool:
    if not SHORTEST_HEADLINE <= len(line.value) <= LONGEST_HEADLINE or len(line.value.split()) < 4:
        return False
    return not opens("document", "no_headline", line.value) and not _date_in(line)


def _kicks(line: Line, top: list[Line]) -> bool:
    """Whether a line is the kicker of the headline right below it."""
    following = next((x for x in top if x.start > line.start), None)
    kicker = _masthead(line) or any(compiled("document", name).fullmatch(line.value) for name in ("KICKER", "RUBRIC"))
    return kicker and following is not None and _reads_like_headline(following)


def _masthead(line: Line) -> bool:
    """A body's name alone in capitals, as over the page of a school or a district."""
    return line.value.isupper() and len(line.value.split()) <= 6 and not re.search(r"[\d:,“\"]", line.value)


def _date_in(line: Line) -> re.Match[str] | None:
    """The date of a line that holds nothing else than a date and what stands beside one."""
    if len(line.value) > 120:
        return None
    if hit := opens("document", "published", line.value):
        return hit[1]
    hit = opens("document", "dateline", line.value)
    if hit is None:
        return None
    before = hit[1]["before"]
    if by := opens("document", "byline", line.value):
        before = "" if by[0].id == "document.author.dated" else before
    beside = before + " " + hit[1]["after"]
    words = compiled("document", "BESIDE").sub(" ", beside).split()
    timed = compiled("document", "CLOCK").search(beside)
    return hit[1] if len(words) <= (6 if timed else 3) else None


def published(text: Text, head: Found) -> Found:
    """The date line under the headline, a labelled one before any other; then what the file says of itself.

    Lines marked as furniture count here, since a date line looks much like a page's clock; what stands above the headline does not.
    """
    at = _first_end(text, head) if head.spans else 0
    if beside := _beside(text, at, head):
        return beside
    below = [line for line in lines(text, furniture=True) if line.start >= at][:8]
    for line in below:
        if (hit := opens("document", "published", line.value)) and len(line.value) < 160:
            rule, found = hit
            return Found(iso(found), (Span(line.start + found.start("day"), line.start + found.end("year")),), rule.id)
    for line in below[:5]:
        if len(line.value) > LONGEST_HEADLINE:
            break
        if dated := _date_in(line):
            first_of, last_of = min(dated.start("day"), dated.start("year")), max(dated.end("day"), dated.end("year"))
            return Found(iso(dated), (Span(line.start + first_of, line.start + last_of),), "document.date.line")
    for line in below[:2]:
        if hit := opens("document", "opening", line.value):
            rule, found = hit
            return Found(iso(found), (Span(line.start + found.start("day"), line.start + found.end("year")),), rule.id)
    for line in below:  # under a lead that stands between headline and date line
        if dated := compiled("document", "DATE_AND_CLOCK").fullmatch(line.value):
            return Found(iso(dated), (Span(line.start + dated.start("day"), line.start + dated.end("year")),), "document.date.line")
    if head.spans and (found_above := _labelled(text, at) or _clock(text, head)):
        return found_above
    own = re.match(r"\d{4}(-\d{2}(-\d{2})?)?", text.metadata.date or "")
    return Found(own[0], (), "document.date.metadata") if own else NOTHING


def _first_end(text: Text, head: Found) -> int:
    """Where the headline first ends: a page may give it above the date line and again below."""
    for line in lines(text, furniture=True):
        if line.start >= head.spans[0].start:
            break
        if line.value == text.text[head.spans[0].start : head.spans[0].end]:
            return line.end
    return head.spans[0].end


def _beside(text: Text, at: int, head: Found) -> Found | None:
    """The date on the headline's own line."""
    line = next((line for line in lines(text) if line.end >= at and line.start <= at), None) if head.spans else None
    hit = first("document", "beside_headline", line.value) if line else None
    if line is None or hit is None:
        return None
    rule, found = hit
    groups = [g for g in ("day", "month", "year") if found[g]]
    place = Span(line.start + min(found.start(g) for g in groups), line.start + max(found.end(g) for g in groups))
    return Found(iso(found), (place,), rule.id)


def _clock(text: Text, head: Found) -> Found | None:
    """A date line right above the headline that is no clock of the page: it begins with the article's rubric, a later day stands above it
    (that is the clock), or the first lines below tell its day and month again ("Sáng 10-3, …").
    """
    at = head.spans[0].start
    top = [line for line in lines(text, furniture=True) if line.end <= at]
    above = top[-2:]
    below = [line for line in lines(text) if line.start >= head.spans[0].end][:3]
    for line in reversed(above):
        dated = _date_in(line)
        if dated is None or dated["day"] is None:
            continue
        _, month_of, day_of = (int(part) for part in iso(dated).split("-"))
        day = re.compile(rf"(?<!\d)0?{day_of} ?[-/.] ?0?{month_of}(?!\d)")
        rubric = compiled("document", "RUBRIC").fullmatch(line.value[: dated.start("day")].strip(" -–|:"))
        days = (iso(m) for x in top[-MASTHEAD_LINES:] if (m := compiled("document", "ANY_DAY").search(x.value)))
        if rubric or max(days, default="") > iso(dated) or any(day.search(x.value) for x in below):
            return Found(iso(dated), (Span(line.start + dated.start("day"), line.start + dated.end("year")),), "document.date.above")
    return None


def _labelled(text: Text, before: int) -> Found | None:
    """A date above the headline or at the foot, where a label says that it is the article's."""
    for line in lines(text):
        if (hit := opens("document", "published", line.value)) and len(line.value) < 80:
            rule, found = hit
            return Found(iso(found), (Span(line.start + found.start("day"), line.start + found.end("year")),), rule.id)
    return None
