"""Where on a web page the document stands: the main part, and which elements around and inside it are furniture."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

DROPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "head", "video", "audio", "-comment", "datalist"}
)
FURNITURE_TAGS = frozenset({"nav", "aside", "footer", "form", "button", "select", "menu", "dialog", "label", "textarea"})
_ROLES = frozenset({"navigation", "banner", "complementary", "contentinfo", "search", "dialog", "menu", "menubar", "toolbar"})
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|mainmenu|topmenu|submenu|breadcrumbs?|sidebar|side-?bar|aside|footer|bottom|top-?bar|toolbar|related|relate|"
    r"comments?|binh-?luan|share|sharing|social|tags?|keywords?|ads?|advert\w*|quang-?cao|banner|widgets?|pop-?up|modal|paging|pagination|pager|rating|vote|poll|"
    r"newsletter|subscribe|most-?(?:read|view)\w*|xem-?nhieu|doc-?nhieu|tin-?(?:lien-?quan|khac|moi|cu|cung)\w*|(?:bai|tin)-?khac|other-?news|more-?news|"
    r"news-?other|hot-?news|latest|copyright|login|search|marquee|ticker|counter|thong-?ke|lien-?ket|weblink|partner|clock|hotline|print|font-?size|zoom|skip-?link)"
    r"(?=$|[\s_-]|\d)",
    re.I,
)
_SITE_HEADS = re.compile(r"(?:^|\s)(?:site-?(?:header|title|name|branding)|header|masthead|logo|brand)(?=$|\s)", re.I)
_FIRST_PAGES = frozenset({"", "index.html", "index.php", "/index.html", "/index.php", "/trang-chu", "default.aspx", "/default.aspx"})
_CONTAINERS = frozenset({"div", "section", "ul", "ol", "table", "header", "dl"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SPLIT_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
MAIN_SHARE = 0.4
"""An element that holds this share of the page's running text is not furniture, whatever it is called."""

LINKS_SHARE = 0.6
"""An element outside of the main part whose letters are links to this share is a menu or a list of other news."""


class PageMap:
    """The judgement of one page: `main` holds the article's text, `frame` also its headline; `headline` may be None."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.body = tree.body or tree.root
        self._weight, self._letters, self._linked = _weights(tree)
        self.main = self._find_main(tree)
        self.headline = self._find_headline(tree)
        self.frame = _common(self.main, self.headline) if self.main and self.headline else self.main
        self._kin = {node.mem_id for node in _line(self.main)} | {node.mem_id for node in _line(self.headline)}

    def _find_main(self, tree: LexborHTMLParser) -> LexborNode | None:
        """The marked article with most text, else the element whose own paragraphs hold most of it."""
        marked = tree.css("[itemprop=articleBody], article, main, [role=main]")
        total = max(self._weight.get(self.body.mem_id, 0), 1) if self.body else 1
        best = max(marked, key=lambda node: (self._weight.get(node.mem_id, 0), -_depth(node)), default=None)
        if best is not None and self._weight.get(best.mem_id, 0) >= MAIN_SHARE * total:
            return best
        scores: dict[int, float] = {}
        nodes: dict[int, LexborNode] = {}
        for paragraph in tree.css("p, br, h2, h3, li"):
            share: float = self._weight.get(paragraph.mem_id, 0) or (40 if paragraph.tag == "br" else 0)
            parent = paragraph.parent
            for _ in range(2):
                if parent is None or parent.tag in {"html", "-undef"}:
                    break
                nodes[parent.mem_id] = parent
                scores[parent.mem_id] = scores.get(parent.mem_id, 0) + share
                share, parent = share / 2, parent.parent
        return nodes[max(scores, key=lambda key: scores[key])] if scores else None

    def _find_headline(self, tree: LexborHTMLParser) -> LexborNode | None:
        """The one h1, or the last h1 that stands before the main part; None where the page has several inside it."""
        inside = self.main.css("h1") if self.main else []
        if inside:
            return None
        titles = [node for node in tree.css("h1, [itemprop=headline]") if node.text().strip() and not _is_site_name(node)]
        return titles[-1] if titles else None

    def is_furniture(self, node: LexborNode) -> bool:
        """Whether the element, with all that it holds, belongs to the page and not to the document."""
        if node.mem_id in self._kin:
            return False
        attributes = node.attributes
        names = _SPLIT_CAMEL.sub("-", f"{attributes.get('class') or ''} {attributes.get('id') or ''}")
        named = node.tag in FURNITURE_TAGS or (attributes.get("role") or "") in _ROLES or _NAMES.search(names) is not None
        if named and node.tag != "body":
            return not self._is_heavy(node)
        if node.tag == "h1" and _is_site_name(node):
            return True
        if node.tag in _CONTAINERS and self.main is not None and not _inside(node, self.main) and self.link_share(node) > LINKS_SHARE:
            return True
        return node.tag == "article" and self.main is not None and not _inside(node, self.main) and not self._is_heavy(node)

    def link_share(self, node: LexborNode) -> float:
        """The share of the element's letters that are links."""
        letters = self._letters.get(node.mem_id, 0)
        return self._linked.get(node.mem_id, 0) / letters if letters else 0.0

    def _is_heavy(self, node: LexborNode) -> bool:
        total = self._weight.get(self.body.mem_id, 0) if self.body else 0
        return total > 0 and self._weight.get(node.mem_id, 0) > MAIN_SHARE * total


def is_hidden(node: LexborNode) -> bool:
    """Whether a browser shows nothing of the element."""
    attributes = node.attributes
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _is_site_name(node: LexborNode) -> bool:
    """Whether a heading is the site's name: it leads to the first page, or stands in an element called a header or logo."""
    link = node.css_first("a")
    if link is not None and (link.attributes.get("href") or "").rstrip("/").lower() in _FIRST_PAGES:
        return True
    return any(
        _SITE_HEADS.search(f"{n.attributes.get('class') or ''} {n.attributes.get('id') or ''}") for n in _line(node)[:6] if n.tag != "body"
    )


def _weights(tree: LexborHTMLParser) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """For every element the letters of running text in it (text nodes outside of links, 40 letters or more), all its letters, and
    those in links.
    """
    weights: dict[int, int] = {}
    letters: dict[int, int] = {}
    linked: dict[int, int] = {}
    if tree.root is None:
        return weights, letters, linked
    for node in tree.root.traverse(include_text=True):
        length = len((node.text_content or "").strip()) if node.tag == "-text" else 0
        line = _line(node.parent) if length else []
        if not line or any(n.tag in DROPPED for n in line):
            continue
        is_link = any(n.tag == "a" for n in line)
        for ancestor in line:
            key = ancestor.mem_id
            letters[key] = letters.get(key, 0) + length
            if is_link:
                linked[key] = linked.get(key, 0) + length
            elif length >= 40:
                weights[key] = weights.get(key, 0) + length
    return weights, letters, linked


def _line(node: LexborNode | None) -> list[LexborNode]:
    """The element and its ancestors; at most 200, against pages nested without end."""
    line: list[LexborNode] = []
    while node is not None and len(line) < 200:
        line.append(node)
        node = node.parent
    return line


def _depth(node: LexborNode) -> int:
    return len(_line(node))


def _inside(node: LexborNode, outer: LexborNode) -> bool:
    return any(ancestor.mem_id == outer.mem_id for ancestor in _line(node))


def _common(a: LexborNode, b: LexborNode) -> LexborNode:
    """The innermost element that holds both."""
    above = {node.mem_id for node in _line(a)}
    return next((node for node in _line(b) if node.mem_id in above), a)
