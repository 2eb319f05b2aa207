"""For the frame around every page."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


class CapturedNode(template.Node):
    """Renders what is between its tags into a variable, so that a block can be said in two places."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> str:
        # What a template renders is escaped already; stripping makes a plain string of it again.
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return ""


@register.tag
def captured(parser: Parser, token: Token) -> CapturedNode:
    """`{% captured as name %}…{% endcaptured %}`"""
    _tag, _as, name = token.split_contents()
    nodelist = parser.parse(("endcaptured",))
    parser.delete_first_token()
    return CapturedNode(nodelist, name)
