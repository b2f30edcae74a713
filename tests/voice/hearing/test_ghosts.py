import pytest

from voice.hearing.ghosts import SUBTITLES, is_ghost, loops


@pytest.mark.parametrize(
    "text",
    [
        "Đăng ký kết hôn mất bao lâu?",
        "Số của tôi là không không không không chín",
        "Tôi muốn đăng ký kinh doanh",
        "Từng chút từng chút một",
        "Dạ dạ dạ, vâng ạ",
    ],
)
def test_what_people_say_is_kept(text: str) -> None:
    assert not is_ghost(text, log_probability=-0.8, no_speech=0.5)


@pytest.mark.parametrize(
    "text",
    [
        "Hãy subscribe cho kênh Ghiền Mì Gõ để không bỏ lỡ những video hấp dẫn",
        "Cảm ơn các bạn đã theo dõi và hẹn gặp lại.",
        "Nhớ đăng ký kênh nhé!",
    ],
)
def test_subtitles_are_ghosts_however_sure_the_model_is(text: str) -> None:
    assert is_ghost(text, log_probability=-0.1, no_speech=0.0)


def test_a_probable_silence_with_doubtful_words_is_a_ghost() -> None:
    assert is_ghost("Cái gì vậy?", log_probability=-1.6, no_speech=0.7)


def test_a_probable_silence_with_sure_words_is_speech() -> None:
    assert not is_ghost("Đăng ký khai sinh", log_probability=-0.6, no_speech=0.9)


def test_doubtful_words_in_sure_speech_are_kept_for_the_matcher() -> None:
    assert not is_ghost("Vô chạy lửa sống", log_probability=-1.9, no_speech=0.3)


@pytest.mark.parametrize("log_probability", [-2.1, -4.0, float("-inf"), float("nan")])
def test_words_by_chance_are_ghosts(log_probability: float) -> None:
    assert is_ghost("Đi nào?", log_probability, no_speech=0.0)


@pytest.mark.parametrize(
    "text",
    [
        "không không không không không không",
        "này tôi không biết tôi không biết tôi không biết tôi không biết",
        "a b a b a b a b",
    ],
)
def test_a_phrase_that_follows_itself_again_and_again_is_a_loop(text: str) -> None:
    assert loops(text.split())


@pytest.mark.parametrize("text", ["", "không", "không không không không", "một hai ba một hai ba một hai ba"])
def test_a_little_repetition_is_no_loop(text: str) -> None:
    assert not loops(text.split())


def test_the_list_is_written_as_it_is_compared() -> None:
    assert all(phrase == " ".join(phrase.lower().split()) for phrase in SUBTITLES)
    assert len(set(SUBTITLES)) == len(SUBTITLES)
