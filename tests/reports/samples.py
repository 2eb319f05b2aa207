"""Makers of report contents: a normal one like the visual target, an empty, a heavy and a hostile one."""

from dataclasses import replace

from workagenda.reports.content import (
    ConnectionContent,
    GoalContent,
    LeadContent,
    LineContent,
    MilestoneContent,
    MomentContent,
    MunicipalityContent,
    OmittedContent,
    PlaceContent,
    PreviousContent,
    ReportContent,
    SeatContent,
    ThemeContent,
)

RATING_LABELS = {
    "on_track": "op koers",
    "attention": "vraagt aandacht",
    "stalled": "bijsturing nodig",
    "not_rated": "nog geen inschatting",
}
PHASE_LABELS = {
    "not_started": "niet gestart",
    "in_preparation": "in voorbereiding",
    "in_progress": "in uitvoering",
}

THEMES = (
    ThemeContent(
        number=1,
        name="Innovatieclusters",
        domains=(
            "biobased bouwen en materialen",
            "smart en clean mobility",
            "robuuste elektronica en high precision manufacturing",
            "big science",
        ),
        leads=(
            LeadContent("Brainportregio", "Brainport Development"),
            LeadContent("Limburg", ""),
            LeadContent("Kempen", ""),
        ),
        goals=(
            GoalContent(
                "1A",
                "Innovatieprioriteiten",
                "Structurele samenwerking opzetten rond gedeelde innovatieprioriteiten, zowel bilateraal als "
                "trilateraal.",
            ),
            GoalContent(
                "1B",
                "Ecosysteem",
                "Bedrijven, kennis- en onderwijsinstellingen en andere stakeholders grensoverschrijdend "
                "verbinden binnen een veerkrachtig ecosysteem.",
            ),
            GoalContent(
                "1C",
                "Verbindingspersonen",
                "Verbindingspersonen in de regio’s aanduiden om grensoverschrijdende samenwerking en "
                "synergieën te creëren met economische en maatschappelijke meerwaarde.",
            ),
        ),
    ),
    ThemeContent(
        number=2,
        name="Ruimtelijk-economische samenwerking",
        domains=("werklocaties", "mobiliteit", "wonen", "landschappelijke structuren"),
        leads=(
            LeadContent("Brainportregio", "Metropoolregio Eindhoven"),
            LeadContent("Limburg", ""),
            LeadContent("Kempen", ""),
        ),
        goals=(
            GoalContent(
                "2A",
                "Werklocaties",
                "Strategische werklocaties identificeren die goed ontsloten zijn, ruimte om te werken bieden "
                "en — op basis van complementariteit — bijdragen aan duurzame verankering van economische "
                "activiteit over de regio’s heen.",
            ),
            GoalContent(
                "2B",
                "Bereikbaarheid",
                "Grensoverschrijdende bereikbaarheid, de mobiliteitstransitie en connecties verbeteren door "
                "betere integratie van de vervoersnetwerken, zowel voor fiets, openbaar vervoer als auto. "
                "Zowel snelle verbindingen tussen de steden als lokale verbindingen tussen grensgemeenten "
                "voor dagdagelijkse verplaatsingen zijn hiervoor noodzakelijk.",
            ),
            GoalContent(
                "2C",
                "Wonen",
                "De woningvoorraad in vitale steden en dorpen laten aansluiten bij de toekomstige vraag, "
                "waarbij een afgestemde en evenwichtige woonontwikkeling zorgt voor een betere verdeling van "
                "lusten en lasten over de betrokken gebieden.",
            ),
            GoalContent(
                "2D",
                "Landschap",
                "Grensoverschrijdende landschappelijke structuren (groen-blauw) tussen steden en dorpen "
                "versterken voor een attractieve en gezonde leefomgeving.",
            ),
        ),
    ),
)

