"""Finding words in Dutch texts: what somebody asks, what matches it, how well, and where.

One way for both databases: the database narrows actions down by parts of words (`Term.needles`), and
everything else happens here, so that results never depend on the database. Words are compared by their stem.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

import snowballstemmer  # type: ignore[import-untyped] # has no types

MOST_TERMS = 6
# A part of a word counts as found inside another ("verbinding" in "spoorverbinding") from this length on.
LONG_ENOUGH = 4
# How alike a word must be to what was typed to be meant, between 0 and 1.
ALIKE = 0.75
EXCERPT = 180

WORD = re.compile(r"[^\W_]+")
CODE = re.compile(r"\s*([A-Za-z0]{1,6})[\s._-]*([0-9OoIl]{1,4})\s*")
STOP_WORDS = frozenset(
    """aan al als bij dan dat de der die dit door een en er for had heb heeft het hij hoe ik in is je kan maar
    me meer men met mijn na naar niet nog nu of om onder ons ook op over te tegen the tot u uit uw van veel
    voor waar was wat we wel werd wie wij wil worden wordt ze zich zijn zo zoals zou""".split()  # noqa: SIM905 easier to read
)
_kraaij_pohlmann = snowballstemmer.stemmer("dutch")
_porter = snowballstemmer.stemmer("dutch_porter")


def fold(text: str) -> str:
    """Lower case, without accents; of the same length for every letter that Dutch uses."""
    if text.isascii():
        return text.lower()
    letters = []
    for letter in text:
        plain = unicodedata.normalize("NFD", letter)[0].lower()
        letters.append(plain if len(plain) == 1 else letter)
    return "".join(letters)


@lru_cache(maxsize=50_000)
def stems(word: str) -> frozenset[str]:
    """The stems of a folded word, by two methods: each knows words that the other misses."""
    if len(word) > 40 or not word.isalpha():
        return frozenset({word})
    return frozenset({_kraaij_pohlmann.stemWord(word), _porter.stemWord(word)})


class Quality(IntEnum):
    EXACT = 6
    SAME_STEM = 4
    BEGINNING = 3
    INSIDE = 1


@dataclass(frozen=True)
class Term:
    """One word that somebody looks for, folded."""

    word: str

    @cached_property
    def stems(self) -> frozenset[str]:
        return stems(self.word)

    @cached_property
    def needles(self) -> frozenset[str]:
        """Parts of words, one of which every form of this word holds: for the database to narrow down by.

        Dutch writes boom and bomen, huis and huizen, brief and brieven: each stem is taken both ways.
        """
        found = {self.word}
        for stem in self.stems:
            found |= {form for form in _spellings(stem) if len(form) > 2}
        return frozenset(one for one in found if not any(other in one for other in found - {one}))

    @cached_property
    def insides(self) -> frozenset[str]:
        """What may stand inside a longer word: only what is long enough not to stand there by chance."""
        long = {stem for stem in (self.word, *self.stems) if len(stem) >= LONG_ENOUGH}
        return frozenset(form for stem in long for form in _spellings(stem) if len(form) >= LONG_ENOUGH)

    def quality(self, word: str) -> int:
        """How well a folded `word` fits, 0 for not at all."""
        if word == self.word:
            return Quality.EXACT
        if self.stems & stems(word):
            return Quality.SAME_STEM
        if len(self.word) > 2 and word.startswith(self.word):
            return Quality.BEGINNING
        if any(inside in word for inside in self.insides):
            return Quality.INSIDE
        return 0


def _spellings(stem: str) -> set[str]:
    """A stem as it may be written in other forms: with one vowel or two, and a soft or hard end."""
    forms = {stem}
    if found := re.fullmatch(r"(.*[^aeiou])?([aeou])\2([^aeiouj])", stem):
        forms.add((found[1] or "") + found[2] + found[3])
    elif found := re.fullmatch(r"(.*[^aeiou])?([aeou])([^aeiouj])", stem):
        forms.add((found[1] or "") + found[2] * 2 + found[3])
    ends = {"s": "z", "z": "s", "f": "v", "v": "f"}
    return forms | {form[:-1] + ends[form[-1]] for form in forms if form[-1:] in ends}


@dataclass(frozen=True)
class Query:
    """What somebody asks: words that all have to be found."""

    text: str
    terms: tuple[Term, ...]
    is_cut: bool = False

    @classmethod
    def of(cls, text: str) -> "Query":
        words = [word for word in dict.fromkeys(words_of(text)) if word not in STOP_WORDS]
        words = [word for word in words if len(word) > 1 or word.isdigit()]
        return cls(text, tuple(Term(word) for word in words[:MOST_TERMS]), len(words) > MOST_TERMS)

    def __bool__(self) -> bool:
        return bool(self.terms)


def words_of(text: str) -> list[str]:
    return WORD.findall(fold(text))


class Field(NamedTuple):
    """A text to look in, and how much it counts; only `is_prose` is quoted from."""

    text: str
    weight: int = 1
    is_prose: bool = False


def score(query: Query, fields: Sequence[Field]) -> int:
    """How well `fields` answer the query, 0 when a word of it is nowhere."""
    total = 0
    found = [(field.weight, frozenset(words_of(field.text))) for field in fields if field.text]
    for term in query.terms:
        best = max(
            (
                weight * quality
                for weight, words in found
                for word in words
                if (quality := term.quality(word))
            ),
            default=0,
        )
        if not best:
            return 0
        total += best
    return total


class Piece(NamedTuple):
    text: str
    is_found: bool


def marked(text: str, query: Query) -> list[Piece]:
    """`text` in pieces, with the words that were looked for apart."""
    pieces: list[Piece] = []
    place = 0
    for match in WORD.finditer(fold(text)):
        if any(term.quality(match.group()) for term in query.terms):
            if match.start() > place:
                pieces.append(Piece(text[place : match.start()], is_found=False))
            pieces.append(Piece(text[match.start() : match.end()], is_found=True))
            place = match.end()
    if place < len(text):
        pieces.append(Piece(text[place:], is_found=False))
    return pieces


def excerpt(query: Query, fields: Iterable[Field]) -> list[Piece]:
    """Some words around the first find in the prose that holds most of the query, [] where none holds any."""
    best, most = "", 0
    for field in fields:
        if field.is_prose and field.text:
            words = frozenset(words_of(field.text))
            found = sum(any(term.quality(word) for word in words) for term in query.terms)
            if found > most:
                best, most = field.text, found
    return marked(_around_first(" ".join(best.split()), query), query) if most else []


def _around_first(text: str, query: Query) -> str:
    if len(text) <= EXCERPT:
        return text
    first = next(
        match.start()
        for match in WORD.finditer(fold(text))
        if any(term.quality(match.group()) for term in query.terms)
    )
    start = max(0, first - EXCERPT // 3)
    if start:
        start = text.find(" ", start, first) + 1 or first
    end = start + EXCERPT
    if end < len(text):
        end = text.rfind(" ", first + 1, end) if text.rfind(" ", first + 1, end) > 0 else end
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def corrected(query: Query, vocabulary: Iterable[str]) -> Query | None:
    """The query with the words that nobody uses replaced by the likeliest ones; None when there are none."""
    known = sorted(set(vocabulary))
    words = [_meant(term, known) for term in query.terms]
    if words == [term.word for term in query.terms]:
        return None
    return Query(" ".join(words), tuple(Term(word) for word in words))


def _meant(term: Term, known: Sequence[str]) -> str:
    """The known word that was probably meant; the word itself when it is known or nothing is like it."""
    if len(term.word) < LONG_ENOUGH or any(term.quality(word) for word in known):
        return term.word
    near = [(likeness(term.word, word), word) for word in known if abs(len(word) - len(term.word)) < 3]
    best, word = max(near, default=(0.0, ""))
    return word if best >= ALIKE else term.word


def likeness(one: str, other: str) -> float:
    """How alike two words are; 0 when they are surely less alike than counts."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0


def codes_meant(text: str) -> list[str]:
    """The codes that `text` may be a way of writing: mo2, "MO 02" and MO-O2 are MO-02; [] when it is none."""
    if not (found := CODE.fullmatch(text)):
        return []
    letters = found[1].upper().replace("0", "O")
    digits = found[2].upper().translate(str.maketrans("OIL", "011"))
    number = int(digits)
    return list(
        dict.fromkeys(f"{letters}-{form}" for form in (digits, f"{number:02}", f"{number:03}", number))
    )
