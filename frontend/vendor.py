"""Build static/vendor from the npm packages in node_modules.

`make vendor` runs this after `npm ci`; the result is committed, so the portal itself never needs npm.
The same packages always give the same bytes.
"""

import json
import re
import shutil
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
PACKAGES = FRONTEND / "node_modules"
TARGET = FRONTEND.parent / "static" / "vendor"

# In the order of the cascade. A component comes in when a template first uses it.
STYLESHEETS = (
    "@nl-design-system-candidate/heading-css/dist/heading.css",
    "@nl-design-system-candidate/link-css/dist/link.css",
    "@nl-design-system-candidate/skip-link-css/dist/skip-link.css",
    "@nl-design-system-candidate/button-css/dist/button.css",
    "@utrecht/form-field-css/dist/index.min.css",
    "@utrecht/form-fieldset-css/dist/index.min.css",
    "@utrecht/form-label-css/dist/index.min.css",
    "@utrecht/form-field-description-css/dist/index.min.css",
    "@utrecht/form-field-error-message-css/dist/index.min.css",
    "@utrecht/textbox-css/dist/index.min.css",
    "@utrecht/textarea-css/dist/index.min.css",
    "@utrecht/select-css/dist/index.min.css",
    "@utrecht/checkbox-css/dist/index.min.css",
    "@utrecht/radio-button-css/dist/index.min.css",
)
TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css"
FONTS = tuple(
    f"@fontsource/open-sans/files/open-sans-latin-{weight}-normal.woff2" for weight in (400, 600, 700)
)

DECLARATION = re.compile(r"^\s*(--[\w-]+)\s*:\s*([^;]+);", re.MULTILINE)
REFERENCE = re.compile(r"var\(\s*(--[\w-]+)")
# Django's manifest storage would look for the map, which is not shipped.
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
# The content security policy loads nothing from data: addresses; theme.css puts an image in its place.
DATA_ADDRESS = re.compile(r"""url\((["']?)data:.*?\1\)""")


def components() -> str:
    """The stylesheets of all components, each under its name."""
    return "".join(f"/* {_package(path)} */\n{_clean(path)}\n" for path in STYLESHEETS)


def _clean(path: str) -> str:
    css = (PACKAGES / path).read_text(encoding="utf-8")
    return DATA_ADDRESS.sub("none", SOURCE_MAP.sub("", css)).strip()


def tokens(css: str) -> str:
    """The design tokens that `css` asks for, with the tokens those are made of, in the published order."""
    declared = dict(DECLARATION.findall((PACKAGES / TOKENS).read_text(encoding="utf-8")))
    needed = _with_origins(REFERENCE.findall(css), declared)
    lines = (f"  {name}: {value};" for name, value in declared.items() if name in needed)
    return "\n".join([f"/* {_package(TOKENS)} */", ":root {", *lines, "}", ""])


def _with_origins(names: list[str], declared: dict[str, str]) -> set[str]:
    found: set[str] = set()
    while names:
        name = names.pop()
        if name in declared and name not in found:
            found.add(name)
            names += REFERENCE.findall(declared[name])
    return found


def licences() -> str:
    """Each package with its version and licence, then every licence text once."""
    names = sorted({_package(path) for path in (*STYLESHEETS, TOKENS, *FONTS)})
    rows = [f"| {name} | {about['version']} | {about['license']} |" for name, about in map(_about, names)]
    texts = {_about(name)[1]["license"]: _licence_text(name) for name in names}
    head = ["# Licences of static/vendor", "", "| package | version | licence |", "|---|---|---|", *rows, ""]
    chapters = (f"## {licence}\n\n{text}\n" for licence, text in sorted(texts.items()))
    return "\n".join([*head, *chapters])


def _package(path: str) -> str:
    """Scope and name: the first two parts of a path."""
    return "/".join(path.split("/")[:2])


def _about(name: str) -> tuple[str, dict[str, str]]:
    return name, json.loads((PACKAGES / name / "package.json").read_text(encoding="utf-8"))


def _licence_text(name: str) -> str:
    (path,) = (PACKAGES / name).glob("LICENSE*")
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()


def copy_fonts() -> None:
    (TARGET / "fonts").mkdir(parents=True)
    for path in FONTS:
        shutil.copyfile(PACKAGES / path, TARGET / "fonts" / Path(path).name)


def main() -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    copy_fonts()
    css = components()
    for name, text in (("nlds.css", css), ("nlds-tokens.css", tokens(css)), ("LICENSES.md", licences())):
        (TARGET / name).write_text(text, encoding="utf-8")
    for path in sorted(TARGET.rglob("*.*")):
        print(f"{path.relative_to(TARGET)}  {path.stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
