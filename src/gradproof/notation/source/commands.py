r"""What a command does to the tokens: fonts, words, delimiters, environments, decoration.

Commands with mathematical arguments (`\frac`, `\hat`) are only marked; the grammar reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gradproof.core.phrase import Phrase
from gradproof.notation.source.scanner import Scanner
from gradproof.notation.source.spelling import COMMANDS, SIGNS, Entry
from gradproof.notation.source.surface import Dots, Text

_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.S)
_OPTION = re.compile(r"\s*\[[^\[\]\n]*\]")
_UNIT = r"-?\d*\.?\d*\s*(?:pt|em|ex|mm|cm|mu|in|px)(?![A-Za-z])"
_LENGTH = re.compile(r"\s*" + _UNIT)
_ROW_EXTRA = re.compile(r"\*?\[\s*" + _UNIT + r"\s*\]|\*")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:(?:[-.]|\\?_)[A-Za-z][A-Za-z0-9]+)*")
_PHRASE = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z]+)+")
_NOISE = re.compile(r"\\[A-Za-z]+|\\.|[{}~*\s]")
_DELIMITER = re.compile(r"\s*(\\[A-Za-z]+|\\?.)", re.S)

_PROSE_WORDS = (
    "if for where when otherwise else and or with such that s.t let given since so then thus hence"
    " therefore because as is are of to from on at by the an but not any all each every whenever"
    " unless while assume assuming using note we have get here also via wenn für falls sonst onde"
    " para caso donde sinon où pour avec und oder mit ou et si se iff"
)
_ENVIRONMENT_NAMES = (
    "equation align aligned gather gathered multline split eqnarray flalign alignat alignedat math"
    " displaymath subequations matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array"
    " tabular cases dcases rcases drcases"
)
PROSE = frozenset(_PROSE_WORDS.split())
_ENVIRONMENTS = frozenset(_ENVIRONMENT_NAMES.split())
_WITH_COLUMNS = frozenset(("array", "tabular", "alignat", "alignedat"))
_NEGATED = {"=": "≠", "∈": "∉", "≡": "≢", "~": "≁", "⊂": "⊄", "⊆": "⊈", "<": "≮", ">": "≯"}


def command(scan: Scanner) -> None:
    """Read the command at which the scanner stands."""
    match = _COMMAND.match(scan.text, scan.at)
    if match is None:
        return scan.bad("the text is cut off behind a backslash", scan.at + 1, "Finish it.")
    name, end = match.group(1), match.end()
    entry = COMMANDS.get(name)
    if entry is None and name in scan.words:
        entry = Entry("word", name)
    if entry is None:
        return scan.bad(Phrase(r"the command \{0} is not known", name), end, f"\\{name}")
    return act(scan, entry, end)


def act(scan: Scanner, entry: Entry, end: int) -> None:
    """Do what the table says of the spelling that reaches from here to `end`."""
    action = _ACTIONS.get(entry.kind)
    if action is None:
        written = scan.text[scan.at : end] if entry.kind == "bar" else ""
        scan.put(entry.kind, entry.value, end, written)
    else:
        action(scan, entry.value, end)


def _name(kind: str, font: str = "") -> Callable[[Scanner, str, int], None]:
    """An action: the spelling is a name of this kind, in this font."""
    return lambda scan, value, end: scan.name(value, end, kind, font)


def _set(scan: Scanner, value: str, end: int) -> None:
    """A letter in blackboard bold that has a command of its own."""
    scan.name(value, end, "figure" if value == "1" else "letter", "bb")


def _dots(scan: Scanner, value: str, end: int) -> None:
    scan.atom(Dots(value, start=scan.at + scan.base, end=end + scan.base), value)


def _said(scan: Scanner, value: str, end: int) -> None:
    """A word, or a sign that stands for one."""
    scan.atom(Text(value, start=scan.at + scan.base, end=end + scan.base), value, "text")


def _row(scan: Scanner, value: str, end: int) -> None:
    r"""The end of a row, with a distance behind it: `\\[2pt]`."""
    extra = _ROW_EXTRA.match(scan.text, end)
    scan.put("row", value, extra.end() if extra else end)


def _open(scan: Scanner, value: str, end: int) -> None:
    scan.open_brace(end)


def _close(scan: Scanner, value: str, end: int) -> None:
    scan.close_brace(end)


def _font(scan: Scanner, value: str, end: int) -> None:
    """A font for the braces that follow, or for one symbol."""
    span = scan.argument(end)
    if span is None:
        scan.once, scan.at = (value, scan.at), end
        return
    content = scan.text[span[0] : span[1]].strip()
    if value in ("rm", "it", "sf", "tt") and _as_words(scan, content, span[1] + 1, value):
        return
    scan.open_brace(span[0], value)


def _switch(scan: Scanner, value: str, end: int) -> None:
    """A font for the rest of these braces."""
    scan.font, scan.at = value, end


def _text(scan: Scanner, value: str, end: int) -> None:
    r"""`\text{…}`: a name, a word, or running text."""
    span = scan.argument(end)
    if span is None:
        scan.once, scan.at = (value or "rm", scan.at), end
        return
    stop = span[1] + 1
    content = scan.text[span[0] : span[1]].strip().strip("~").strip()
    if not content:
        scan.at = stop
    elif not _as_words(scan, content, stop, value or "rm"):
        _said(scan, content, stop)


def _as_words(scan: Scanner, content: str, end: int, font: str) -> bool:
    """Put a word or a name down if the content is one, running text if it is known for that."""
    if content.rstrip(".").lower() in PROSE or content == "s.t.":
        _said(scan, content, end)
    elif len(content) == 1 and content.isalpha() and content.isascii():
        scan.name(content, end, "letter", font)
    elif _WORD.fullmatch(content):
        scan.name(content.replace("\\", ""), end, "word")
    elif (
        _PHRASE.fullmatch(content)
        and scan.text.startswith(("(", "\\left("), scan.skip_spaces(end))
        and not PROSE & set(content.lower().split())
    ):
        scan.name(content, end, "word")
    else:
        return False
    return True


def _operator(scan: Scanner, value: str, end: int) -> None:
    r"""`\operatorname{arg\,max}`: one word, whatever decorates it."""
    if scan.text.startswith("*", end):
        end += 1
    span = scan.argument(end)
    if span is None:
        scan.once, scan.at = ("rm", scan.at), end
        return
    word = _NOISE.sub("", scan.text[span[0] : span[1]])
    if word:
        scan.name(word, span[1] + 1, "word" if len(word) > 1 else "letter", "rm")
    else:
        scan.bad("an operator without a name", span[1] + 1, "Put its name between the braces.")


def _delimiter(scan: Scanner, end: int) -> tuple[Entry | None, int]:
    """The bracket behind a command for its size, and where it ends."""
    match = _DELIMITER.match(scan.text, end)
    if match is None:
        return None, end
    sign = match.group(1)
    entry = COMMANDS.get(sign[1:]) if sign[0] == "\\" else SIGNS.get(sign)
    return entry, match.end()


def _left_or_right(kind: str) -> Callable[[Scanner, str, int], None]:
    r"""`\left` and `\right`: a bracket of any sort, or none for a full stop."""

    def action(scan: Scanner, value: str, end: int) -> None:
        entry, stop = _delimiter(scan, end)
        if entry is None or entry.kind not in (
            "open",
            "close",
            "bar",
            "relation",
            "separator",
            "joint",
        ):
            scan.bad(
                Phrase(r"\{0} without a bracket", kind),
                end,
                Phrase(r"Write a bracket behind \{0}.", kind),
            )
        else:
            scan.put(kind, "" if entry.value == "." else entry.value, stop)

    return action


def _middle(scan: Scanner, value: str, end: int) -> None:
    entry, stop = _delimiter(scan, end)
    scan.put("separator", entry.value if entry else "|", stop)


def _sized(scan: Scanner, value: str, end: int) -> None:
    r"""`\big` and its kin: seen through, except that `\bigl|` opens and `\bigr|` closes."""
    entry, stop = _delimiter(scan, end)
    if value and entry is not None and entry.kind == "bar":
        scan.put(value, entry.value, stop)
    else:
        scan.at = end


def _begin(scan: Scanner, value: str, end: int) -> None:
    """The beginning of an environment, with what says how its columns stand."""
    span = scan.argument(end)
    name = scan.text[span[0] : span[1]].strip().rstrip("*") if span else ""
    if span is None or name not in _ENVIRONMENTS:
        stop = span[1] + 1 if span else end
        return scan.bad(
            Phrase("the environment “{0}” is not known", name), stop, "Use align, cases or matrix."
        )
    stop = span[1] + 1
    if option := _OPTION.match(scan.text, stop):
        inside = option.group().strip()[1:-1].strip()
        stop = option.end() if inside in ("t", "b", "c", "l", "r") else stop
    if name in _WITH_COLUMNS and (columns := scan.argument(stop)):
        stop = columns[1] + 1
    return scan.put("begin", name, stop)


def _end(scan: Scanner, value: str, end: int) -> None:
    span = scan.argument(end)
    name = scan.text[span[0] : span[1]].strip().rstrip("*") if span else ""
    scan.put("end", name, span[1] + 1 if span else end)


def _negated(scan: Scanner, value: str, end: int) -> None:
    r"""`\not` and the relation behind it."""
    entry, stop = _delimiter(scan, end)
    if entry is None or entry.kind != "relation" or entry.value not in _NEGATED:
        scan.bad("\\not without a relation that it can negate", end, "Write \\ne or \\notin.")
    else:
        scan.put("relation", _NEGATED[entry.value], stop)


def _stack(scan: Scanner, value: str, end: int) -> None:
    r"""`\stackrel{?}{=}` is a relation with a remark; any other stack is the grammar's."""
    over = scan.argument(end)
    under = scan.argument(over[1] + 1) if over else None
    if over and under:
        sign = scan.text[under[0] : under[1]].strip()
        entry = COMMANDS.get(sign[1:]) if sign[:1] == "\\" else SIGNS.get(sign)
        if entry and entry.kind == "relation":
            mark = scan.text[over[0] : over[1]].strip()
            return scan.put("relation", entry.value, under[1] + 1, mark)
    return scan.put("stack", value, end)


