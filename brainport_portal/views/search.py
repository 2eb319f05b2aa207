"""Search."""

from django import forms
from django.core.paginator import EmptyPage, Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.search import Query
from brainport_portal.core.tables import positive_int
from brainport_portal.searching import KINDS, Hit, action_meant, search

LONGEST = 200
PER_PAGE = 25
# Of each kind, while all kinds are shown; together never more than a hundred.
FIRST_FEW = 8


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Zoeken naar"), max_length=LONGEST, required=False)
    soort = forms.ChoiceField(
        choices=[(key, label) for key, (label, _entries) in KINDS.items()], required=False
    )

    @property
    def unknown_parameters(self) -> list[str]:
        return sorted(set(self.data) - {"q", "soort", "page"})

    @property
    def is_understood(self) -> bool:
        return self.is_valid() and not self.unknown_parameters


@gate(open_to_all)
@require_safe
def find(request: PortalRequest) -> HttpResponse:
    """Everything in sight that answers `q`, of all kinds or of one; a code leads straight to its action."""
    form = SearchForm(request.GET)
    if not form.is_understood:
        return render(request, "portal/search.html", {"form": form}, status=400)
    text, kind = form.cleaned_data["q"], form.cleaned_data["soort"]
    if not kind and (action := action_meant(request.actor, text)):
        return redirect(action)
    results = search(request.actor, Query.of(text))
    context = {"form": form, "results": results, "kind": kind, "first_few": FIRST_FEW}
    if kind:
        hits = next((group.hits for group in results.groups if group.key == kind), [])
        context["page"] = _page(hits, request.GET.get("page"))
    return render(request, "portal/search.html", context)


def _page(hits: list[Hit], number: str | None) -> Page:
    """One page of hits; a page past the end is the last."""
    paginator = Paginator(hits, PER_PAGE)
    try:
        return paginator.page(positive_int(number, 1))
    except EmptyPage:
        return paginator.page(paginator.num_pages)
