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
    """Shorter forms joined to the one fuller form that they can stand for."""
    kept: list[Group] = []
    keys = {k for g in found for k in g.keys}
    for group in found:
        (this,) = group.keys
        fuller = [k for k in keys if k != this and _stands_for(this, k)]
        home = _only(fuller)
        if home is None:
            kept.append(group)
            continue
        target = next(g for g in found if home in g.keys)
        for form, spans in group.forms.items():
            target.forms.setdefault(form, []).extend(spans)
        target.block |= group.block
    return kept


def _only(fuller: Sequence[str]) -> str | None:
    """The longest of the fuller forms when all others are short forms of it, else None."""
    if not fuller:
        return None
    longest = max(fuller, key=lambda k: (len(k), k))
    return longest if all(k == longest or _stands_for(k, longest) for k in fuller) else None


def _stands_for(short: str, full: str) -> bool:
    """Whether `short` is `full` with its end left off: a place, a level with its place, a term ("khóa XII")."""
    if not full.startswith(short + " "):
        return False
    rest = full[len(short) + 1 :]
    return rest.startswith(_TAILS) or _is_tail(short, rest)


def _is_tail(short: str, rest: str) -> bool:
    first = rest.split()[0]
    opens_level = first in _LEVELS and first not in short.split()
    if short.split()[-1] in _LEVELS:
        return _is_place(rest)
    if short.startswith(("khối thi đua", "cụm thi đua", "khối", "cụm")) and len(short.split()) > 2:
        return True
    return rest == "việt nam" or (opens_level and len(rest.split()) == 1 and False)


_LEVELS = frozenset(fold_phrase(w) for w in load("organizations")["levels"]["words"])
_PLACES = frozenset(fold_phrase(p) for p in load("places")["provinces"])


def _is_place(rest: str) -> bool:
    return rest in _PLACES or len(rest.split()) <= 4


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