PLACES = {
    place.name: place
    for place in (
        PlaceContent("Pelt", 51.2281, 5.4427, "flanders"),
        PlaceContent("Valkenswaard", 51.3508, 5.4597, "mre"),
        PlaceContent("Hamont", 51.2533, 5.5473, "flanders"),
        PlaceContent("Weert", 51.2517, 5.7069, "outside"),
        PlaceContent("Eindhoven", 51.4408, 5.4778, "mre"),
        PlaceContent("Turnhout", 51.3225, 4.9447, "flanders"),
        PlaceContent("Bergeijk", 51.3192, 5.3583, "mre"),
        PlaceContent("Lommel", 51.2307, 5.3135, "flanders"),
        PlaceContent("Reusel", 51.3625, 5.1653, "mre"),
    )
}


def make_connection(
    number: int, name: str, ends: str, mode: str = "undecided", label: str = "niet bepaald", km=None
):
    """A connection between the places named in `ends`, as in "Pelt Valkenswaard"; one name makes a node."""
    places = [PLACES[end] for end in ends.split()]
    return ConnectionContent(number, name, mode, label, places[0], places[1] if len(places) > 1 else None, km)


CONNECTIONS = (
    make_connection(1, "Verbinding knoop/hub Pelt-Valkenswaard", "Pelt Valkenswaard", km=13.7),
    make_connection(2, "Spoorverbinding Hamont-Weert", "Hamont Weert", "rail", "spoor", 11.1),
    make_connection(3, "Snelbus Eindhoven-Turnhout", "Eindhoven Turnhout", "bus", "bus", 39.4),
    make_connection(4, "Verbinding Bergeijk-Lommel", "Bergeijk Lommel", km=10.3),
    make_connection(5, "Knoop Reusel", "Reusel", "node", "knoop"),
)


BERGEIJK = MunicipalityContent(
    slug="bergeijk",
    name="Bergeijk",
    is_city=False,
    country="NL",
    region="Brainportregio",
    note="De verbinding Bergeijk-Lommel begint in het centrum van Bergeijk. De gemeente denkt mee over de "
    "eerste vraag: welke reizigers hebben er baat bij?",
    note_author="beleidsadviseur mobiliteit",
    note_checked_on="2027-01-11",
    actions=("MO-02",),
    connections=(4,),
    seats=(SeatContent("Werkgroep Mobiliteit", "lid", "beleidsadviseur mobiliteit"),),
)
BEST = MunicipalityContent(slug="best", name="Best", is_city=False, country="NL", region="Brainportregio")
LOMMEL = MunicipalityContent(
    slug="lommel",
    name="Lommel",
    is_city=True,
    country="BE",
    region="Limburg",
    actions=("MO-02",),
    connections=(4,),
)
MILESTONES = (
    MilestoneContent(
        "WO-01", "Bundel klaar", "2026-11-26", "november 2026", reached_on="2026-11-26", precision="month"
    ),
    MilestoneContent(
        "LA-02", "Lessen op papier", "2026-12-01", "december 2026", is_example=True, precision="month"
    ),
    MilestoneContent(
        "MO-02",
        "Keuze van twee quick-wins",
        "2027-02-15",
        "februari 2027",
        is_example=True,
        precision="month",
    ),
    MilestoneContent(
        "WL-01",
        "Gedeelde lijst besproken",
        "2027-04-01",
        "voorjaar 2027",
        is_example=True,
        precision="quarter",
    ),
)


def make_line(code: str, goal: str, title: str, rating: str = "on_track", **changes) -> LineContent:
    """A confirmed line; what is not given is empty."""
    phase = changes.pop("phase", "in_progress")
    previous = changes.pop("previous_rating", rating)
    line = LineContent(
        code=code,
        title=title,
        official_title=title,
        goals=(goal,),
        domain="",
        working_group="",
        lead="",
        phase=phase,
        phase_label=PHASE_LABELS[phase],
        rating=rating,
        rating_label=RATING_LABELS[rating],
        as_of="2026-11-18",
        confirmation="confirmed",
        carried_reason="",
        done="",
        next_step="",
        bottleneck="",
        cause="",
        cause_label="",
        consequence="",
        corrective_action="",
        request="",
        stuck_since="",
        previous_rating=previous,
        previous_rating_label=RATING_LABELS.get(previous, ""),
    )
    return replace(line, **changes)


