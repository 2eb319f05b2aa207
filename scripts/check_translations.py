"""Check that the interface can be read in English as well as in Dutch.

Dutch is the source language: the msgids are Dutch. The English catalogue must translate every text in the
code and templates, and nothing else. The Dutch catalogue only overrides texts of third-party packages, so it
need not be complete. Every compiled catalogue must belong to its source. `--update` collects the texts and
compiles them.
"""

import gettext
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE = Path("brainport_portal/locale")
CATALOGUE = Path("LC_MESSAGES/django.po")
ENGLISH = LOCALE / "en" / CATALOGUE
# makemessages reads the first three of itself; drawings have texts too.
EXTENSIONS = "html,txt,py,svg"
NOT_SOURCE = ["tests", "scripts", "frontend", "var"]
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "var", "tests", "vendor")


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    os.environ.setdefault("DEVELOPMENT", "1")
    if not shutil.which("msgfmt"):
        sys.exit("gettext is missing. On Debian: apt-get install gettext")
    if arguments == ["--update"]:
        collect(ROOT)
        for source in catalogues():
            compile_catalogue(source, source.with_suffix(".mo"))
    if not ENGLISH.exists():
        sys.exit(f"{ENGLISH} is missing: `make messages` begins it.")
    problems = [*untranslated(), *out_of_step(), *stale()]
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problems; `make messages` collects and compiles, the translating is yours.")
    return 1 if problems else 0


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob(f"*/{CATALOGUE}"))


def collect(root: Path) -> None:
    """Let makemessages bring the English catalogue up to date, in the tree itself or in a copy of it."""
    (root / ENGLISH).parent.mkdir(parents=True, exist_ok=True)
    options = ["--locale=en", "--add-location=file", "--no-obsolete", f"--extension={EXTENSIONS}"]
    options += [f"--ignore={folder}" for folder in NOT_SOURCE]
    run([sys.executable, "manage.py", "makemessages", *options], cwd=root)


def compile_catalogue(source: Path, target: Path) -> None:
    run(["msgfmt", "--check-header", "--check-format", "-o", str(target), str(source)])


def untranslated() -> list[str]:
    """Texts of the English catalogue without a sure translation: empty or marked as fuzzy."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "en.mo"
        compile_catalogue(ENGLISH, compiled)
        translated = {key for key, text in messages(compiled).items() if text}
    return [f"not translated: {text}" for text in shown(msgids(ENGLISH) - translated)]


def out_of_step() -> list[str]:
    """Texts that makemessages would add to or drop from the English catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        collect(copy)
        wanted = msgids(copy / ENGLISH)
    present = msgids(ENGLISH)
    return [
        *(f"not in the catalogue: {text}" for text in shown(wanted - present)),
        *(f"no longer in the code: {text}" for text in shown(present - wanted)),
    ]


def stale() -> list[str]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "django.mo"
        for source in catalogues():
            compile_catalogue(source, compiled)
            committed = source.with_suffix(".mo")
            if not committed.exists() or committed.read_bytes() != compiled.read_bytes():
                found.append(f"not compiled from its source: {committed}")
    return found


def msgids(source: Path) -> set[object]:
    """Every message of a catalogue, translated or not: msgen gives each a text, so none is left out."""
    with tempfile.TemporaryDirectory() as folder:
        filled, compiled = Path(folder) / "filled.po", Path(folder) / "filled.mo"
        run(["msgen", "--force", "-o", str(filled), str(source)])
        run(["msgfmt", "--use-fuzzy", "-o", str(compiled), str(filled)])
        return set(messages(compiled))


def messages(compiled: Path) -> dict[object, str]:
    """The texts by msgid, the header's being empty; a plural has a key per form, a context ends in \\x04."""
    with compiled.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    return translations._catalog  # the public methods only look up one msgid at a time


def shown(keys: set[object]) -> list[str]:
    texts = {str(key[0] if isinstance(key, tuple) else key) for key in keys}
    return sorted(
        repr(text.replace("\x04", ": ")) if text else "the header (or it is fuzzy)" for text in texts
    )


def run(command: list[str], cwd: Path = ROOT) -> None:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(command[:3])} failed:\n{result.stdout}{result.stderr}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
