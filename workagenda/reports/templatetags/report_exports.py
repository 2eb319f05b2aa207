"""The files that a report has for whoever looks at it."""

from typing import Any

from django import template

from workagenda.reports.content import ReportContent
from workagenda.reports.models import Report
from workagenda.reports.permissions import may_see_lines, may_see_work
from workagenda.reports.word_documents import pc_warning

register = template.Library()


@register.inclusion_tag("reports/_exports.html", takes_context=True)
def report_exports(context: dict[str, Any], report: Report, content: ReportContent) -> dict[str, Any]:
    """Links to the files of a frozen report; nothing for a live one, or for who may see none."""
    actor = context["request"].actor
    sees_work = bool(may_see_work(actor))
    return {
        "report": report,
        "sees_lines": report.is_frozen and bool(may_see_lines(actor, report)),
        "sees_work": report.is_frozen and sees_work,
        "warning": pc_warning(content) if report.is_frozen and sees_work else "",
    }
