"""Training: only our own documents, the same model for the same data, an account of what it was made of."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from extractor import marking, training
from extractor.mentions.tagger import MODEL, tag
from extractor.pipeline import read
from extractor.training import Settings

SMALL = Settings(synthetic=60, repeat=1, rare=1, iterations=8)
DOCUMENTS = {
    "dev-90": ["Đồng chí <PER>Trần Thị Bình</PER>, <POS>Chủ tịch</POS> <ORG>Hội Nông dân tỉnh</ORG> dự."],
    "train-90": ["<ORG>Sở Nội vụ</ORG> chủ trì.", "Hội nghị bế mạc."],
    "train-91": ["<BLOCK>Khối thi đua số 3</BLOCK> họp."],
}


def folder(place: Path, *names: str) -> Path:
    for name in names:
        (place / name).mkdir()
        (place / name / "source.txt").write_text("Sáng 5/3/2024, Hội Nông dân tỉnh tổ chức hội nghị tổng kết.\n", "utf-8")
        gold = {
            "document": {"authors": []},
            "people": [],
            "organizations": [{"name": "Hội Nông dân tỉnh", "aliases": [], "kind": "organization"}],
        }
        (place / name / "record.json").write_text(json.dumps(gold), "utf-8")
    return place


def test_only_our_own_documents_that_are_not_kept_out_are_marked(tmp_path: Path) -> None:
    prepared = training.prepare([folder(tmp_path, "dev-01", "dev-07", "real-1", "test-01", "train-01")], {"dev-07"})
    assert list(prepared) == ["dev-01", "train-01"]
    assert prepared["dev-01"] == ["Sáng 5/3/2024, <ORG>Hội Nông dân tỉnh</ORG> tổ chức hội nghị tổng kết."]


def test_documents_are_kept_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "train" / "documents.txt"
    training.write_documents(DOCUMENTS, path)
    assert training.read_documents(path) == DOCUMENTS
    path.write_text("Hội nghị bế mạc.\n", "utf-8")
    with pytest.raises(ValueError, match="before the first heading"):
        training.read_documents(path)


def test_the_same_data_gives_the_same_tags(tmp_path: Path) -> None:
    text = read("Đồng chí Lê Văn An, Giám đốc Sở Y tế chủ trì hội nghị của Khối thi đua số 5.".encode(), "tin.txt")
    for name in ("one", "two"):
        training.train(DOCUMENTS, SMALL, tmp_path / name)
    one, two = tag(text, tmp_path / "one"), tag(text, tmp_path / "two")
    assert (one.names, one.labels) == (two.names, two.labels)
    assert [list(row) for row in one.weights] == [pytest.approx(list(row)) for row in two.weights]


def test_each_document_is_left_out_once() -> None:
    splits = list(training.folds(DOCUMENTS, 3))
    assert sorted(name for _, left in splits for name in left) == sorted(DOCUMENTS)
    assert all(set(seen).isdisjoint(left) and {*seen, *left} == set(DOCUMENTS) for seen, left in splits)


def test_a_model_is_measured_by_whole_names(tmp_path: Path) -> None:
    model = tmp_path / "model.crf"
    training.train(DOCUMENTS, SMALL, model)
    scores = training.measure(model, [marking.read(line) for line in DOCUMENTS["dev-90"]])
    assert (scores["PER"].gold, scores["ORG"].gold, scores["BLOCK"].gold) == (1, 1, 0)
    assert all(0 <= score.hits <= min(score.gold, score.tagged) for score in scores.values())
    assert scores["BLOCK"].f1 == 1 or scores["BLOCK"].tagged


def test_the_shipped_model_is_the_one_its_account_tells_of() -> None:
    told = json.loads(MODEL.with_suffix(".json").read_text("utf-8"))
    documents = training.read_documents()
    settings = Settings(**told["settings"])
    assert told["documents"] == list(documents)
    assert told["model_sha256"] == hashlib.sha256(MODEL.read_bytes()).hexdigest()
    data = "\n".join(line for lines in documents.values() for line in lines)
    assert told["own_sha256"] == hashlib.sha256(data.encode()).hexdigest()
    assert settings == Settings()
    assert MODEL.stat().st_size < 5 << 20


def test_nothing_was_trained_on_that_is_kept_for_measuring() -> None:
    from web.commands.scorecard import kept_out

    trained_on = set(training.read_documents())
    assert trained_on.isdisjoint(kept_out())
    assert all(name.startswith(("dev-", "train-")) for name in trained_on)


def test_every_marked_sentence_of_the_training_data_can_be_read() -> None:
    for lines in training.read_documents().values():
        for line in lines:
            marking.read(line)
