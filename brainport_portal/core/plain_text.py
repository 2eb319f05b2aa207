"""Text for files that other programs open: only characters that their formats can hold."""

from .forms import without_controls

# XML refuses these two beside the control characters, and a file with one does not open.
NONCHARACTERS = str.maketrans("", "", "\ufffe\uffff")


def for_file(text: str) -> str:
    """`text` without control characters, lone surrogates and noncharacters; all that people type stays."""
    return without_controls(text).translate(NONCHARACTERS)
