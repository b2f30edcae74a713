import numpy as np
import pytest

from voice import mulaw

# ITU-T G.711 table 2a: decoder output values at both ends of each segment, in 14-bit units, positive side.
SEGMENT_ENDS = {
    0xFF: 0, 0xF0: 30, 0xEF: 33, 0xE0: 93, 0xDF: 99, 0xD0: 219, 0xCF: 231, 0xC0: 471,
    0xBF: 495, 0xB0: 975, 0xAF: 1023, 0xA0: 1983, 0x9F: 2079, 0x90: 3999, 0x8F: 4191, 0x80: 8031,
}  # fmt: skip


@pytest.mark.parametrize(("code", "value"), SEGMENT_ENDS.items())
def test_the_ends_of_every_segment_decode_to_the_values_of_the_standard(code: int, value: int) -> None:
    positive, negative = mulaw.decode(bytes([code, code & 0x7F]))
    assert positive * 8192 == value
    assert negative * 8192 == -value


def test_every_code_survives_a_round_trip_but_negative_zero_becomes_zero() -> None:
    codes = bytes(range(256))
    assert mulaw.encode(mulaw.decode(codes)) == codes.replace(b"\x7f", b"\xff")


def test_the_code_changes_at_exactly_the_decision_values_of_the_standard() -> None:
    # Table 2a: 0, 1, 3, 5 … 31 (steps of 2), … 95 (steps of 4), … up to 8159 (steps of 256), in 14-bit units.
    widths = np.concatenate([[1], np.full(15, 2), *(np.full(16, 2 << segment) for segment in range(1, 8))])
    decisions = np.cumsum(widths)[:-1]
    below = np.frombuffer(mulaw.encode(((4 * decisions - 1) / 32_768).astype(np.float32)), dtype=np.uint8)
    at = np.frombuffer(mulaw.encode((4 * decisions / 32_768).astype(np.float32)), dtype=np.uint8)
    assert below.tolist() == list(range(0xFF, 0x80, -1))
    assert at.tolist() == list(range(0xFE, 0x7F, -1))


def test_both_signs_are_coded_alike() -> None:
    linear = np.arange(1, 32_768, dtype=np.float32) / np.float32(32_768)
    positive = np.frombuffer(mulaw.encode(linear), dtype=np.uint8)
    negative = np.frombuffer(mulaw.encode(-linear - np.float32(1 / 32_768)), dtype=np.uint8)
    assert np.array_equal(positive & 0x7F, negative & 0x7F)


def test_known_samples_have_their_known_codes() -> None:
    linear = np.array([0, 8, -8, 1000, -1000, 32_767, -32_768], dtype=np.float32) / np.float32(32_768)
    assert mulaw.encode(linear).hex() == "fffe7ece4e8000"


def test_samples_beyond_full_scale_are_clipped() -> None:
    assert mulaw.encode(np.array([3.0, -3.0], dtype=np.float32)) == b"\x80\x00"


def test_a_frame_is_twenty_milliseconds() -> None:
    assert mulaw.FRAME_BYTES == 160
    assert mulaw.decode(mulaw.SILENCE * mulaw.FRAME_BYTES).tolist() == [0.0] * 160