def normal_lines() -> tuple[LineContent, ...]:
    locations, mobility = "Werkgroep Werklocaties", "Werkgroep Mobiliteit"
    living, landscape = "Werkgroep Wonen", "Werkgroep Landschap"
    return (
        make_line(
            "WL-01",
            "2A",
            "Verbinden van strategische werklocaties",
            previous_rating="not_rated",
            working_group=locations,
            as_of="2026-10-12",
            done="De strategische werklocaties aan beide zijden van de grens staan op één gedeelde lijst, "
            "met per locatie hoe zij is ontsloten.",
            next_step="In het voorjaar van 2027 bespreekt de werkgroep welke locaties elkaar aanvullen.",
        ),
        make_line(
            "WL-02",
            "2A",
            "Verkennen behoefte bijkomende werklocaties",
            "attention",
            previous_rating="on_track",
            phase="in_preparation",
            working_group=locations,
            bottleneck="Voor de behoefteverkenning is aan beide zijden te weinig tijd vrijgemaakt.",
            cause="capacity",
            cause_label="capaciteit",
            corrective_action="Eerst de cijfers gebruiken die de partners al hebben",
            stuck_since="2026-11-18",
        ),
        make_line(
            "WL-03",
            "2A",
            "Kennisdeling programmering, verdichting, intensivering, uitgiftebeleid, etc.",
            working_group=locations,
            as_of="2026-12-09",
            done="In twee bijeenkomsten zijn ervaringen met verdichting en uitgifte gedeeld.",
            next_step="Er volgt een derde kennisbijeenkomst.",
        ),
        make_line(
            "MO-01",
            "2B",
            "Betere afstemming en integratie vervoersregio’s",
            "attention",
            phase="in_preparation",
            working_group=mobility,
            as_of="2026-12-03",
            done="De vervoersregio’s hebben hun planning naast elkaar gelegd.",
            bottleneck="Bevoegdheden liggen in Nederland en Vlaanderen bij andere overheden.",
            cause="governance",
            cause_label="governance",
            corrective_action="Per verbinding vastleggen wie beslist.",
            stuck_since="2026-05-20",
        ),
        make_line(
            "MO-02",
            "2B",
            "Quick-wins en gezamenlijke lobby bij regionale verbindingen (e.g. verbinding knoop/hub "
            "Pelt-Valkenswaard, spoorverbinding Hamont-Weert, snelbus Eindhoven-Turnhout, verbinding "
            "Bergeijk-Lommel, knoop Reusel, etc.)",
            working_group=mobility,
            as_of="2026-12-14",
            done="Voor elk van de vijf genoemde verbindingen is de eerste vraag op papier gezet en besproken "
            "(zie hoofdstuk 4).",
            next_step="De werkgroep kiest twee quick-wins en bereidt een gezamenlijke boodschap voor.",
        ),
        make_line(
            "MO-03",
            "2B",
            "Toekomstperspectieven verkennen, e.g. internationale treinverbindingen.",
            "not_rated",
            phase="not_started",
            working_group=mobility,
            as_of="2026-05-20",
            confirmation="carried",
            carried_reason="waits",
        ),
        make_line(
            "WO-01",
            "2C",
            "Delen van onderzoeken en inzichten in woningmarkt",
            working_group=living,
            as_of="2026-11-26",
            done="Onderzoek naar de woningmarkt uit de drie regio’s is gebundeld en besproken.",
            next_step="De werkgroep maakt een korte vergelijking van vraag en aanbod langs de grens.",
        ),
        make_line(
            "WO-02",
            "2C",
            "Benutten trajecten universiteit Antwerpen en TU/e",
            phase="in_preparation",
            working_group=living,
            as_of="2026-11-05",
            done="Met de Universiteit Antwerpen en de TU/e is gesproken over lopende trajecten.",
        ),
        make_line(
            "WO-03",
            "2C",
            "Delen kennis voorzieningenaanpak MRE.",
            "not_rated",
            phase="not_started",
            working_group=living,
            as_of="2026-05-12",
            confirmation="carried",
            carried_reason="no_news",
        ),
        make_line(
            "LA-01",
            "2D",
            "Verbinden ‘coalition of the willing’ vanuit bestaande samenwerkingen (e.g. rondom Nationaal "
            "Park Van Gogh)",
            "stalled",
            previous_rating="not_rated",
            phase="in_preparation",
            working_group=landscape,
            as_of="2026-12-04",
            bottleneck="Bestaande samenwerkingen geven voorrang aan hun eigen plannen.",
            cause="prioritisation",
            cause_label="prioritering",
            consequence="De ‘coalition of the willing’ is niet gevormd.",
            corrective_action="Beginnen met één gebied, rondom Nationaal Park Van Gogh.",
            stuck_since="2026-05-12",
        ),
        make_line(
            "LA-02",
            "2D",
            "Wederzijdse werkbezoeken en kennisdeling",
            working_group=landscape,
            as_of="2026-10-30",
            done="Twee wederzijdse werkbezoeken zijn gehouden, één aan elke zijde van de grens.",
            next_step="De werkgroep verwerkt de lessen uit de werkbezoeken.",
        ),
        make_line(
            "LA-03",
            "2D",
            "Adresseren aandachtspunten die raken aan duurzame, gezonde en attractieve leefomgeving.",
            "not_rated",
            phase="not_started",
            working_group=landscape,
            as_of="2026-05-12",
            confirmation="carried",
            carried_reason="no_news",
            next_step="Deze actie volgt na de werkbezoeken.",
        ),
    )


