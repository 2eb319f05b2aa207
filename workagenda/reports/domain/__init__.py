"""The verbs on rounds, reports and editions: the only place where those rows change.

`rounds` plans, opens and closes; `assembling` makes a report; `freezing` fixes it; `editions` makes, releases
and withdraws its documents; `notes` tells municipalities what it means for them; `remarks` is what partners
say of it; `notices` mails them.
"""

from workagenda.reports.written import digest_of, stored_line, stored_sections

from .assembling import (
    StaleTexts,
    change_check_date,
    check_date_for,
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
from .notices import line_was_told
from .remarks import (
    answer_remark,
    handle_remark,
    reason_against_remarks,
    reopen_remark,
    settle_remark,
    write_remark,
)
from .rounds import WrongStep, close_round, open_round, plan_round

__all__ = [
    "MRE_REGION",
    "StaleTexts",
    "WrongStep",
    "answer_remark",
    "cancel_editions",
    "change_check_date",
    "check_date_for",
    "check_note",
    "close_round",
    "correct_report",
    "decide_line",
    "digest_of",
    "edit_line",
    "freeze",
    "handle_remark",
    "include_action",
    "line_was_told",
    "move_report",
    "note_sending",
    "omit_action",
    "open_round",
    "plan_round",
    "queue_archive_copy",
    "queue_council_set",
    "queue_edition",
    "reason_against_remarks",
    "release_council_set",
    "release_edition",
    "reopen_remark",
    "retry_editions",
    "settle_remark",
    "start_report",
    "stored_line",
    "stored_sections",
    "withdraw_edition",
    "write_note",
    "write_remark",
    "write_section",
    "write_sections",
]
