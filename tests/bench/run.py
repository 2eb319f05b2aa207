"""One run, in a Django that has been set up for it."""

import argparse

from django.core.management import call_command

from brainport_portal.core.models import User

from . import comparisons, filling, outcome
from .busy import responses
from .editions import council_edition, council_set
from .long_documents import long_documents
from .measuring import Comparison, measure
from .outcome import Line
from .sites import bare_site, portal

FEW, MANY = 1_000, 50_000


def run(options: argparse.Namespace) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    user = filling.fill_portal()
    small = _list_ratio(user, FEW, options.rounds) if options.long and not options.editions else None
    if options.editions:
        lines, queries = [*_measure_one_edition(options), *council_set(), *long_documents(), *responses()], {}
    else:
        filling.add_actions(options.actions)
        lines, queries = _measure_all(user, options)
    if small:
        lines.append(_growth(small, _list_ratio(user, MANY, options.rounds)))
    outcome.show(lines, queries)
    outcome.write(options.json, lines, queries, actions=options.actions, rounds=options.rounds)


def _measure_all(user: User, options: argparse.Namespace) -> tuple[list[Line], dict[str, list[int]]]:
    ours, bare = portal(user), bare_site(user)
    members = [filling.member_of(size) for size in comparisons.MINE_SIZES]
    mine = [portal(member) for member in members]
    compared = [
        comparisons.action_list(ours, bare),
        comparisons.table(user),
        comparisons.action_page(ours, bare),
        comparisons.my_actions(mine[1], bare_site(members[1])),
        *_editions(options),
    ]
    measure(compared, options.rounds)
    return [outcome.compared(comparison) for comparison in compared], comparisons.query_counts(ours, mine)


def _measure_one_edition(options: argparse.Namespace) -> list[Line]:
    compared = _editions(options)
    measure(compared, options.rounds)
    return [outcome.compared(comparison) for comparison in compared]


def _editions(options: argparse.Namespace) -> list[Comparison]:
    rounds = min(3, options.rounds)
    return [council_edition(rounds), comparisons.edition(rounds)]


def _list_ratio(user: User, actions: int, rounds: int) -> float:
    filling.add_actions(actions)
    comparison = comparisons.action_list(portal(user), bare_site(user))
    measure([comparison], rounds)
    return comparison.ratio


def _growth(few: float, many: float) -> Line:
    return Line(f"4 list at {MANY:,} / {FEW:,} actions", many / few, 1.2, yardstick="each over Y2")