def make_content(**changes) -> ReportContent:
    """A normal report: twelve actions, as in the visual target."""
    content = ReportContent(
        title="Voortgangsrapportage Samenwerkingscharter Brainport-Limburg-Kempen",
        reference="BLK-2026-2-AB",
        round_name="Tweede ronde 2026",
        period_start="2026-06-02",
        reference_date="2026-12-31",
        dates_confirmed=False,
        version="1.0",
        corrects="",
        frozen_on="2027-01-15",
        contains_examples=True,
        agenda_years="2026–2027",
        site_address="https://portaal.example",
        sections={
            "results": "De strategische werklocaties aan beide zijden van de grens staan op één gedeelde "
            "lijst (WL-01).\nVoor elk van de vijf genoemde verbindingen is vastgelegd welke vraag eerst een "
            "antwoord nodig heeft (MO-02).\nOnderzoek naar de woningmarkt uit de drie regio’s is "
            "gebundeld en besproken (WO-01).",
        },
        themes=THEMES,
        lines=normal_lines(),
        omitted=(),
        explorations=("life sciences", "pharma", "AI", "talent"),
        connections=CONNECTIONS,
        meetings=(
            MomentContent(
                "rond juni 2026",
                "Tweede rondetafelconferentie",
                "Gepland (niet bevestigd). De stad Turnhout heeft aangeboden deze te faciliteren.",
                "AB-voorstel 25-2-2026",
            ),
            MomentContent("2026-09-24", "Taskforce (directeurenoverleg)", "Voortgang besproken."),
            MomentContent(
                "november 2026", "Portefeuillehoudersoverleg Mobiliteit", "Geïnformeerd over MO-02."
            ),
        ),
        decisions=(),
        outlook=(
            MomentContent(
                "2027-01-28", "Taskforce bespreekt deze rapportage", day="2027-01-28", precision="day"
            ),
            MomentContent(
                "februari 2027",
                "Algemeen Bestuur neemt kennis van deze rapportage",
                "(te bevestigen)",
                day="2027-02-24",
                precision="month",
            ),
            MomentContent(
                "voorjaar 2027",
                "Werkgroep Werklocaties bespreekt welke locaties elkaar aanvullen (WL-01)",
                day="2027-04-01",
                precision="quarter",
                code="WL-01",
            ),
            MomentContent(
                "2027-06-01",
                "Peildatum van de volgende rapportage",
                "(te bevestigen)",
                day="2027-06-01",
                precision="day",
            ),
            MomentContent(
                "geen datum",
                "Afstemming met de direct betrokken en nabijgelegen MRE-gemeenten over hun rol",
                "(gepland)",
            ),
            MomentContent("eind 2027", "Einde van de looptijd van de eerste werkagenda’s (2026–2027)"),
        ),
        agenda_changes=(),
        previous=PreviousContent(
            "2026-06-01", 12, {"on_track": 6, "attention": 1, "stalled": 0, "not_rated": 5}
        ),
        milestones=MILESTONES,
        next_round=MomentContent(
            "2027-06-01",
            "Peildatum van de volgende rapportage",
            "te bevestigen",
            day="2027-06-01",
            precision="day",
        ),
        municipalities=(BERGEIJK, BEST, LOMMEL),
    )
    return replace(content, **changes)


