r"""Rules that make markdown-it find mathematics where people put it, with exact places.

To the dollar rules of the plug-in they add `\(…\)`, `\[…\]`, environments without dollars, a
`$$` at the end of a line of prose, prose behind a closing `$$`, and what is never closed. Offsets
are kept in each token's `meta`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.front_matter import front_matter_plugin

from gradproof.notation.source.letters import is_text

InlineRule = Callable[[StateInline, bool], bool]
BlockRule = Callable[[StateBlock, int, int, bool], bool]

_PAIRS = {"$$": "$$", r"\[": r"\]"}
_INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
_SKIPPED = re.compile(r"\\.|(`+).*?(?<!`)\1(?!`)|(\$\$|\\\[|\\\])", re.S)
_STOPS = re.compile(r"\s*(?:#{1,6}\s|```|~~~)")
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:align|alignat|flalign|equation|gather|multline|eqnarray|split|displaymath)\*?)\}"
)
_MONEY = re.compile(r"\d[\d.,]*[kKmM%]?\s+[A-Za-z]{2,}[^\\^_={}]*")


def reader() -> MarkdownIt:
    """A Markdown reader for notes: mathematics, front matter, and no code by indentation."""
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
    markdown.use(front_matter_plugin)
    markdown.use(dollarmath_plugin, double_inline=True, allow_space=True)
    markdown.disable("code")
    markdown.inline.ruler.at("math_inline", _dollars())
    markdown.inline.ruler.after("math_inline", "math_escaped", _escaped)
    markdown.block.ruler.at("math_block", _block, {"alt": _INTERRUPTS})
    markdown.block.ruler.before(
        "math_block", "math_environment", _environment, {"alt": _INTERRUPTS}
    )
    markdown.block.ruler.before("lheading", "math_tail", _tail, {"alt": _INTERRUPTS})
    markdown.core.ruler.after("block", "prose_in_html", _prose_in_html)
    return markdown


def _dollars() -> InlineRule:
    """`$…$` and `$$…$$` in a line, by the plug-in's rule, but not money."""
    plugin = math_inline_dollar(allow_space=True, allow_digits=True, allow_double=True)

    def rule(state: StateInline, silent: bool) -> bool:
        begin, source = state.pos, state.src
        if source[begin] != "$" or (begin > 0 and source[begin - 1] == "\\"):
            return False
        double = source.startswith("$$", begin)
        if not plugin(state, True) or (double and _opens(source, begin, state.pos - 2)):
            state.pos = begin
            return double and _unclosed(state, silent)
        width = 2 if double else 1
        text = source[begin + width : state.pos - width]
        figures = text[:1].isdigit() and source[state.pos : state.pos + 1].isdigit()
        if not double and (figures or _MONEY.fullmatch(text)):
            state.pos = begin
            return False
        if not silent:
            inner = 1 if text.startswith("`") and text.endswith("`") and len(text) > 2 else 0
            span = begin + width + inner, state.pos - width - inner
            _push_inline(state, span, "$$" if double else "$")
        return True

    return rule


def _opens(source: str, begin: int, close: int) -> bool:
    """Whether the `$$` at `close` rather opens a formula of its own, a line of `$$…` each."""
    line = source.rfind("\n", 0, close) + 1
    first = source.find("\n", begin)
    if line <= begin or source[line:close].strip() or not source[begin + 2 : first].strip():
        return False
    after = source[close + 2 : close + 3]
    return bool(after.strip()) and after not in ",.;:!?)，。；：、" and not is_text(after)


def _unclosed(state: StateInline, silent: bool) -> bool:
    """A `$$` that nothing closes takes the rest of its line."""
    begin = state.pos + 2
    line = state.src.find("\n", begin)
    end = len(state.src) if line < 0 else line
    if not silent:
        _push_inline(state, (begin, end), "$$", closed=False)
    state.pos = end
    return True


def _escaped(state: StateInline, silent: bool) -> bool:
    r"""`\(…\)` and `\[…\]` in a line."""
    begin = state.pos
    opener = state.src[begin : begin + 2]
    if opener not in (r"\(", r"\["):
        return False
    close = _close_of(state.src, begin + 2, r"\)" if opener == r"\(" else r"\]")
    if close < 0:
        return False
    if not silent:
        _push_inline(state, (begin + 2, close), opener)
    state.pos = close + 2
    return True


def _close_of(source: str, begin: int, closer: str) -> int:
    r"""Where the closer stands, stepping over `\\` and other commands; -1 if nowhere."""
    at = source.find(closer, begin)
    while at > 0:
        slashes = at
        while source[slashes - 1] == "\\":
            slashes -= 1
        if (at - slashes) % 2 == 0:
            return at
        at = source.find(closer, at + 1)
    return -1


