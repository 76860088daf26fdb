"""The tagger's own arithmetic: the same weights as underthesea_core gives, for many sentences at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from underthesea_core import CRFTagger  # type: ignore[import-untyped]  # the package ships no types

from extractor import marking
from extractor.mentions import tagger
from extractor.mentions.weights import Weights

SENTENCES = [
    "Dự hội nghị có đồng chí <PER>Vũ Đức Thiện</PER>, <POS>Phó Chủ tịch</POS> <ORG>UBND tỉnh</ORG>.",
    "KHỐI THI ĐUA SỐ 3",
    "Hội",
    "“Hội Nông dân (HND)” tỉnh, " * 30 + "zzz | qqq.",
]


def test_the_same_weights_as_the_trainer_gives() -> None:
    tokens = [marking.read(line).tokens for line in SENTENCES]
    theirs = CRFTagger()
    theirs.load(str(tagger.MODEL))
    expected = np.vstack([theirs.marginals(tagger.features(t)) for t in tokens])
    weights = Weights(tagger.MODEL, tagger.TEMPLATES)
    assert weights.labels == tuple(theirs.labels())
    assert np.allclose(weights.marginals(tagger.columns(tokens), [len(t) for t in tokens]), expected, atol=1e-8)


def test_what_is_no_model_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "none.crf").write_bytes(b"no model" * 20)
    with pytest.raises(ValueError, match="no model"):
        Weights(tmp_path / "none.crf", tagger.TEMPLATES)
