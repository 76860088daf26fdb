"""bienban as a spaCy pipeline: it loads by its folder, its tokens give the text back, its spans are the finders' places."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from extractor import language
from extractor.pipeline import find, read

VOCAB = Vocab()
ROOT = Path(__file__).resolve().parents[2]
SENTENCES = "Đồng chí Trần Thị Bình, Chủ tịch Hội Nông dân tỉnh, chủ trì.\nNgày 5/6/2024, hội nghị kết thúc. Hội nghị đã thành công."


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(ROOT / "models" / "pipeline")


def test_the_folder_is_what_the_code_writes(tmp_path: Path) -> None:
    language.save(tmp_path)
    assert (tmp_path / "config.cfg").read_text("utf-8") == (ROOT / "models" / "pipeline" / "config.cfg").read_text("utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config.cfg", "meta.json"]


def test_spans_and_sentences_of_a_text(nlp: Language) -> None:
    doc = nlp(SENTENCES)
    assert set(doc.spans) == set(language.GROUPS)
    assert [s.text for s in doc.spans["organizations"]] == ["Hội Nông dân tỉnh"]
    assert [s.text for s in doc.spans["people"]] == ["Trần Thị Bình"]
    assert [(s.text, s.label_.split(".")[0]) for s in doc.spans["dates"]] == [("5/6/2024", "date")]
    assert [s.text.strip() for s in doc.sents][1:] == ["Ngày 5/6/2024, hội nghị kết thúc.", "Hội nghị đã thành công."]


@pytest.mark.parametrize("name", ["md/bien-ban-binh-xet-khoi.md", "html/bao-cao-so-ket-khoi.html", "docx/giay-moi-tong-ket-khoi.docx"])
def test_a_document_of_any_format_keeps_the_places_of_its_record(nlp: Language, name: str) -> None:
    data = (ROOT / "samples" / name).read_bytes()
    text = read(data, Path(name).name)
    doc = language.doc(nlp, data, Path(name).name)
    assert doc.text == text.text
    found = find(text)
    for group in language.GROUPS:
        assert [(s.start_char, s.end_char) for s in doc.spans[group]] == [(m.start, m.end) for m in getattr(found, group)]


@given(st.text(st.sampled_from("aăđHộ .,;()-–“”\n\t²½1/_%"), max_size=60))
def test_tokens_give_any_text_back(text: str) -> None:
    assert language.Syllables(VOCAB)(text).text == text


def test_what_is_not_clean_text_is_refused(nlp: Language) -> None:
    with pytest.raises(ValueError, match="not clean text"):
        nlp("Hội  nghị   kết thúc.")


def test_the_command_writes_training_data(tmp_path: Path, nlp: Language) -> None:
    file = tmp_path / "tin.txt"
    file.write_text(SENTENCES, "utf-8")
    command = [Path(sys.executable).with_name("bienban"), "corpus", file, tmp_path / "absent.txt", "-o", tmp_path / "corpus.spacy"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, "E180" in done.stderr) == (1, True), done.stderr
    (doc,) = DocBin().from_disk(tmp_path / "corpus.spacy").get_docs(nlp.vocab)
    assert doc.text == SENTENCES
    assert [s.text for s in doc.spans["people"]] == ["Trần Thị Bình"]
    assert len(list(doc.sents)) == 3
