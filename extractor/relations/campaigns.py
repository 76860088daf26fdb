"""Joins the mentions of campaigns to entries: one campaign, one entry, with all its places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.comparison import fold
from extractor.document import CampaignMention, Mentions, Span, Text
from extractor.record import Campaign, Place

_FEWEST_WORDS = 4  # a name this long that begins another names the same campaign
_GENUS = fold("thi đua") + " "  # "phong trào Thi đua Quyết thắng" is the movement "Quyết thắng"
_ABBREVIATED = re.compile(r"(?<!\w)[A-ZĐ]{2,6}(?!\w)")
_MOST_COMPARED = 50  # no real document has so many campaigns that begin alike


@dataclass(slots=True, eq=False)
class _Group:
    key: str
    mentions: list[CampaignMention] = field(default_factory=list)

    def first(self, name: str) -> tuple[Span, ...]:
        """The places of a field where it is first given."""
        return next((m.fields[name] for m in self.mentions if name in m.fields), ())


def campaigns(text: Text, mentions: Mentions) -> list[Campaign]:
    """The entries of all campaigns in the order of their first mention.

    `name` is the fullest form; kind, launcher and period come from the first mention that gives them. Where only one wave has no launcher,
    "đợt thi đua do X phát động" gives it.
    """
    named = [m for m in mentions.campaigns if "name" in m.fields]
    groups = _grouped(text, named)
    launches = [m for m in mentions.campaigns if "name" not in m.fields]
    kinds = Counter(group.mentions[0].values["kind"] for group in groups)
    entries = []
    for group in groups:
        launcher = group.first("launched_by") or _launched_elsewhere(group, kinds, launches)
        entries.append(_entry(text, group, launcher))
    return entries


def _grouped(text: Text, named: Sequence[CampaignMention]) -> list[_Group]:
    """Mentions of one campaign together. Groups are looked up by how a name begins, so that the time stays linear."""
    groups: list[_Group] = []
    by_beginning: dict[str, list[_Group]] = {}
    for mention in named:
        key = _key(text.value(*mention.fields["name"]))
        near = by_beginning.setdefault(" ".join(key.split()[:_FEWEST_WORDS]), [])
        group = next((g for g in near[:_MOST_COMPARED] if _same(g.key, key)), None)
        if not group:
            group = _Group(key)
            groups.append(group)
            near.append(group)
        elif len(key) > len(group.key):
            group.key = key
        group.mentions.append(mention)
    return _spelled_out(text, groups)


def _spelled_out(text: Text, groups: list[_Group]) -> list[_Group]:
    """The groups with those joined whose names differ in abbreviations only ("Vì ANTQ", "Vì An ninh Tổ quốc")."""
    shortened = [g for g in groups if _ABBREVIATED.search(text.value(*g.mentions[0].fields["name"]))][:_MOST_COMPARED]
    for short in shortened:
        others = (g for g in groups[:_MOST_COMPARED] if g is not short)
        fuller = next((g for g in others if any(_spells_out(short.key.split(), full.split()) for full in (g.key, _GENUS + g.key))), None)
        if fuller is not None:
            fuller.mentions = sorted([*fuller.mentions, *short.mentions], key=lambda m: m.start)
            groups = [g for g in groups if g is not short]
    return sorted(groups, key=lambda g: g.mentions[0].start)


def _spells_out(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether `full` is `short` with at least one word of it spelled out by the words whose first letters it has."""
    at, spelled = 0, False
    for word in short:
        if full[at : at + 1] == [word]:
            at += 1
        elif len(word) > 1 and word == "".join(w[0] for w in full[at : at + len(word)]):
            at, spelled = at + len(word), True
        else:
            return False
    return spelled and at == len(full)


def _key(name: str) -> str:
    return fold(name.replace(",", " ").replace("-", " ")).removeprefix(_GENUS)


def _same(a: str, b: str) -> bool:
    """Whether two folded names are one campaign's: equal, or the shorter one begins the longer one."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    return len(short.split()) >= _FEWEST_WORDS and long.startswith(short + " ")


def _launched_elsewhere(group: _Group, kinds: Counter[str], launches: Sequence[CampaignMention]) -> tuple[Span, ...]:
    kind = group.mentions[0].values["kind"]
    return next((m.fields["launched_by"] for m in launches if m.values["kind"] == kind), ()) if kinds[kind] == 1 else ()


def _fullness(text: Text, mention: CampaignMention) -> tuple[int, bool, float, int, int]:
    """How full a form is: by its length; then ordinary letters go before a headline's capitals, and a surer rule before another."""
    name = text.value(*mention.fields["name"])
    return len(_key(name)), not name.isupper(), mention.confidence, len(name), -mention.start


def _entry(text: Text, group: _Group, launcher: tuple[Span, ...]) -> Campaign:
    best = max(group.mentions, key=lambda m: _fullness(text, m))
    period = group.first("period")
    value = next((m.values["period"] for m in group.mentions if "period" in m.values), None)
    evidence = {"name": best.fields["name"], "launched_by": launcher, "period": period}
    return Campaign.model_validate(
        {
            "name": text.value(*best.fields["name"]),
            "kind": group.mentions[0].values["kind"],
            "launched_by": text.value(*launcher) or None,
            "period": value,
            "spans": [Place(start=s.start, end=s.end) for m in group.mentions for s in m.fields["name"]],
            "confidence": max(m.confidence for m in group.mentions),
            "evidence": {name: [Place(start=s.start, end=s.end) for s in spans] for name, spans in evidence.items() if spans},
            "rules": sorted({m.rule for m in group.mentions}),
        }
    )
