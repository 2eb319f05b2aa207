"""The verbs on rounds, reports and editions: the only place where those rows change.

`rounds` plans, opens and closes; `assembling` makes a report; `freezing` fixes it; `editions` makes, releases
and withdraws its documents.
"""

from workagenda.reports.written import digest_of, stored_line, stored_sections

from .assembling import (
    StaleTexts,
    correct_report,
    decide_line,
    edit_line,
    include_action,
    move_report,
    omit_action,
    start_report,
    write_section,
    write_sections,
)
from .editions import (
    MRE_REGION,
    cancel_editions,
    note_sending,
    queue_archive_copy,
    queue_council_set,
    queue_edition,
    release_council_set,
    release_edition,
    retry_editions,
    withdraw_edition,
)
from .freezing import freeze
from .notes import check_note, write_note
from .rounds import WrongStep, close_round, open_round, plan_round

__all__ = [
    "MRE_REGION",
    "StaleTexts",
    "WrongStep",
    "cancel_editions",
    "check_note",
    "close_round",
    "correct_report",
    "decide_line",
    "digest_of",
    "edit_line",
    "freeze",
    "include_action",
    "move_report",
    "note_sending",
    "omit_action",
    "open_round",
    "plan_round",
    "queue_archive_copy",
    "queue_council_set",
    "queue_edition",
    "release_council_set",
    "release_edition",
    "retry_editions",
    "start_report",
    "stored_line",
    "stored_sections",
    "withdraw_edition",
    "write_note",
    "write_section",
    "write_sections",
]
