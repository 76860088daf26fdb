"""The markup of what the review page shows by the thousand, written directly: a template takes several times as long for it.

What stands here is painted anew by `static/review/text.js` when the record changes; a browser test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from web.marks import Paragraph, Segment
from web.recordform.places import written
from web.recordform.rows import Row


def marked_line(line: Paragraph, names: Mapping[str, str]) -> Markup:
    """A line of the text with its marks; `names` are the record types in the reader's language.

    >>> marked_line(Paragraph((Segment("a < b"),), start=3), {})
    Markup('<p data-start="3">a &lt; b</p>')
    """
    heading = ' class="heading"' if line.heading else ""
    inner = "".join(_segment(segment, names) for segment in line.segments)
    return Markup(f'<p data-start="{line.start}"{heading}>{inner}</p>')  # every text in it was escaped


def _segment(segment: Segment, names: Mapping[str, str]) -> str:
    """The first of the rows that begin here gives the mark its name, so that a link leads there; others get a place before it."""
    text = escape(segment.text)
    if not segment.marks:
        return text
    rows, types = segment.rows, segment.types
    opens = "".join(f'<span class="anchor" id="at-{row}"></span>' for row in segment.opens[1:])
    own = f'id="at-{segment.opens[0]}"' if segment.opens else 'tabindex="-1"'
    under = "".join(f" u-{kind}" for kind in types[1:3])
    title = escape(" · ".join(names[kind] for kind in types))
    return f'{opens}<a class="mark t-{types[0]}{under}" {own} href="#{rows[0]}" data-rows="{" ".join(rows)}" title="{title}">{text}</a>'


def brief_row(row: Row, names: Mapping[str, str], sure: str) -> Markup:
    """A closed row far down a long page that nobody touched: what can be done with it is added by the script when it comes near.

    `sure` says what the percentage means. Its fields are those that `_form.html` sends for a closed row.
    """
    kind = row.section.name
    doubtful, low = (" doubtful", " low") if row.doubtful else ("", "")
    title, summary = escape(row.title or names[kind]), escape(row.summary)
    chip = f'<span class="chip sure{low}" title="{escape(sure)}">{round(row.sureness * 100)} %</span>' if row.sureness < 1 else ""
    warnings = "".join(f'<p class="warning">{escape(warning)}</p>' for warning in (row.found or {}).get("warnings") or ())
    fields = "".join(_hidden(name, value) for name, value in row.plain)
    for cell in row.cells:
        if cell.field.inner:
            fields += (
                f'<div class="entries" data-entries="{cell.key}">{"".join(brief_row(inner, names, sure) for inner in cell.inner)}</div>'
            )
    return Markup(  # every text in it was escaped
        f'<fieldset class="entry t-{kind}{doubtful} folded brief" id="{row.key}" data-entry="{kind}" tabindex="-1">'
        f'<legend><span class="entry-title">{title}</span><span class="entry-summary">{summary}</span>{chip}</legend>'
        f'{_hidden(f"{row.key}-at", written(row.places))}{warnings}<div class="fields">{fields}</div></fieldset>'
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'
