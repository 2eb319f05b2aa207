"""Reading pages back in tests: forms and texts as a browser would have them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Where a browser begins a new line.
NEW_LINE = re.compile("br|dd|div|dt|h[1-6]|li|p|section|summary|td|th|tr")


@dataclass
class Form:
    """A form with what it would send; its buttons are not in it."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """A page taken apart: its forms, every element by name with its attributes, and its visible text."""

    forms: list[Form] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""

    def form_with(self, name: str) -> Form:
        """The first form with a field called `name`."""
        return next(form for form in self.forms if name in form.fields)


def read_page(source: str) -> Page:
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.page.text = "".join(reader.words)
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.words: list[str] = []
        self.form: Form | None = None
        self.area: tuple[str, list[str]] | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.page.elements.append((tag, values))
        if NEW_LINE.fullmatch(tag):
            self.words.append("\n")
        if tag == "form":
            self.form = Form(values.get("action", ""))
            self.page.forms.append(self.form)
        elif tag == "textarea":
            self.area = (values.get("name", ""), [])
        elif tag == "select":
            self.select = values.get("name", "")
        elif tag == "option" and "selected" in values:
            self._set(self.select, values.get("value", ""))
        elif tag == "input":
            self._handle_input(values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.area:
            name, parts = self.area
            self._set(name, "".join(parts).removeprefix("\n"))
            self.area = None
        elif NEW_LINE.fullmatch(tag):
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        (self.area[1] if self.area else self.words).append(data)

    def _handle_input(self, values: dict[str, str]) -> None:
        kind = values.get("type", "text")
        if kind in ("submit", "button", "file") or (
            kind in ("radio", "checkbox") and "checked" not in values
        ):
            return
        self._set(values.get("name", ""), values.get("value", "on" if kind == "checkbox" else ""))

    def _set(self, name: str, value: str) -> None:
        if self.form is not None and name:
            self.form.fields[name] = value
