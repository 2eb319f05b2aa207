"""About how wide words are in a drawing, so that labels can be laid out without a font at hand.

Widths are those of Open Sans semi-bold, rounded up: what fits here fits on paper.
"""

from collections.abc import Sequence

# Widths in parts of the type size, of groups of letters that are about as wide.
WIDTHS = {
    **dict.fromkeys(" .,:;!'’‘ijl", 0.29),
    **dict.fromkeys("IJ-()", 0.33),
    **dict.fromkeys("ftr/", 0.44),
    **dict.fromkeys("zscvy–", 0.54),
    **dict.fromkeys("gxkaeéëFLSETZ|0123456789", 0.59),
    **dict.fromkeys("DGUHNOQ&w", 0.82),
    **dict.fromkeys("mMW…@%", 0.96),
}
MIDDLE = 0.67
# Beyond the Latin letters there may be anything: signs as wide as they are high.
LAST_LATIN = "\u024f"


def width_of(text: str, size: float) -> float:
    """The width of `text` in type of `size`, rather too much than too little."""
    return size * sum(WIDTHS.get(letter, MIDDLE if letter <= LAST_LATIN else 1) for letter in text)


def cut_to(text: str, width: float, size: float) -> str:
    """`text` as far as it fits in `width`, with an ellipsis where it was cut; "" when nothing fits."""
    if width_of(text, size) <= width:
        return text
    kept = text
    while kept and width_of(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip(' ,;:-(')}…" if kept else ""


def wrap(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """`text` over at most `most` lines of `width`; what does not fit is cut off at the end."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        taken = _fitting(words, width, size)
        lines.append(cut_to(" ".join(words[:taken]), width, size))
        words = words[taken:]
    rest = cut_to(" ".join(words), width, size)
    return tuple(line for line in (*lines, rest) if line)


def _fitting(words: Sequence[str], width: float, size: float) -> int:
    """How many of `words` fit on one line; always one, so that a line is never empty."""
    taken = 1
    while taken < len(words) and width_of(" ".join(words[: taken + 1]), size) <= width:
        taken += 1
    return taken
