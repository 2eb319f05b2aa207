from dataclasses import replace

from tests.reports import samples
from workagenda.reports.content import MomentContent
from workagenda.reports.drawings import outlook_timeline, rating_matrix


def kinds(line):
    """What is drawn, by the first two words of its label."""
    return {" ".join(mark.label.split()[:2]): mark.kind for row in line.rows for mark in row.marks}


def test_matrix_counts_what_the_report_counts():
    content = samples.make_heavy_content()

    rows = {row.label: row for row in rating_matrix(content).rows}

    for theme in content.themes:
        for goal in theme.goals:
            figures = content.figures_of_goal(goal.code)
            row = rows[f"{goal.code} {goal.short_name}"]
            assert row.total == figures.total
            assert [cell.count for cell in row.cells] == list(figures.by_rating.values())


def test_matrix_shows_which_actions_changed_and_how():
    rows = {row.label: row for row in rating_matrix(samples.make_content()).rows}

    arrows = [[arrow.key for arrow in cell.arrows] for cell in rows["2A Werklocaties"].cells]
    assert arrows == [["first"], ["worse"], [], []]
    assert not any(cell.arrows for cell in rows["2B Bereikbaarheid"].cells)


def test_matrix_has_a_row_for_actions_without_goal():
    line = samples.make_line("XX-01", "9Z", "Titel")

    rows = rating_matrix(samples.make_content(lines=(line,))).rows

    assert (rows[-1].label, rows[-1].total) == ("Zonder doelstelling", 1)


def test_timeline_draws_a_date_never_more_exactly_than_it_is_known():
    line = outlook_timeline(samples.make_content())

    assert kinds(line) == {
        "WL-01 Werkgroep": "period",
        "Taskforce bespreekt": "day",
        "Algemeen Bestuur": "period",
        "Peildatum van": "day",
    }
    assert [row.label_lines for row in line.rows] == [("Mijlpalen",), ("Overleg en rapportage",)]


def test_timeline_takes_a_date_of_unknown_precision_for_a_month():
    content = samples.make_content()
    bare = tuple(replace(moment, precision="") for moment in content.outlook)

    assert set(kinds(outlook_timeline(replace(content, outlook=bare))).values()) == {"period"}


def test_timeline_survives_days_that_are_none():
    moments = (
        *(MomentContent("ooit", f"Moment {n}", day=day) for n, day in enumerate(("", "31-2-2027", "morgen"))),
        MomentContent("februari 2027", "Goed", day="2027-02-03", precision="nonsense", until="nooit"),
        MomentContent("maart 2027", "Ook goed", day="2027-03-03", precision="day"),
    )

    assert kinds(outlook_timeline(samples.make_content(outlook=moments))) == {
        "Goed": "period",
        "Ook goed": "day",
    }
    assert outlook_timeline(samples.make_content(reference_date="")) is None


def test_timeline_of_hardly_anything_is_not_drawn():
    content = samples.make_content()

    assert outlook_timeline(replace(content, outlook=content.outlook[:1])) is None
    assert outlook_timeline(replace(content, outlook=())) is None
