"""A QR code as one SVG path, so that a citizen can take the procedure's address along on their own phone."""

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square drawing."""

    size: int
    """Modules a side, the quiet zone included: the view box of the path."""
    path: str
    """Data of an SVG path that covers the dark modules."""


def qr_code(address: str) -> QrCode:
    """The code for `address`, readable with a seventh of it dirty or scratched (error correction M)."""
    made = segno.make_qr(address, error="m")
    rows = [list(row) for row in made.matrix_iter(border=made.default_border_size)]
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width or 1
    return QrCode(len(rows), "".join(runs))