def _relation(scan: Scanner, value: str, end: int) -> None:
    r"""A relation; `\xrightarrow[below]{above}` has its remark behind it."""
    mark = ""
    if scan.text.startswith("\\x", scan.at):
        option = _OPTION.match(scan.text, end)
        end = option.end() if option else end
        if above := scan.argument(end):
            mark, end = scan.text[above[0] : above[1]].strip(), above[1] + 1
    if value == "=" and (before := scan.apart()):
        value = before + value
    scan.put("relation", value, end, mark)


def _drop(scan: Scanner, value: str, end: int) -> None:
    scan.at = end


def _drop1(scan: Scanner, value: str, end: int) -> None:
    """Layout with an argument that says how: `\\tag{1}`, `\\color{red}`, `\\hspace*{1em}`."""
    if scan.text.startswith("*", end):
        end += 1
    option = _OPTION.match(scan.text, end)
    end = option.end() if option else end
    span = None if scan.text.startswith("\\bbox", scan.at) else scan.argument(end)
    scan.at = span[1] + 1 if span else end


def _length(scan: Scanner, value: str, end: int) -> None:
    match = _LENGTH.match(scan.text, end)
    scan.at = match.end() if match else end


def _bare(scan: Scanner, value: str, end: int) -> None:
    r"""`\boxed{…}` and its kin are seen through, braces and all."""
    span = scan.argument(end)
    if span is None:
        scan.at = end
    else:
        scan.open_brace(span[0], bare=True)


def _macro(scan: Scanner, value: str, end: int) -> None:
    name = scan.text[scan.at : end]
    scan.bad(
        Phrase("{0} is not carried out", name),
        end,
        "Write what it stands for; macros are not expanded.",
    )


_ACTIONS: dict[str, Callable[[Scanner, str, int], None]] = {
    "letter": _name("letter"),
    "variant": _name("letter", "var"),
    "symbol": _name("symbol"),
    "word": _name("word"),
    "set": _set,
    "dots": _dots,
    "said": _said,
    "row": _row,
    "{": _open,
    "}": _close,
    "font": _font,
    "switch": _switch,
    "text": _text,
    "operator": _operator,
    "left": _left_or_right("left"),
    "right": _left_or_right("right"),
    "middle": _middle,
    "sized": _sized,
    "begin": _begin,
    "end": _end,
    "negated": _negated,
    "stack": _stack,
    "relation": _relation,
    "drop": _drop,
    "drop1": _drop1,
    "length": _length,
    "bare": _bare,
    "macro": _macro,
}
"""What is done for each kind of entry; a kind that is not here becomes a token of that kind."""
