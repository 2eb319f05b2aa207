"""Form controls with the classes of the design system, so that forms need not know how they look."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"
CLASSES = {
    "textarea": "utrecht-textarea utrecht-textarea--html-textarea",
    "select": "utrecht-select utrecht-select--html-select",
    "nullbooleanselect": "utrecht-select utrecht-select--html-select",
    "selectmultiple": "utrecht-select utrecht-select--html-select",
}
# These look best as the browser draws them.
NATIVE = frozenset({"checkbox", "clearablefile", "file"})


@register.filter
def control(field: BoundField) -> SafeString:
    """The control of `field`; aria-invalid and aria-describedby are Django's own."""
    kind = field.widget_type
    return field.as_widget(attrs={} if kind in NATIVE else {"class": CLASSES.get(kind, TEXTBOX)})