def make_empty_content() -> ReportContent:
    """The first report of a collaboration in which nothing has happened yet; not frozen."""
    return make_content(
        frozen_on="",
        contains_examples=False,
        dates_confirmed=True,
        sections={},
        lines=(),
        explorations=(),
        connections=(),
        meetings=(),
        outlook=(),
        previous=None,
        milestones=(),
        next_round=None,
        municipalities=tuple(
            replace(row, note="", note_author="", note_checked_on="", actions=(), connections=(), seats=())
            for row in (BERGEIJK, BEST, LOMMEL)
        ),
    )


LONG_TEXT = "\n\n".join(
    f"Alinea {number}. "
    + "De werkgroep heeft de uitkomsten besproken met de gemeenten aan beide zijden. " * 12
    for number in range(1, 12)
)[:10_000]


def make_heavy_content(actions: int = 200, long_texts: int = 2) -> ReportContent:
    """Far more than anyone should report: many actions, some with texts of 10,000 characters."""
    goals = [goal.code for theme in THEMES for goal in theme.goals]
    ratings = list(RATING_LABELS)
    lines = tuple(
        make_line(
            f"AC-{number:03}",
            goals[number % len(goals)],
            f"Actie {number} over een onderwerp dat beide zijden van de grens raakt",
            ratings[number % 4],
            working_group="Werkgroep Mobiliteit",
            done=LONG_TEXT if number < long_texts else "Er is overlegd.",
            next_step="Het overleg gaat door.",
            bottleneck="Te weinig tijd." if ratings[number % 4] in ("attention", "stalled") else "",
            cause_label="capaciteit",
            corrective_action="Meer tijd vrijmaken.",
            stuck_since="2026-05-12",
            confirmation="carried" if number % 5 == 0 else "confirmed",
            carried_reason="no_news" if number % 5 == 0 else "",
        )
        for number in range(actions)
    )
    omitted = tuple(
        OmittedContent(f"AC-9{n:02}", f"Weggelaten actie {n}", "Nog niet gestart") for n in range(5)
    )
    return make_content(lines=lines, omitted=omitted)


HOSTILE = (
    "<script>alert(1)</script><img src='file:///etc/passwd'>{{ 7|add:7 }} & \"aanhaling\"\n"
    "عربي עברית 👩‍👩‍👧 e\u0301 \u202eomgekeerd\u202c\n\n" + "A" * 400
)


def make_hostile_content() -> ReportContent:
    """Markup, right-to-left text, emoji and a word without end in every text that people type."""
    first, second, *rest = normal_lines()
    first = replace(first, title=HOSTILE, done=HOSTILE, next_step=HOSTILE)
    second = replace(second, bottleneck=HOSTILE, corrective_action=HOSTILE, consequence=HOSTILE, lead=HOSTILE)
    return make_content(
        lines=(first, second, *rest),
        sections=dict.fromkeys(("summary", "results", "request", "explorations"), HOSTILE),
        meetings=(MomentContent("<b>gisteren</b>", HOSTILE, HOSTILE, HOSTILE),),
        omitted=(OmittedContent("<i>", HOSTILE, HOSTILE),),
    )
