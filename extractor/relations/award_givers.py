"""Who confers an award whose own sentence does not say it: what the document tells once for all awards of the kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.document import AwardMention, Span
from extractor.record import Document
from extractor.relations.award_entries import OF_GOVERNMENT, Draft
from extractor.relations.award_names import Names
from extractor.syllables import fold_phrase

_ORDER = "award.huan-chuong"
_FLAG = "award.co"
_GOVERNMENT = fold_phrase("Chính phủ")


class Givers:
    """Who confers what by the `drafts` of a document, and by what it says of `awards` with no recipient beside them.

    What is granted and what is put forward are kept apart.
    """

    def __init__(self, drafts: Sequence[Draft], awards: Iterable[tuple[AwardMention, Span]], names: Names, document: Document) -> None:
        self.names = names
        self.issuer = names.issuer() if document.kind == "decision" else None
        self._decides = document.kind == "decision"
        self._stated = {names.award_key(d.award): d.grantor for d in reversed(drafts) if d.grantor}
        self._open: dict[str, dict[str, Span]] = {}
        for mention, giver in awards:
            self._open.setdefault(names.family(names.fuller(mention, names.mentions.awards)), {}).setdefault(names.key(giver), giver)
        self._told: dict[tuple[str, bool], dict[str, Span]] = {}
        for draft in drafts:
            if draft.grantor:
                self._told.setdefault(self._kind(draft), {}).setdefault(names.key(draft.grantor), draft.grantor)

    def of(self, draft: Draft) -> Span | None:
        """The body or office that confers the award of a draft, as far as the document tells."""
        if draft.grantor is not None:
            return self._of_government(draft)
        if self._decides:
            return self._stated.get(self.names.award_key(draft.award)) or self._issuing()
        kind = self._kind(draft)
        if kind[1]:
            return None  # bodies of several levels may be asked for one award
        bodies = self._told.get(kind) or self._open.get(self.names.family(draft.award), {})
        if not bodies and draft.award.rule == _ORDER:
            return self.names.president(draft.award.start)
        return next(iter(bodies.values())) if len(bodies) == 1 else None

    def _kind(self, draft: Draft) -> tuple[str, bool]:
        """The key of a draft's award and status; one key for an order of the State, whatever its status: one office confers them all."""
        family = self.names.family(draft.award)
        return family, draft.recommended and family == self.names.award_key(draft.award)

    def _of_government(self, draft: Draft) -> Span | None:
        """The giver of a draft; the Government for a flag that its head hands over, where the document calls it the Government's."""
        flags = self._told.get(self._kind(draft), {}) if draft.award.rule == _FLAG else {}
        if draft.grantor is not None and self.names.key(draft.grantor) in OF_GOVERNMENT and _GOVERNMENT in flags:
            return flags[_GOVERNMENT]
        return draft.grantor

    def _issuing(self) -> Span | None:
        """Who issues the decision, as its articles call the office if they do ("Giấy khen của Chánh án Tòa án nhân dân tỉnh")."""
        if self.issuer is None:
            return None
        whole = self.names.key(self.issuer)
        return next((s for s in self._stated.values() if s is not None and whole.startswith(self.names.key(s) + " ")), self.issuer)
