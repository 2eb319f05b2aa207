"""The whole of design section 3 as a table: every URL, every target, every persona, every method.

A cell says what somebody gets: `y` yes, `l` the log-in page, `n` no (403 with the reason), `-` out of sight
(404). The columns are the personas, in the order of PERSONAS.
"""

from dataclasses import dataclass

PERSONAS = (
    "visitor",
    "seatless",
    "switched_off",
    "seat_ended",
    "outsider",
    "official",
    "coordinator",
    "director",
    "reporter",
    "administrator",
)
NOT_LOGGED_IN = ("visitor", "switched_off")
READ = ("GET", "HEAD")
METHODS = (*READ, "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Row:
    """One URL on one target: who gets what, and what the method answers to those who may.

    `post_cells` where more people may read than may write.
    """

    name: str
    target: str
    cells: str
    get: int | None = 200
    post: int | None = None
    post_cells: str = ""

    def cell(self, persona: str, method: str = "GET") -> str:
        if persona in NOT_LOGGED_IN and self.name not in PUBLIC_PAGES:
            return "l"
        cells = self.post_cells if method == "POST" and self.post_cells else self.cells
        return cells.split()[PERSONAS.index(persona)]

    def expected(self, persona: str, method: str) -> int:
        match self.cell(persona, method):
            case "-":
                return 404
            case "n":
                return 403
            case "l":
                return 302 if method in (*READ, "OPTIONS") else 403
        if method in READ and self.get is not None:
            return self.get
        if method == "POST" and self.post is not None:
            return self.post
        return 405


#                                 vis sless off end out off coo dir rep adm
EVERYONE = "y   y     y   y   y   y   y   y   y   y"
PARTICIPANTS = "-   -     -   -   y   y   y   y   y   y"
GROUP_AND_WATCHERS = "-   -     -   -   -   y   y   y   y   -"
REPORTS_ON_GROUP = "-   -     -   -   -   y   y   n   n   -"
GROUP_DECIDES_NOTHING = "-   -     -   -   -   n   n   n   n   -"
REPORTS_ON_PUBLIC = "l   n     l   n   n   y   y   n   n   n"
REPORTS_ON_PARTNERS = "-   -     -   -   n   y   y   n   n   n"
REPORTS_SOMETHING = "l   n     l   n   y   y   y   n   n   n"
HAS_ACCOUNT = "l   y     l   y   y   y   y   y   y   y"
ONLY_ITS_WRITER = "-   -     -   -   -   y   -   -   -   -"
REVIEWS = "l   n     l   n   n   n   y   n   y   n"
SEES_AGREED = "-   -     -   -   y   y   y   y   y   y"
CORRECTS_AGREED = "-   -     -   -   n   y   y   n   n   n"
SEES_SUBMITTED = "-   -     -   -   -   y   y   -   -   -"
GROUP_ONLY = "-   -     -   -   -   y   y   -   -   -"
NOBODY_DECIDES = "-   -     -   -   n   n   n   n   n   n"
COORDINATOR_DECIDES = "-   -     -   -   -   n   y   -   -   -"
REPORTER_DECIDES = "-   -     -   -   -   n   n   -   y   -"
GROUP_MAY_NOT_DECIDE = "-   -     -   -   -   n   n   -   -   -"
LEFT_TO_REPORTER = "-   -     -   -   -   y   y   -   y   -"
OVERSEES = "l   n     l   n   n   n   n   y   y   n"
FLAGS_PUBLIC = "l   n     l   n   n   n   y   y   y   n"
FLAGS_HIDDEN = "-   -     -   -   -   n   y   y   y   -"
FLAGS_PARTNERS = "-   -     -   -   n   n   y   y   y   n"
ASSEMBLES = "l   n     l   n   n   n   n   n   y   n"
SEES_WORK = "-   -     -   -   -   -   y   y   y   -"
ASSEMBLES_WORK = "-   -     -   -   -   -   n   n   y   -"
ASSEMBLES_RELEASED = "l   n     l   n   n   n   n   n   y   n"
ANSWERS_UNSEEN = "-   -     -   -   -   -   -   n   y   -"
READS_ALL_WORK = "-   -     -   -   -   -   n   y   y   -"
READS_ALL_RELEASED = "l   n     l   n   n   n   n   y   y   n"
WORKS_ON_RELEASED = "l   n     l   n   n   n   y   y   y   n"
REPORTER_ONLY = "-   -     -   -   -   -   -   -   y   -"
TAKES_PART = "l   n     l   n   y   y   y   y   y   y"
ADMINISTERS = "l   n     l   n   n   n   n   n   n   y"
NOBODY = "-   -     -   -   -   -   -   -   -   -"

ROWS = [
    Row("home", "", EVERYONE),
    Row("charter:charter", "", EVERYONE),
    Row("governance:timeline", "", EVERYONE),
    Row("sources", "", EVERYONE),
    Row("about", "", EVERYONE),
    Row("privacy", "", EVERYONE),
    Row("accessibility", "", EVERYONE),
    Row("style", "", ADMINISTERS),
    Row("public_calendar", "", EVERYONE),
    Row("personal_calendar", "calendar", EVERYONE),
    Row("personal_calendar", "calendar_of_seat_ended", NOBODY),
    Row("personal_calendar", "calendar_of_switched_off", NOBODY),
    Row("personal_calendar", "no_calendar", NOBODY),
    Row("calendar_make", "", TAKES_PART, get=None, post=200),
    Row("calendar_revoke", "", TAKES_PART, get=None, post=302),
    Row("report_feed", "", EVERYONE),
    Row("health", "", EVERYONE),
    Row("session", "", EVERYONE, post=200),
    Row("set_language", "", EVERYONE, get=None, post=302),
    Row("organisation_list", "", EVERYONE),
    Row("organisation_detail", "organisation", EVERYONE),
    Row("organisation_detail", "no_slug", NOBODY),
    Row("municipality_list", "", EVERYONE),
    Row("municipality_detail", "municipality", EVERYONE),
    Row("municipality_detail", "no_slug", NOBODY),
    Row("map", "", EVERYONE),
    Row("search", "", EVERYONE),
    Row("body_list", "", EVERYONE),
    Row("body_detail", "body", EVERYONE),
    Row("body_detail", "no_slug", NOBODY),
    Row("workagenda:agenda_current", "", EVERYONE, get=302),
    Row("workagenda:agenda", "years", EVERYONE),
    Row("workagenda:agenda", "no_years", EVERYONE, get=404),
    Row("workagenda:action_list", "", EVERYONE),
    Row("workagenda:action_detail", "public_action", EVERYONE),
    Row("workagenda:action_detail", "partners_action", PARTICIPANTS),
    Row("workagenda:action_detail", "group_action", GROUP_AND_WATCHERS),
    Row("workagenda:action_detail", "no_code", NOBODY),
    Row("workagenda:update_edit", "public_action", REPORTS_ON_PUBLIC, post=422),
    Row("workagenda:update_edit", "partners_action", REPORTS_ON_PARTNERS, post=422),
    Row("workagenda:update_edit", "group_action", REPORTS_ON_GROUP, post=422),
    Row("workagenda:update_edit", "no_code", NOBODY),
    Row("workagenda:copy_keep", "public_action", REPORTS_ON_PUBLIC, post=422),
    Row("workagenda:copy_keep", "group_action", REPORTS_ON_GROUP, post=422),
    Row("workagenda:correction_keep", "agreed", CORRECTS_AGREED, post=422),
    Row("workagenda:correction_keep", "draft", NOBODY),
    Row("workagenda:my_actions", "", REPORTS_SOMETHING),
    Row("workagenda:my_row", "public_action", REPORTS_ON_PUBLIC),
    Row("workagenda:my_row", "group_action", REPORTS_ON_GROUP),
    Row("workagenda:copy_list", "", HAS_ACCOUNT),
    Row("workagenda:copy_discard", "working_copy", ONLY_ITS_WRITER, get=None, post=302),
    Row("workagenda:attachment_download", "public_attachment", EVERYONE),
    Row("workagenda:attachment_download", "partners_attachment", PARTICIPANTS),
    Row("workagenda:attachment_download", "group_attachment", GROUP_AND_WATCHERS),
    Row("workagenda:attachment_download", "attachment_in_group", GROUP_AND_WATCHERS),
    Row("workagenda:attachment_download", "removed_attachment", NOBODY),
    Row("workagenda:attachment_download", "attachment_of_other_action", NOBODY),
    Row("workagenda:attachment_download", "no_attachment", NOBODY),
    Row("workagenda:attachment_add", "public_action", REPORTS_ON_PUBLIC, post=422),
    Row("workagenda:attachment_add", "partners_action", REPORTS_ON_PARTNERS, post=422),
    Row("workagenda:attachment_add", "group_action", REPORTS_ON_GROUP, post=422),
    Row("workagenda:attachment_add", "no_code", NOBODY),
    Row("workagenda:attachment_bin", "public_action", REPORTS_ON_PUBLIC),
    Row("workagenda:attachment_bin", "partners_action", REPORTS_ON_PARTNERS),
    Row("workagenda:attachment_bin", "group_action", REPORTS_ON_GROUP),
    Row("workagenda:attachment_remove", "public_attachment", REPORTS_ON_PUBLIC, post=302),
    Row("workagenda:attachment_remove", "partners_attachment", REPORTS_ON_PARTNERS, post=302),
    Row("workagenda:attachment_remove", "group_attachment", REPORTS_ON_GROUP, post=302),
    Row("workagenda:attachment_remove", "attachment_in_group", REPORTS_ON_GROUP, post=302),
    Row("workagenda:attachment_remove", "removed_attachment", GROUP_ONLY, post=302),
    Row("workagenda:attachment_remove", "attachment_of_other_action", NOBODY),
    Row("workagenda:attachment_restore", "public_attachment", REPORTS_ON_PUBLIC, get=None, post=302),
    Row("workagenda:attachment_restore", "removed_attachment", GROUP_ONLY, get=None, post=302),
    Row("workagenda:attachment_restore", "no_attachment", NOBODY),
    Row("workagenda:update_confirm", "public_action", REPORTS_ON_PUBLIC, get=None, post=302),
    Row("workagenda:update_confirm", "group_action", REPORTS_ON_GROUP, get=None, post=302),
    Row("workagenda:update_correct", "agreed", CORRECTS_AGREED, post=422),
    Row("workagenda:update_correct", "agreed_in_group", REPORTS_ON_GROUP, post=422),
    Row("workagenda:update_correct", "draft", NOBODY),
    Row("workagenda:update_correct", "no_uuid", NOBODY),
    Row("workagenda:update_withdraw", "submitted", SEES_SUBMITTED, get=None, post=302),
    Row("workagenda:update_withdraw", "agreed", CORRECTS_AGREED, get=None, post=302),
    Row("workagenda:update_discard", "draft", SEES_SUBMITTED, get=None, post=302),
    Row("workagenda:update_take_back", "agreed", CORRECTS_AGREED, get=None, post=302),
    Row("workagenda:update_take_back", "no_uuid", NOBODY),
    Row("workagenda:review_list", "", REVIEWS, post=422),
    Row("workagenda:update_review", "agreed", SEES_AGREED, post=422, post_cells=NOBODY_DECIDES),
    Row("workagenda:update_review", "submitted", SEES_SUBMITTED, post=422, post_cells=COORDINATOR_DECIDES),
    Row(
        "workagenda:update_review",
        "submitted_by_all",
        LEFT_TO_REPORTER,
        post=422,
        post_cells=REPORTER_DECIDES,
    ),
    Row("workagenda:update_review", "draft", SEES_SUBMITTED, post=422, post_cells=GROUP_MAY_NOT_DECIDE),
    Row(
        "workagenda:update_review",
        "agreed_in_group",
        GROUP_AND_WATCHERS,
        post=422,
        post_cells=GROUP_DECIDES_NOTHING,
    ),
    Row("workagenda:update_review", "no_uuid", NOBODY),
    Row("workagenda:mail_preferences", "", TAKES_PART, post=422),
    Row("workagenda:roadmap", "", EVERYONE),
    Row("taskforce", "", OVERSEES),
    Row("taskforce_pdf", "", OVERSEES),
    Row("agenda_add", "public_action", FLAGS_PUBLIC, post=302),
    Row("agenda_add", "group_action", FLAGS_HIDDEN, post=302),
    Row("agenda_add", "no_code", NOBODY),
    Row("agenda_remove", "on_agenda", FLAGS_PUBLIC, get=None, post=302),
    Row("agenda_remove", "on_agenda_of_other", FLAGS_PARTNERS, get=None, post=302),
    Row("reports:report_list", "", EVERYONE),
    Row("reports:round_create", "", ASSEMBLES, post=422),
    Row("reports:round_open", "round", ASSEMBLES, get=None, post=302),
    Row("reports:round_close", "round", ASSEMBLES, get=None, post=302),
    Row("reports:report_start", "round", ASSEMBLES, get=None, post=302),
    Row("reports:report_detail", "live_report", SEES_WORK),
    Row("reports:report_detail", "released_report", EVERYONE),
    Row("reports:report_detail", "no_uuid", NOBODY),
    Row("reports:report_sections", "live_report", ASSEMBLES_WORK, post=409),
    Row("reports:report_sections", "released_report", ASSEMBLES_RELEASED, post=409),
    Row("reports:note_list", "live_report", ASSEMBLES_WORK),
    Row("reports:note_list", "released_report", ASSEMBLES_RELEASED),
    Row("reports:note_edit", "live_note", ASSEMBLES_WORK, post=409),
    Row("reports:note_edit", "released_note", ASSEMBLES_RELEASED, post=409),
    Row("reports:note_edit", "no_note", NOBODY),
    Row("reports:preview_list", "live_report", READS_ALL_WORK),
    Row("reports:preview_list", "released_report", READS_ALL_RELEASED),
    Row("reports:preview_page", "live_preview", READS_ALL_WORK),
    Row("reports:preview_page", "released_preview", READS_ALL_RELEASED),
    Row("reports:preview_page", "no_preview", NOBODY),
    Row("reports:preview_pdf", "live_preview", READS_ALL_WORK),
    Row("reports:preview_pdf", "no_preview", NOBODY),
    Row("reports:council_preview_page", "live_council_preview", READS_ALL_WORK),
    Row("reports:council_preview_page", "no_council_preview", NOBODY),
    Row("reports:council_preview_pdf", "live_council_preview", READS_ALL_WORK),
    Row("reports:council_preview_pdf", "no_council_preview", NOBODY),
    Row("reports:line_edit", "live_line", SEES_WORK, post=409, post_cells=ASSEMBLES_WORK),
    Row("reports:line_edit", "group_line", NOBODY),
    Row("reports:lines_xlsx", "live_report", SEES_WORK, get=409),
    Row("reports:lines_xlsx", "released_report", EVERYONE),
    Row("reports:lines_csv", "live_report", SEES_WORK, get=409),
    Row("reports:lines_csv", "released_report", EVERYONE),
    Row("reports:pc_block", "live_report", SEES_WORK, get=409),
    Row("reports:pc_block", "released_report", WORKS_ON_RELEASED),
    Row("reports:cover_note", "live_report", SEES_WORK, get=409),
    Row("reports:cover_note", "released_report", WORKS_ON_RELEASED),
    Row("reports:remark_write", "live_report", SEES_WORK, post=422),
    Row("reports:remark_write", "released_report", WORKS_ON_RELEASED, post=422),
    Row("reports:remark_write", "no_uuid", NOBODY),
    Row("reports:remark_answer", "remark", ASSEMBLES_WORK, post=409),
    Row("reports:remark_answer", "remark_on_whole", ANSWERS_UNSEEN, post=409),
    Row("reports:remark_answer", "remark_of_other_report", NOBODY),
    Row("reports:report_move", "live_report", ASSEMBLES_WORK, get=302, post=302),
    Row("reports:report_move", "released_report", ASSEMBLES_RELEASED, get=302, post=302),
    Row("reports:edition_queue", "live_report", ASSEMBLES_WORK, get=None, post=302),
    Row("reports:report_detail", "withdrawn_report", SEES_WORK),
    Row("reports:report_correct", "live_report", ASSEMBLES_WORK, post=422),
    Row("reports:report_correct", "released_report", ASSEMBLES_RELEASED, post=422),
    Row("reports:archive", "", EVERYONE),
    Row("reports:council_zip", "live_report", ASSEMBLES_WORK, get=404),
    Row("reports:council_zip", "released_report", ASSEMBLES_RELEASED),
    Row("reports:edition_list", "live_report", SEES_WORK),
    Row("reports:edition_list", "released_report", EVERYONE),
    Row("reports:council_set_queue", "released_report", ASSEMBLES_RELEASED, get=None, post=302),
    Row("reports:council_set_release", "released_report", ASSEMBLES_RELEASED, get=None, post=302),
    Row("reports:editions_cancel", "released_report", ASSEMBLES_RELEASED, get=None, post=302),
    Row("reports:editions_retry", "released_report", ASSEMBLES_RELEASED, get=None, post=302),
    Row("reports:edition_release", "released_edition", ASSEMBLES_RELEASED, get=None, post=302),
    Row("reports:edition_release", "waiting_edition", REPORTER_ONLY, get=None, post=302),
    Row("reports:edition_sending", "released_edition", ASSEMBLES_RELEASED, post=422),
    Row("reports:edition_sending", "waiting_edition", REPORTER_ONLY, post=422),
    Row("reports:edition_withdraw", "released_edition", ASSEMBLES_RELEASED, post=422),
    Row("reports:edition_withdraw", "withdrawn_edition", REPORTER_ONLY, post=422),
    Row("reports:archive_copy", "released_edition", ASSEMBLES_RELEASED),
    Row("reports:archive_copy", "withdrawn_edition", REPORTER_ONLY),
    Row("reports:archive_copy", "waiting_edition", REPORTER_ONLY, get=404),
    Row("reports:archive_copy_queue", "released_edition", ASSEMBLES_RELEASED, get=None, post=302),
    Row("reports:archive_copy_queue", "waiting_edition", REPORTER_ONLY, get=None, post=302),
    Row("reports:edition_page", "withdrawn_edition", EVERYONE, get=410),
    Row("reports:edition_pdf", "withdrawn_edition", EVERYONE, get=410),
    Row("reports:edition_page", "released_edition", EVERYONE),
    Row("reports:edition_page", "waiting_edition", REPORTER_ONLY),
    Row("reports:edition_page", "edition_of_other_report", NOBODY),
    Row("reports:edition_pdf", "released_edition", EVERYONE),
    Row("reports:edition_pdf", "waiting_edition", REPORTER_ONLY),
    Row("reports:edition_pdf", "edition_of_other_report", NOBODY),
]

# Pages that show everyone something; all others ask for log-in first, also for what does not exist.
PUBLIC_PAGES = {row.name for row in ROWS if row.cells == EVERYONE}

# URLs of libraries, with the reason why they have no row and where their rule is tested.
LIBRARIES = {
    "account_": "allauth: one's own account only; sign-up is closed (test_accounts)",
    "admin:": "Django admin behind PortalAdminSite.has_permission (test_administration)",
}