def _push_inline(
    state: StateInline, span: tuple[int, int], markup: str, closed: bool = True
) -> None:
    token = state.push("math_inline", "math", 0)
    token.content, token.markup = state.src[span[0] : span[1]], markup
    token.meta = {"span": span, "closed": closed}


def _block(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """A formula of several lines that begins its line."""
    begin = state.bMarks[line] + state.tShift[line]
    opener = state.src[begin : begin + 2]
    return opener in _PAIRS and _take(state, line, end_line, begin, silent)


def _environment(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    r"""A displayed environment without dollars: `\begin{align}` … `\end{align}`."""
    source = state.src
    begin = state.bMarks[line] + state.tShift[line]
    match = _ENVIRONMENT.match(source, begin)
    if match is None:
        return False
    closer = rf"\end{{{match.group(1)}}}"
    last = line
    while closer not in source[state.bMarks[last] : state.eMarks[last]]:
        if last + 1 >= end_line or (closer not in source[begin:] and state.isEmpty(last + 1)):
            break
        last += 1
    if silent:
        return True
    close = source.find(closer, begin, state.eMarks[last])
    end = state.eMarks[last] if close < 0 else close + len(closer)
    token = state.push("math_block", "math", 0)
    token.block, token.map = True, [line, last + 1]
    token.content, token.markup = source[begin:end], "\\begin"
    token.meta = {"span": (begin, end), "closed": True, "tied": False}
    token.meta["margins"] = state.bMarks[line + 1 : last + 1]
    _push_prose(state, last, end, state.eMarks[last], tied=True)
    state.line = last + 1
    return True


def _tail(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """A formula of several lines that begins behind prose."""
    begin = state.bMarks[line] + state.tShift[line]
    opened = -1
    for match in _SKIPPED.finditer(state.src, begin, state.eMarks[line]):
        sign = match.group(2)
        if sign is not None or match.group() in (r"\[", r"\]"):
            sign = match.group()
            opened = match.start() if opened < 0 and sign in _PAIRS else -1
    return opened > begin and _take(state, line, end_line, opened, silent)


def _take(state: StateBlock, line: int, end_line: int, begin: int, silent: bool) -> bool:
    """The formula that opens at `begin` on a line and is not closed on it."""
    source = state.src
    opener = source[begin : begin + 2]
    closer = _PAIRS[opener]
    if state.env.get(closer, len(source)) <= begin:
        return False  # it has been looked for from further up
    if 0 <= _close_of(source, begin + 2, closer) < state.eMarks[line]:
        return False
    last, close = line + 1, -1
    while last < end_line and not _STOPS.match(source[state.bMarks[last] : state.eMarks[last]]):
        close = _close_of(source, state.bMarks[last], closer)
        if 0 <= close <= state.eMarks[last] - 2:
            break
        last, close = last + 1, -1
    if close >= 0 and opener == "$$" and _opens(source, begin, close):
        close = -1
    if close < 0 and opener != "$$":
        if last >= end_line:
            state.env[closer] = begin
        return False
    if silent:
        return True
    if close < 0:
        last = line
        if not source[begin + 2 : state.eMarks[line]].strip():
            while last + 1 < end_line and not state.isEmpty(last + 1):
                last += 1
        end = rest = state.eMarks[last]
    else:
        end, rest = close, close + 2
    start = state.bMarks[line] + state.tShift[line]
    _push_prose(state, line, start, begin, tied=False)
    token = state.push("math_block", "math", 0)
    token.block, token.map = True, [line, last + 1]
    token.content, token.markup = source[begin + 2 : end], opener
    token.meta = {"span": (begin + 2, end), "closed": close >= 0, "tied": begin > start}
    token.meta["margins"] = state.bMarks[line + 1 : last + 1]
    _push_prose(state, last, rest, state.eMarks[last], tied=True)
    state.line = last + 1
    return True


def _push_prose(state: StateBlock, line: int, begin: int, end: int, tied: bool) -> None:
    """What stands on the same line before or behind a formula."""
    text = state.src[begin:end]
    if text.strip():
        token = state.push("inline", "", 0)
        token.content, token.map, token.children = text, [line, line + 1], []
        token.meta = {"offset": begin, "tied": tied}


def _prose_in_html(state: StateCore) -> None:
    """HTML around prose does not hide its mathematics; comments, code and scripts do."""
    for token in state.tokens:
        if token.type == "html_block":
            head = token.content.lstrip().lower()
            if not head.startswith(("<!--", "<pre", "<script", "<style", "<textarea", "<?")):
                token.type, token.children = "inline", []
