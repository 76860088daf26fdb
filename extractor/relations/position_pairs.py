"""Which person the order of names, titles and bodies in a sentence joins to which title, and the body that the title shares with others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.document import Mention, OrganizationMention, PersonMention, PositionMention, Span, Text
from extractor.relations.chunks import Chunk, Chunks, joint_holders
from extractor.relations.organizations import key
from extractor.syllables import fold_phrase

Held = tuple[PersonMention, PositionMention, Span | None]
# A run of titles, each with the outer body that may stand behind a comma, or, in brackets and where all ends, behind a dash: "Trưởng phòng
# Tổ chức, Sở X, kiêm Chủ tịch Y", "(Giám đốc Nhân sự – Công ty X)", "Kế toán trưởng - Công ty X"; nobody has more.
_TITLES = r"Td?(?:,O|-O(?=\)|[;.]?$))?(?:(?:[,vk-]{1,2}|,wk)Td?(?:,O)?|\(Td?\)){0,30}"
_SENT = r"P(?:[,\-]O(?=[,;v.]|$))?"  # "các ủy viên: ông A - Sở X, bà B - Sở Y"
_BEFORE = re.compile(rf"(?P<titles>{_TITLES})(?:[:glb]|\((?=h))?(?:h+,)?h*(?P<people>{_SENT}(?:[,;v]{{1,2}}h*{_SENT}(?![,\-(]T))*)")
_AFTER = re.compile(rf"(?P<people>P(?:vh*P(?=-))?)(?:[,\-(:]*|w{{0,2}}l|,?w{{0,3}}bl?:?)(?P<titles>{_TITLES}(?:-{_TITLES})*)")
# A title and then, behind a comma or dash, the name: "Giám đốc Sở Y tế, ông A, cho biết", "Phó Chủ tịch UBND tỉnh - đồng chí A - dự".
_NAMED_BEHIND = re.compile(rf"(?<![\-(lbPT])(?<![POT)],)(?P<titles>{_TITLES})(?:[,\-]h+|-)(?P<people>P)(?=[,;\-.w]|$)(?![,\-]T|[,\-]*O)")
# The same with more offices behind the name, where nobody can be named before: "Trưởng khối, đồng chí A - Chủ tịch Hội X, kết luận".
_OPENING = re.compile(rf"(?P<titles>{_TITLES})[,\-]h+(?P<people>P)")
# "Sở Công Thương: ông A, Phó Giám đốc; bà B, Chánh Văn phòng": people listed under the body that they come from.
_LISTED = rf"h*P[,\-(]+{_TITLES}(?:-{_TITLES})*\)?"
_UNDER_BODY = re.compile(rf"(?P<body>O)[:\-]+(?:w{{1,2}}:)?(?P<list>{_LISTED}(?:[;,v]+{_LISTED})*)")
# "các đồng chí Ủy viên Trung ương Đảng: A, Phó Chủ tịch Quốc hội; B, Bộ trưởng Bộ X": the first office is everybody's; behind
# dashes, commas part the people ("các Khối phó: A - Giám đốc Sở X, B - Giám đốc Sở Y").
_DASHED = rf"h*P-{_TITLES}"
_OVER_ALL = re.compile(rf"(?P<titles>T(?:[,v]T)*):(?P<list>{_LISTED}(?:[;v]+{_LISTED})+|{_DASHED}(?:[,v]+{_DASHED})+)")
# "đại diện Sở Tài chính (Phó Giám đốc A)", "Công an huyện X (Thượng tá A, Trưởng Công an huyện, Cụm phó)".
_IN_BRACKETS = re.compile(
    rf"(?P<body>O)\((?:(?P<titles>{_TITLES}):?h*(?P<person>P)|h*(?P<before>P)[,\-](?P<behind>{_TITLES}(?:-{_TITLES})*))\)"
)
# "các ông A, B, Phó Chủ tịch UBND tỉnh": one office, in the words of several, is each one's.
_TOGETHER = re.compile(rf"(?:(?<=h)|(?<=[:;]))(?P<people>P(?:[,v]{{1,2}}h*P){{1,4}})[,\-](?P<titles>{_TITLES})(?=[;.vw]|$)")
ITEM = re.compile(rf"(?P<person>P)[,\-(]+(?P<titles>{_TITLES}(?:-{_TITLES})*)")
LED = re.compile(rf"(?P<titles>{_TITLES})h*(?P<person>P)")
# "Điều dưỡng trưởng A, Bệnh viện X, đoạt giải": the body behind the name.
_FROM_BODY = re.compile(r"(?P<title>T)h*(?P<person>P)[,\-](?P<body>O)(?=[,;.]|$)")
_PART = re.compile(r"(?i)(?:chi nhánh|văn phòng|phòng|ban|xí nghiệp|nhà máy|trung tâm|phân xưởng|công đoàn) ")
_PLURAL = re.compile(r"(?i)\b(?:các|hai|ba|bốn|năm|\d+) (?:đồng chí|đ/c|ông|bà|vị|ông, bà)?,? ?$")
# A council is of the body behind its name: "Giám đốc, Chủ tịch Hội đồng Thi đua - Khen thưởng | Sở Y tế".
COUNCIL = re.compile(r"(?i)hội đồng (?:thi đua|tđkt|tđ-kt)[ ,–-]*(?:và )?(?:khen thưởng)? ?(?:\(\w+\) ?)?")

# So is a trade union: "Phó Giám đốc, Chủ tịch Công đoàn | Sở Y tế".
_UNION = re.compile(r"(?i)(?:công đoàn|CĐ)(?: cơ sở)? ")


def in_sentence(text: Text, chunks: Chunks) -> Iterator[Held]:
    """Each person of a sentence with each title that covers them, by the order in which they are told."""
    yield from _deputies(text, [*_pairs(text, chunks), *_jointly(text, chunks)])


def _pairs(text: Text, chunks: Chunks) -> Iterator[Held]:
    """Each person with each title that covers them, in one sentence, and the body that the title shares with its neighbour."""
    signs = chunks.signs
    taken: set[int] = set()
    for match in _OVER_ALL.finditer(signs):
        if _announced(text, chunks, match.start()):
            people = [i for i in range(*match.span("list")) if signs[i] == "P"]
            yield from ((chunks[i].person, *held) for i in people for held in titles_with_bodies(text, chunks, *match.span("titles")))
    for match in _TOGETHER.finditer(signs):
        item = "v" in match["people"] and signs[: match.start()].rstrip("h")[-1:] in (":", ";")  # "…; ông A và bà B, Phó Chủ tịch Hội X"
        if item or _announced(text, chunks, match.start()):
            others = [i for i in range(*match.span("people")) if signs[i] == "P"][:-1]  # the last one's is told below
            yield from ((chunks[i].person, *held) for i in others for held in titles_with_bodies(text, chunks, *match.span("titles")))
    opening = _OPENING.match(signs)
    if opening is not None:
        taken.update(range(*opening.span("titles")))
        for title, body in titles_with_bodies(text, chunks, *opening.span("titles")):
            yield chunks[opening.start("people")].person, title, body
    for match in _BEFORE.finditer(signs):
        if _belongs_before(signs, match) or taken.intersection(range(*match.span("titles"))):
            continue
        first, end = _own_titles(signs, match)
        taken.update(range(first, match.end()))
        alone = signs[end] in "Ph" and "h" in match["people"] and not _announced(text, chunks, first)
        for i in range(*match.span("people"))[: 1 if alone else None]:
            if signs[i] == "P":
                for title, body in titles_with_bodies(text, chunks, first, end):
                    yield chunks[i].person, title, body
    for match in (*_AFTER.finditer(signs), *_NAMED_BEHIND.finditer(signs)):
        first, end = match.span("titles")
        end = min((i for i in range(first, end) if i in taken), default=end)
        if "T" not in signs[first:end]:
            continue
        taken.update(range(first, end))
        for i in range(*match.span("people")):
            if signs[i] == "P":
                for title, body in titles_with_bodies(text, chunks, first, end):
                    yield chunks[i].person, title, body


def _announced(text: Text, chunks: Chunks, at: int) -> bool:
    """Whether the words before a chunk tell of several people ("các đồng chí")."""
    start = chunks[at].start
    return _PLURAL.search(text.text, max(0, start - 30), start) is not None


def _deputies(text: Text, held: Sequence[Held]) -> Iterator[Held]:
    """`held` with bodies for deputies told after their head: "A, Chủ tịch Hội X; B, Phó Chủ tịch"."""
    head: tuple[str, Span, int] | None = None
    for person, title, body in sorted(held, key=lambda h: h[1].start):
        words = fold_phrase(text.value(title.span))
        own = body or title.organization or title.anaphor
        if own is None and title.kind == "plain" and head is not None and head[2] != person.start and words.startswith(f"phó {head[0]}"):
            body = head[1]
        if body is not None and title.kind == "plain" and not words.startswith("phó "):
            head = words, body, person.start
        yield person, title, body


def _own_titles(signs: str, match: re.Match[str]) -> tuple[int, int]:
    """The titles of who is named behind them: where a person stands before the run, the last one ("ông A, Phó Chủ tịch X, | Giám đốc Y B"),
    or those behind "và" ("Chủ tịch X A - Cụm trưởng và | Chủ tịch Y B")."""
    first, end = match.span("titles")
    if signs[max(0, first - 2) : first] == "P," and signs[first - 3 : first - 2] != "T" and "k" not in signs[first:end]:
        return signs.rindex("T", first, end), end
    joint = signs.rfind("v", first, end)
    return (joint + 1, end) if signs[max(0, first - 2) : first] in ("P-", "P(", "P,") and joint > 0 else (first, end)


def _jointly(text: Text, chunks: Sequence[Chunk]) -> Iterator[Held]:
    for i, chunk in enumerate(chunks):
        if chunk.sign == "T":
            yield from ((person, chunk.position, None) for person in joint_holders(text, chunks, i))


def under(text: Text, title: PositionMention, own: Span | None, body: Mention) -> bool:
    """Whether a title is held in the body that its line opens with: it names none, or that one by its head ("Công an huyện")."""
    if title.kind not in ("plain", "shared", "jobs"):
        return False
    named = title.anaphor or own
    return named is None or key(text.value(body.span)).startswith(key(text.value(named)) + " ")


def under_body(text: Text, chunks: Chunks) -> Iterator[Held]:
    """Titles that name no body, held in the one that the line opens with: "Sở Công Thương: ông A, Phó Giám đốc; bà B, Chánh Văn phòng"."""
    signs = chunks.signs
    for aside in _IN_BRACKETS.finditer(signs):
        body = chunks[aside.start("body")].mention
        assert body is not None
        named = "person" if aside["person"] else "before"
        for title, own in titles_with_bodies(text, chunks, *aside.span("titles" if named == "person" else "behind")):
            if under(text, title, own, body):
                yield chunks[aside.start(named)].person, title, body.span
    for told in _FROM_BODY.finditer(signs):
        title, behind = chunks[told.start("title")].position, chunks[told.start("body")].mention
        assert behind is not None
        if title.organization is None and under(text, title, None, behind):
            yield chunks[told.start("person")].person, title, behind.span
    for opening in _UNDER_BODY.finditer(signs):
        body = chunks[opening.start("body")].mention
        assert body is not None
        for item in ITEM.finditer(signs, opening.start("list"), opening.end("list")):
            for i in range(*item.span("titles")):
                if signs[i] != "T":
                    continue
                title = chunks[i].position
                if under(text, title, title.organization, body):
                    yield chunks[item.start("person")].person, title, body.span


def _above(text: Text, title: PositionMention, body: Span | None) -> bool:
    """Whether an office is of a firm, and the body a part of one: "Phó Tổng Giám đốc kiêm Giám đốc | Chi nhánh X"."""
    part = body is not None and _PART.match(text.text, body.start, body.end) is not None
    return part and "tổng giám đốc" in text.value(title.span).lower()


def _belongs_before(signs: str, match: re.Match[str]) -> bool:
    """Whether the titles are those of a person before them: "A, Chủ tịch X: B …", "A - Chủ tịch X, B"."""
    start = match.start()
    announced = signs[match.end("titles")] in ":glb"
    return start > 1 and signs[start - 1] in ",-(" and signs[start - 2] == "P" and announced


def titles_with_bodies(text: Text, chunks: Sequence[Chunk], first: int, end: int) -> list[tuple[PositionMention, Span | None]]:
    """The titles of a run with their bodies; one that names none is held in the body behind its comma ("Trưởng ca, Trạm X") or
    shares the next one's ("Phó Chủ tịch, kiêm Tổng Thư ký Hội X").

    An office of the Party or the Youth Union (Bí thư, Phó Bí thư) is held in no body of another kind.
    """
    found: list[tuple[PositionMention, Span | None]] = []
    shared: Span | None = None
    giver = ""
    behind: Span | None = None
    for i in range(end - 1, first - 1, -1):
        mention = chunks[i].mention
        if isinstance(mention, OrganizationMention) and not mention.block:
            behind = mention.span
        if chunks[i].sign != "T":
            continue
        title = chunks[i].position
        last, behind = behind, None
        if title.kind in ("alone", "block"):
            found.append((title, title.organization))
            continue
        if last is not None and title.kind in ("plain", "jobs") and title.anaphor is None and title.organization is None:
            found.append((title, last))
            shared, giver = last, title.kind
            continue
        if title.anaphor is None and title.organization is None:
            shares = (title.kind == "party") == (giver == "party") or title.kind == "shared"
            found.append((title, shared if shares and not _above(text, title, shared) else None))
            continue
        found.append((title, title.organization))
        if fold_phrase(text.value(title.span)).startswith("phụ trách"):
            continue  # in charge of a block, which is nobody's body
        shared, giver = (title.outer if title.kind == "shared" else title.organization), title.kind
        if shared is not None and shared == title.organization and (council := COUNCIL.match(text.text, shared.start, shared.end)):
            shared = Span(council.end(), shared.end) if council.end() < shared.end else None
        elif shared is not None and shared == title.organization and (union := _UNION.match(text.text, shared.start, shared.end)):
            shared = Span(union.end(), shared.end) if text.text[union.end() : union.end() + 1].isupper() else None
    return found[::-1]
