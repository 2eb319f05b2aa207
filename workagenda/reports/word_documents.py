"""The two documents that others work on in Word, as data: the P&C block and the cover note.

Both are made from frozen content and fixed sentences alone. The fixed sentences say what the charter and
the proposal to the Algemeen Bestuur of 25 February 2026 say, and no more: who decides what, and on which
day, is left open as "nog in te vullen".
"""

from collections.abc import Iterable, Iterator

from django.utils.text import Truncator

from brainport_portal.core.templatetags.report_text import iso_date, paragraphs, sentence, text_lines
from brainport_portal.core.word import Block, Bullets, Document, Fact, Grid, Heading, Paragraph

from .content import LineContent, MomentContent, ReportContent
from .exports import full_title, made_on
from .figures import Figures

FEWEST_WORDS, MOST_WORDS = 150, 300
# So many of a kind are named; of more only the number is told.
MOST_NAMED = 3
# What a cover note has room for: lines that need steering, and words of the measure of one.
LONGEST_LIST, LONGEST_MEASURE = 10, 60

WHAT_IT_IS = (
    "Op 18 maart 2026 is het Samenwerkingscharter Brainport-Limburg-Kempen ondertekend. Daarin beschrijven "
    "partners uit de Brainportregio, Belgisch-Limburg en de Antwerpse Kempen hun gezamenlijke prioriteiten."
)
CORE = (
    "De kern is technologische innovatie en economische samenwerking. Die wordt ondersteund door "
    "samenwerking op het gebied van werklocaties, bereikbaarheid, wonen en landschap."
)
STATUS = (
    "Het charter is een gezamenlijke intentieverklaring. Het heeft geen juridische status. Er zijn geen "
    "bevoegdheden overgedragen, geen financiële afspraken gemaakt en geen juridische verplichtingen "
    "aangegaan."
)
NO_VIEW_ASKED = (
    "Gemeenteraden worden over de voortgang geïnformeerd via de reguliere planning- en controlcyclus (P&C) "
    "van de Metropoolregio Eindhoven (MRE). Een zienswijze is in deze fase niet aan de orde."
)
WHO_GUARDS = (
    "De taskforce (het directeurenoverleg) bewaakt de voortgang. Werkgroepen voeren de werkagenda uit. De "
    "portefeuillehoudersoverleggen bewaken de inhoudelijke afspraken binnen hun eigen thema."
)
EXAMPLES = "Voorbeeldgegevens: voortgang, data van overleg en aantallen zijn verzonnen."
COUNTED_ONCE = "Een actie kan bij meer doelstellingen horen; het totaal telt elke actie één keer."


def pc_block(content: ReportContent) -> Document:
    """A short text with a table for the regular P&C documents, with a remark when its length is unusual."""
    text = pc_text(content)
    blocks: list[Block] = [Paragraph(remark, is_remark=True) for remark in _remarks(content)]
    blocks += [Paragraph(paragraph) for paragraph in text]
    blocks += [goal_grid(content), Paragraph(COUNTED_ONCE)]
    return Document(
        title="Samenwerking met de Vlaamse grensregio’s", made_on=made_on(content), blocks=tuple(blocks)
    )


def pc_warning(content: ReportContent) -> str:
    """A word to the reporting coordinator when the block is shorter or longer than usual; else empty."""
    count = count_words(pc_text(content))
    if FEWEST_WORDS <= count <= MOST_WORDS:
        return ""
    advice = "Kort de kernboodschap in." if count > MOST_WORDS else "Vul de kernboodschap aan."
    return f"Dit blok telt {count} woorden; de bedoeling is {FEWEST_WORDS} tot {MOST_WORDS}. {advice}"


def pc_text(content: ReportContent) -> tuple[str, ...]:
    """The paragraphs of the block: what must be said, and after it what there is room for."""
    text = [
        f"{WHAT_IT_IS} {_size(content)}",
        _state(content),
        *paragraphs(content.sections.get("summary", "")),
        *_stuck(content),
    ]
    ending = [f"{STATUS} {NO_VIEW_ASKED}"]
    for extra in (_results(content), _ahead(content), WHO_GUARDS, CORE):
        if extra and count_words([*text, extra, *ending]) <= MOST_WORDS:
            text.append(extra)
    return (*text, *ending)


