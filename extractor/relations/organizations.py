"""Organisation mentions → entries: one real body, one entry, its other forms as aliases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.document import Mentions, OrganizationMention, Span, Text
from extractor.lexicon import load
from extractor.record import Organization
from extractor.relations.entries import evidence, union
from extractor.syllables import fold_phrase

_ABBREVIATIONS: dict[str, str] = {fold_phrase(k): fold_phrase(v) for k, v in load("abbreviations")["words"].items()}
_DASHES = str.maketrans("–—‐‑", "----")
_TAILS = tuple(fold_phrase(t) for t in ("khóa", "nhiệm kỳ"))


def key(name: str) -> str:
    """The form in which two names of one body compare: folded, abbreviations spelled out, dashes alike.

    >>> key("UBND tỉnh") == key("Ủy ban nhân dân tỉnh")
    True
    """
    words = [_ABBREVIATIONS.get(w, w) for w in fold_phrase(name.translate(_DASHES)).split()]
    return " ".join(words).replace(" - ", " ").replace(" , ", " ")


@dataclass(slots=True)
class Group:
    """The mentions of one body: surface form → places, in the order met."""

    keys: set[str]
    forms: dict[str, list[Span]] = field(default_factory=dict)
    block: bool = False
    rules: list[str] = field(default_factory=list)

    @property
    def mentions(self) -> int:
        return sum(len(spans) for spans in self.forms.values())

    def absorb(self, other: Group) -> None:
        """Take over another group's forms: they name the same body."""
        for form, spans in other.forms.items():
            self.forms.setdefault(form, []).extend(spans)
        self.block |= other.block

    @property
    def name(self) -> str:
        """The fullest form: most distinguishing words, then the most frequent, then the first; running case before capitals."""
        counts = Counter({form: len(spans) for form, spans in self.forms.items()})
        order = list(self.forms)
        return max(order, key=lambda f: (len(key(f).split()), not f.isupper(), len(f.split()), counts[f], -order.index(f)))


def groups(text: Text, mentions: Iterable[OrganizationMention]) -> list[Group]:
    """Mentions grouped by the body they name, in order of first mention."""
    out: dict[str, Group] = {}
    for mention in mentions:
        surface = text.value(mention.span)
        this = key(surface)
        group = out.setdefault(this, Group({this}, block=mention.block))
        group.forms.setdefault(surface, []).append(mention.span)
        if mention.rule not in group.rules:
            group.rules.append(mention.rule)
    return _merged(list(out.values()))


def _merged(found: list[Group]) -> list[Group]:
    """Shorter forms joined to a fuller form that they can stand for: the one met most often."""
    by_key = {k: g for g in found for k in g.keys}
    home = {k: k for k in by_key}
    for short in sorted(by_key, key=len):
        fuller = [k for k in by_key if k != short and (_stands_for(short, k) or (by_key[k].block and by_key[short].block and _is_part(short, k)))]
        if fuller:
            home[short] = max(fuller, key=lambda k: (by_key[k].mentions, -len(k)))
    kept = []
    for group in found:
        (this,) = group.keys
        target = this
        while home[target] != target:
            target = home[target]
        if target == this:
            kept.append(group)
        else:
            by_key[target].absorb(group)
    return kept


def _stands_for(short: str, full: str) -> bool:
    """Whether `short` is `full` with its end left off: a place, a level with its place, an outer body, a term ("khóa XII")."""
    if not full.startswith(short + " "):
        return False
    first = full[len(short) + 1 :].split()[0]
    last = short.split()[-1]
    if short.endswith(_NATIONAL):
        return first in _TERMS
    return first in _OPENERS or last in _LEVELS


def _is_part(short: str, full: str) -> bool:
    """Whether a block's short name ("Cụm kinh tế") has only words of the fuller one, in their order."""
    words = iter(full.split())
    return all(word in words for word in short.split())


_LEVELS = frozenset(fold_phrase(w) for w in load("organizations")["levels"]["words"])
_NATIONAL = tuple(fold_phrase(w) for w in ("Việt Nam", "Trung ương"))
_TERMS = frozenset(fold_phrase(w) for w in ("khóa", "nhiệm"))
_OPENERS = frozenset(
    fold_phrase(p).split()[0]
    for p in (
        *load("organizations")["levels"]["words"],
        *load("organizations")["levels"]["national"],
        *load("places")["provinces"],
        *(h for kind in ("full", "level", "open", "block") for h in load("organizations")["heads"][kind]),
        "khóa", "nhiệm kỳ", "lĩnh vực", "các", "thuộc", "số",
    )
)  # fmt: skip


def organizations(text: Text, mentions: Mentions) -> list[Organization]:
    """The organisations of the record, in order of first mention; `member` is set by `relations.members`."""
    out = []
    for group in groups(text, mentions.organizations):
        name = group.name
        aliases = [form for form in group.forms if form != name]
        fields: dict[str, list[Span]] = {"name": group.forms[name], "aliases": [s for f in aliases for s in group.forms[f]]}
        out.append(
            Organization(
                name=name,
                aliases=aliases,
                kind="block" if group.block else "organization",
                member=False,
                spans=union(fields),
                evidence=evidence(fields),
                confidence=0.9,
                rules=group.rules,
            )
        )
    return out
