import json
import struct
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from voice.hearing import weights
from voice.hearing.vocabulary import is_vietnamese, trim

TOKENS = ["a", "n", "f", "o", "r", "m", "an", "or", "for", "form", "<|endoftext|>", "<|vi|>", "<|0.00|>"]
KEPT = ["a", "n", "f", "o", "r", "m", "an", "<|endoftext|>", "<|vi|>"]


@pytest.mark.parametrize(
    "token",
    [
        " nghiêng",
        " Không",
        "ương",
        "đ",
        " được",
        "uyễn",
        " quý",
        "ã",
        "\ufffdn",
        " th",
        "12",
        " 2025",
        "?",
        ",",
    ],
)
def test_parts_of_vietnamese_writing_stay(token: str) -> None:
    assert is_vietnamese(token)


@pytest.mark.parametrize("token", [" subscribe", "привет", " für", "ção", "ship", " world", "字", "...", "ą"])
def test_what_no_vietnamese_text_holds_goes(token: str) -> None:
    assert not is_vietnamese(token)


def variable(name: str, values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bytes:
    head = struct.pack("<H", len(name) + 1) + name.encode() + b"\0"
    shape = struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
    return head + shape + struct.pack("<BI", 0, values.nbytes) + values.tobytes()


def model_file(*variables: bytes, version: int = 6) -> bytes:
    head = struct.pack("<IH", version, 12) + b"WhisperSpec\0" + struct.pack("<II", 3, len(variables))
    return head + b"".join(variables) + struct.pack("<I", 0)


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Thirteen tokens, of which the four that only English needs and the timestamp can go."""
    monkeypatch.setattr("voice.hearing.vocabulary._COMMON", 6)
    (tmp_path / "vocabulary.txt").write_text("\n".join(TOKENS) + "\n", encoding="utf-8")
    config = {"suppress_ids": [2, 8, 10], "suppress_ids_begin": [10], "lang_ids": [11]}
    (tmp_path / "config.json").write_text(json.dumps(config))
    tokenizer = {
        "model": {
            "type": "BPE",
            "vocab": {token: number for number, token in enumerate(TOKENS[:11])},
            "merges": ["a n", "o r", "f or", "for m"],
        },
        "added_tokens": [{"id": 10, "content": "<|endoftext|>"}, {"id": 11, "content": "<|vi|>"}],
        "post_processor": {"type": "TemplateProcessing"},
    }
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer))
    embeddings = np.arange(26, dtype=np.float32).reshape(13, 2)
    other = np.arange(4, dtype=np.float32)
    (tmp_path / "model.bin").write_bytes(
        model_file(variable("before", other), variable("embeddings", embeddings), variable("after", other))
    )
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    small = tmp_path / "small"
    small.mkdir()
    return small


def test_rows_and_numbers_of_the_other_tokens_are_dropped_together(model: Path, small: Path) -> None:
    trim(model, small)
    assert json.loads((small / "vocabulary.json").read_text()) == KEPT
    kept = [TOKENS.index(token) for token in KEPT]
    rows = np.arange(26, dtype=np.float32).reshape(13, 2)[kept]
    other = np.arange(4, dtype=np.float32)
    assert (small / "model.bin").read_bytes() == model_file(
        variable("before", other), variable("embeddings", rows), variable("after", other)
    )
    assert json.loads((small / "config.json").read_text()) == {
        "suppress_ids": [2, 7],
        "suppress_ids_begin": [7],
        "lang_ids": [8],
    }
    tokenizer = json.loads((small / "tokenizer.json").read_text())
    assert tokenizer["model"]["vocab"] == {token: number for number, token in enumerate(KEPT[:8])}
    assert tokenizer["model"]["merges"] == ["a n"]
    assert [token["id"] for token in tokenizer["added_tokens"]] == [7, 8]


def test_a_model_file_of_another_layout_is_named_with_what_to_do(model: Path, small: Path) -> None:
    (model / "model.bin").write_bytes(model_file(version=2))
    with pytest.raises(ValueError, match="not of version 6: convert the model again"):
        trim(model, small)


def test_what_describes_the_features_of_a_larger_model_comes_along(model: Path, small: Path) -> None:
    (model / "preprocessor_config.json").write_text('{"feature_size": 128}')
    trim(model, small)
    assert (small / "preprocessor_config.json").read_text() == '{"feature_size": 128}'


def test_a_tokenizer_that_is_none_is_a_clear_error(model: Path, small: Path) -> None:
    (model / "tokenizer.json").write_text("{}")
    with pytest.raises(ValueError, match="not laid out as a converter of Whisper writes them"):
        trim(model, small)


@pytest.mark.model
def test_vietnamese_is_split_into_the_same_tokens_as_by_the_whole_model(tmp_path: Path) -> None:
    folder = weights.resolve("base")
    trim(folder, tmp_path)
    whole = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ours = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert ours.get_vocab_size() < whole.get_vocab_size() / 5
    for text in (
        " Đăng ký khai sinh cho con mất bao lâu?",
        " Chứng thực bản sao từ bản chính.",
        " nghiêng khuỷu quýt hoẵng thuở giường",
        " xã Kim Anh, ngày 02/09/2025",
    ):
        split = ours.encode(text, add_special_tokens=False)
        assert split.tokens == whole.encode(text, add_special_tokens=False).tokens
        assert ours.decode(split.ids) == text
    english = ours.encode(" Subscribe to my YouTube channel", add_special_tokens=False)
    assert ours.decode(english.ids) == " Subscribe to my YouTube channel"