def count_words(text: Iterable[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in text)


def cover_note(content: ReportContent) -> Document:
    """The note on top of the report for the Algemeen Bestuur, under the headings of its proposals."""
    blocks = [*_letterhead(content), *_summary(content), *_occasion(content), *_process(content)]
    blocks += [*_contents(content), *_follow_up(content), *_decision()]
    return Document(
        title="Oplegger bij de voortgangsrapportage Samenwerkingscharter Brainport-Limburg-Kempen",
        made_on=made_on(content),
        blocks=tuple(blocks),
        footer=f"{content.reference}, versie {content.version}",
    )


def goal_grid(content: ReportContent) -> Grid:
    """Goals by rating: the same figures as in every other document of the report."""
    ratings = tuple(rating.label for rating in content.figures.ratings)
    rows = [
        _row(f"{progress.goal.code} {progress.goal.short_name}", progress.figures)
        for theme in content.progress
        for progress in theme.goals
    ]
    if content.unassigned.lines:
        rows.append(_row(content.unassigned.goal.short_name, content.unassigned.figures))
    return Grid(
        caption=f"Aantal acties per doelstelling en beoordeling op {iso_date(content.reference_date)}",
        headings=("Doelstelling", "Acties", *ratings),
        rows=(*rows, _row("Totaal", content.figures)),
    )


def _row(name: str, figures: Figures) -> tuple[str | int, ...]:
    return (name, figures.total, *(rating.count for rating in figures.ratings))


def _remarks(content: ReportContent) -> Iterator[str]:
    if content.contains_examples:
        yield EXAMPLES
    if warning := pc_warning(content):
        yield f"{warning} Verwijder deze regel voor u het blok gebruikt."


def _size(content: ReportContent) -> str:
    """What the charter has, and where its actions stand; a report may be on some of its themes only."""
    agendas = f"de werkagenda’s {content.agenda_years}" if content.agenda_years else "werkagenda’s"
    return f"Het charter heeft twee thema’s en zeven doelstellingen. De acties staan in {agendas}."


def _state(content: ReportContent) -> str:
    """The figures in words, and how many actions have no news of this round."""
    figures, day = content.figures, iso_date(content.reference_date)
    if not figures.total:
        return f"Op {day} staan in deze rapportage geen acties uit de werkagenda’s."
    counts = "; ".join(f"{rating.label}: {rating.count}" for rating in figures.ratings)
    text = f"De stand op {day} gaat over {_actions(figures.total)}. {counts.capitalize()}."
    if figures.carried:
        text += f" Voor {_actions(figures.carried)} is een eerdere stand overgenomen."
    return text


def _stuck(content: ReportContent) -> Iterator[str]:
    """Where steering is needed, by code and title; there may be many, so not all are named."""
    stalled = content.stalled_lines
    if not stalled:
        yield "Bij geen enkele actie is bijsturing nodig."
        return
    named = "; ".join(_short(line) for line in stalled[:MOST_NAMED])
    more = len(stalled) - MOST_NAMED
    yield f"Bijsturing is nodig bij {named}{f' en nog {_actions(more)}' if more > 0 else ''}."


def _short(line: LineContent) -> str:
    return f"{line.title.strip().rstrip('.')} ({line.code})"


def _results(content: ReportContent) -> str:
    results = text_lines(content.sections.get("results", ""))
    return " ".join(sentence(result) for result in results[:MOST_NAMED])


def _ahead(content: ReportContent) -> str:
    moments = content.outlook[:MOST_NAMED]
    return f"Op de agenda staan: {'; '.join(_moment(moment) for moment in moments)}." if moments else ""


def _moment(moment: MomentContent) -> str:
    text = f"{iso_date(moment.when)}: {moment.what.strip().rstrip('.')}"
    remark = moment.remark.strip().rstrip(".")
    return f"{text}, {remark}" if remark else text


def _actions(count: int) -> str:
    return f"{count} actie" if count == 1 else f"{count} acties"


def _letterhead(content: ReportContent) -> Iterator[Block]:
    if content.contains_examples:
        yield Paragraph(EXAMPLES, is_remark=True)
    confirmed = "" if content.dates_confirmed else " (te bevestigen)"
    yield Fact("Aan", "het Algemeen Bestuur van de Metropoolregio Eindhoven (MRE)")
    yield Fact("Vergadering van")
    yield Fact("Agendapunt")
    yield Fact("Portefeuillehouder")
    yield Fact("Kenmerk van de rapportage", f"{content.reference}, versie {content.version}")
    yield Fact("Peildatum", f"{iso_date(content.reference_date)}{confirmed}")
    yield Fact("Bijlage", full_title(content))
    yield Fact("Gevraagd", "ter kennisneming")


def _summary(content: ReportContent) -> Iterator[Block]:
    yield Heading("Samenvatting")
    start, end = iso_date(content.period_start), iso_date(content.reference_date)
    yield Paragraph(
        "Hierbij ontvangt u de voortgangsrapportage over het Samenwerkingscharter Brainport-Limburg-Kempen. "
        f"Zij gaat over de periode van {start} tot en met {end}."
    )
    for paragraph in paragraphs(content.sections.get("summary", "")):
        yield Paragraph(paragraph)
    yield Paragraph(_state(content))


def _occasion(content: ReportContent) -> Iterator[Block]:
    yield Heading("Aanleiding")
    yield Paragraph(
        "Het Algemeen Bestuur heeft op 3 juli 2024 ingestemd met het verdiepen van de verkenning van de "
        "mogelijke samenwerking met de grensregio’s in Vlaanderen. Het voorstel om in te stemmen met het "
        "samenwerkingscharter stond op 25 februari 2026 op de agenda. Op 18 maart 2026 is het charter "
        "ondertekend."
    )
    yield Paragraph(f"{_size(content)} {NO_VIEW_ASKED}")


def _process(content: ReportContent) -> Iterator[Block]:
    figures = content.figures
    yield Heading("Proces tot nu toe")
    yield Paragraph(
        "De werkgroepen hebben per actie gemeld hoe het staat. Per actie telt de laatste melding waarmee de "
        f"trekker akkoord is. Voor {_actions(figures.confirmed)} is in deze ronde een melding gedaan of "
        f"bevestigd; voor {_actions(figures.carried)} is een eerdere stand overgenomen. De partners konden "
        "de rapportage controleren voordat zij is vastgelegd."
    )
    held = (*content.meetings, *content.decisions)
    if held:
        yield Paragraph("Overleg en besluiten in deze periode:")
        yield Bullets(tuple(_moment(moment) for moment in held))
    yield Fact("Behandeld in het Dagelijks Bestuur op")


def _contents(content: ReportContent) -> Iterator[Block]:
    yield Heading("Inhoud")
    yield goal_grid(content)
    yield Paragraph(COUNTED_ONCE)
    if results := text_lines(content.sections.get("results", "")):
        yield Heading("Belangrijkste resultaten", level=2)
        yield Bullets(tuple(results))
    yield Heading("Bijsturing", level=2)
    yield from _steering_list(content.stalled_lines)
    yield Heading("Juridische status en rollen", level=2)
    yield Paragraph(STATUS)
    yield Paragraph(WHO_GUARDS)


def _steering_list(lines: tuple[LineContent, ...]) -> Iterator[Block]:
    """The lines that need steering, as many as a cover note has room for."""
    if not lines:
        yield Paragraph("Bij geen enkele actie is bijsturing nodig.")
        return
    yield Bullets(tuple(_steering(line) for line in lines[:LONGEST_LIST]))
    if more := len(lines[LONGEST_LIST:]):
        yield Paragraph(f"Dit geldt voor nog {_actions(more)}; zie de rapportage.")


def _steering(line: LineContent) -> str:
    measure = Truncator(line.corrective_action.strip()).words(
        LONGEST_MEASURE, truncate=" … (zie de rapportage)"
    )
    return f"{_short(line)}. Maatregel: {sentence(measure) if measure else 'nog niet bepaald.'}"


def _follow_up(content: ReportContent) -> Iterator[Block]:
    yield Heading("Vervolgproces")
    yield Paragraph(
        "Bij deze rapportage hoort per gemeente een korte rapportage voor de raad. Het college of de griffie "
        "van de gemeente bepaalt of en wanneer de raad die ontvangt."
    )
    if content.outlook:
        yield Bullets(tuple(_moment(moment) for moment in content.outlook))
    yield Fact("Communicatie")


def _decision() -> Iterator[Block]:
    yield Heading("Voorgesteld besluit")
    yield Paragraph("Kennis te nemen van de voortgangsrapportage.")
    yield Fact("Plaats en datum")
    yield Paragraph("Het Dagelijks Bestuur van de Metropoolregio Eindhoven,")
    yield Fact("De secretaris")
    yield Fact("De voorzitter")
