"""Loading a folder of entries: what is read, what is merged, and how faults are told."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from handbook.book.entries import Procedure, TimeUnit, Topic
from handbook.book.handbook import Handbook, overdue
from handbook.errors import HandbookError

PROCEDURE = """\
kind: procedure
id: '1.000890'
name: Đăng ký tạm trú
field: Cư trú
channels:
  - kind: counter
    time: {amount: 3, unit: working_day}
    fees:
      - amount: 10000
as_of: 2026-06-30
"""
TOPIC = """\
id: two-tier-start
title: Chính quyền hai cấp
questions: [chính quyền hai cấp có từ bao giờ]
facts:
  - said: [Từ ngày 1 tháng 7 năm 2025.]
    source: {page: Báo cáo}
    from: 2025-07-01
field: Tổ chức
side: government
as_of: 2025-09-01
owner: Văn phòng
review: 2026-12-31
"""


def put(folder: Path, name: str, text: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def procedure(handbook: Handbook, code: str) -> Procedure:
    entry = handbook[code]
    assert isinstance(entry, Procedure)
    return entry


def problems(folder: Path) -> str:
    """What was left out of the book, whether or not anything is left."""
    try:
        return "\n".join(Handbook.load(folder).problems)
    except HandbookError as error:
        return str(error)


def test_procedures_and_topics_are_loaded_from_their_folders(tmp_path: Path) -> None:
    put(tmp_path, "procedures/1.000890.yaml", PROCEDURE)
    put(tmp_path, "topics/hanoi.yaml", TOPIC)
    handbook = Handbook.load(tmp_path)
    channel = procedure(handbook, "1.000890").channels[0]
    assert channel.time is not None
    assert (channel.time.amount, channel.time.unit) == (3, TimeUnit.WORKING_DAY)
    assert isinstance(handbook["two-tier-start"], Topic)
    assert len(handbook) == 2


def test_a_topic_file_may_hold_a_list(tmp_path: Path) -> None:
    other = TOPIC.replace("two-tier-start", "two-tier-size")
    items = ["- " + text.replace("\n", "\n  ").rstrip() for text in (TOPIC, other)]
    put(tmp_path, "topics/hanoi.yaml", "\n".join(items))
    assert {entry.id for entry in Handbook.load(tmp_path)} == {"two-tier-start", "two-tier-size"}


def test_other_names_are_added_once_to_the_aliases_of_their_procedure(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", PROCEDURE + "aliases: [làm tạm trú]\n")
    put(tmp_path, "names/cu_tru.yaml", '"1.000890":\n  - khai báo tạm trú\n  - làm tạm trú\n')
    put(tmp_path, "names/khac.yaml", '"1.000890": [KT3]\n')
    aliases = procedure(Handbook.load(tmp_path), "1.000890").aliases
    assert aliases == ("làm tạm trú", "khai báo tạm trú", "KT3")


def test_what_people_say_is_added_to_procedures_and_topics_alike(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", PROCEDURE)
    put(tmp_path, "topics/a.yaml", TOPIC)
    put(
        tmp_path, "questions/a.yaml", '"1.000890": [em mới thuê trọ]\ntwo-tier-start: [bỏ huyện từ khi nào]\n'
    )
    handbook = Handbook.load(tmp_path)
    assert handbook["1.000890"].asked == ("em mới thuê trọ",)
    assert handbook["two-tier-start"].asked == ("bỏ huyện từ khi nào",)


def test_questions_of_an_unknown_entry_name_the_file_and_the_entry(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", PROCEDURE)
    put(tmp_path, "questions/a.yaml", '"9.999999": [gì thế]\n')
    assert "questions/a.yaml: 9.999999" in problems(tmp_path)


def test_a_code_without_quotes_keeps_its_last_zero(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", PROCEDURE.replace("'1.000890'", "1.000890"))
    put(tmp_path, "names/cu_tru.yaml", "1.000890: [làm tạm trú, no, 12 giờ]\n")
    assert procedure(Handbook.load(tmp_path), "1.000890").aliases == ("làm tạm trú", "no", "12 giờ")


def test_names_of_an_unknown_code_name_the_file_and_the_code(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", PROCEDURE)
    put(tmp_path, "names/cu_tru.yaml", '"1.999999": [làm tạm trú]\n')
    text = problems(tmp_path)
    assert "names/cu_tru.yaml: 1.999999: no procedure has this code" in text
    assert "correct the code" in text


def test_names_of_a_faulty_procedure_are_not_a_second_fault(tmp_path: Path) -> None:
    put(tmp_path, "procedures/1.000890.yaml", PROCEDURE.replace("field: Cư trú\n", ""))
    put(tmp_path, "names/cu_tru.yaml", '"1.000890": [làm tạm trú]\n')
    put(tmp_path, "topics/a.yaml", TOPIC)
    text = problems(tmp_path)
    assert text.count("\n") == 0
    assert "procedures/1.000890.yaml: field: Field required; add it" in text


def test_every_faulty_file_is_listed_at_once(tmp_path: Path) -> None:
    put(tmp_path, "procedures/fee.yaml", PROCEDURE.replace("10000", "-1"))
    put(tmp_path, "procedures/key.yaml", PROCEDURE.replace("field:", "feild:"))
    put(tmp_path, "topics/side.yaml", TOPIC.replace("government", "church"))
    put(tmp_path, "topics/broken.yaml", "id: [unclosed\n")
    text = problems(tmp_path)
    assert "procedures/fee.yaml: channels.0.fees.0.amount:" in text
    assert "procedures/key.yaml: feild: Extra inputs are not permitted; correct the key's spelling" in text
    assert "topics/side.yaml: side:" in text
    assert "topics/broken.yaml: is not valid YAML at line 2" in text
    assert text.count("\n- ") == 6
    assert "holds no entries" in text


def test_a_fault_in_a_list_of_topics_tells_its_position(tmp_path: Path) -> None:
    bad = TOPIC.replace("two-tier-start", "other").replace("title:", "titel:")
    items = ["- " + text.replace("\n", "\n  ").rstrip() for text in (TOPIC, bad)]
    put(tmp_path, "topics/hanoi.yaml", "\n".join(items))
    assert "topics/hanoi.yaml: 1.titel: Extra inputs" in problems(tmp_path)


def test_an_id_used_twice_names_both_files(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", PROCEDURE)
    put(tmp_path, "procedures/b.yaml", PROCEDURE)
    assert "procedures/b.yaml: id '1.000890' is already used in procedures/a.yaml" in problems(tmp_path)


def test_a_key_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", PROCEDURE)
    put(tmp_path, "names/a.yaml", '"1.000890": [một]\n"1.000890": [hai]\n')
    assert "names/a.yaml: is not valid YAML at line 2, column 1: the key '1.000890' stands twice" in problems(
        tmp_path
    )


def test_a_channel_with_a_time_and_an_unclear_time_is_a_fault(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", PROCEDURE.replace("    fees:", "    time_unclear: '3'\n    fees:"))
    assert "channels.0: has both time and time_unclear; keep one" in problems(tmp_path)


def test_a_file_in_another_encoding_is_told_apart_from_bad_yaml(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", PROCEDURE.encode("utf-16"))
    assert "procedures/a.yaml: byte 0 is not UTF-8; save the file with the encoding UTF-8" in problems(
        tmp_path
    )


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", PROCEDURE)
    assert decomposed != PROCEDURE
    put(tmp_path, "procedures/a.yaml", decomposed)
    assert procedure(Handbook.load(tmp_path), "1.000890").name == "Đăng ký tạm trú"


def test_an_empty_file_is_a_fault(tmp_path: Path) -> None:
    put(tmp_path, "procedures/a.yaml", "# nothing yet\n")
    assert "procedures/a.yaml: is empty; fill it or remove it" in problems(tmp_path)


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    text = problems(tmp_path)
    assert str(tmp_path) in text
    assert "helpline handbook import FILE" in text


def test_the_district_level_is_noticed_in_bodies_and_places() -> None:
    entry = Procedure.model_validate(
        {
            "id": "1.000001",
            "name": "Trình báo",
            "field": "Hộ chiếu",
            "authority": "Công an huyện",
            "as_of": "2026-06-30",
        }
    )
    assert entry.names_district
    assert not entry.model_copy(update={"authority": "Công an cấp xã"}).names_district


def test_a_topic_says_who_keeps_it_and_until_when(tmp_path: Path) -> None:
    put(tmp_path, "topics/kept.yaml", TOPIC)
    topic = Handbook.load(tmp_path)["two-tier-start"]
    assert (topic.owner, topic.review) == ("Văn phòng", date(2026, 12, 31))


@pytest.mark.parametrize("field", ["owner", "review"])
def test_a_topic_without_its_keeping_is_a_problem(tmp_path: Path, field: str) -> None:
    kept = [line for line in TOPIC.splitlines() if not line.startswith(field)]
    put(tmp_path, "topics/kept.yaml", "\n".join(kept))
    assert f"topics/kept.yaml: two-tier-start: {field}: a topic needs it; add it" in problems(tmp_path)


def test_entries_past_their_review_date_are_overdue_longest_first(tmp_path: Path) -> None:
    put(tmp_path, "topics/a.yaml", TOPIC)
    put(
        tmp_path,
        "topics/b.yaml",
        TOPIC.replace("two-tier-start", "older").replace("2026-12-31", "2026-01-31"),
    )
    put(tmp_path, "procedures/c.yaml", PROCEDURE)
    handbook = Handbook.load(tmp_path)
    assert [entry.id for entry in overdue(handbook, date(2027, 1, 1))] == ["older", "two-tier-start"]
    assert [entry.id for entry in overdue(handbook, date(2026, 12, 31))] == ["older"]
    assert overdue(handbook, date(2026, 1, 31)) == []
