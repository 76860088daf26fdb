"""What a browser would send for a form of a page: read from the page itself, so that the tests post what people post."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html
from werkzeug.datastructures import MultiDict

Page = html.HtmlElement


def parsed(text: str) -> Page:
    """The page as elements, without the templates from which a script makes new rows."""
    page = html.document_fromstring(text)
    for template in page.xpath("//template"):
        template.drop_tree()
    return page


def form_of(text: str, action_ends: str) -> MultiDict[str, str]:
    """The successful fields of the form whose address ends so, in document order."""
    (form,) = (form for form in parsed(text).forms if (form.get("action") or "").split("?")[0].endswith(action_ends))
    return MultiDict([pair for element in form.iter() for pair in _sent(element)])


def token_of(text: str) -> str:
    """The form token of a page."""
    return str(parsed(text).xpath("string(//input[@name='csrf_token']/@value)"))


def notes(text: str) -> str:
    """What the page tells the person: its notes and problems, one a line."""
    elements = parsed(text).xpath("//*[contains(@class, 'note') or contains(@class, 'problem') or contains(@class, 'code')]")
    return "\n".join(" ".join(element.text_content().split()) for element in elements)


def _sent(element: Page) -> Iterator[tuple[str, str]]:
    name = element.get("name")
    if not name or any(parent.get("disabled") is not None for parent in [element, *element.iterancestors("fieldset")]):
        return
    if element.tag == "textarea":
        yield name, (element.text or "").removeprefix("\n")
    elif element.tag == "select":
        chosen = element.xpath(".//option[@selected]") or element.xpath(".//option")[:1]
        yield from ((name, option.get("value")) for option in chosen)
    elif element.tag == "input" and (
        element.get("type") not in ("checkbox", "radio", "submit", "file") or element.get("checked") is not None
    ):
        yield name, element.get("value") or ""
