"""A rule in words: what it says, where it is from, and a step in which it is used."""

from __future__ import annotations

from gradproof.core.proof import Certificate, Link
from gradproof.derivation.rules import Rule
from gradproof.notation.printing.text import text
from gradproof.report.outline import mark
from gradproof.report.words import Lang, say


def told(rule: Rule, example: tuple[str, Link, Certificate] | None, lang: Lang) -> str:
    """The explanation of a rule, with a link that uses it in the derivation of a formula."""
    lines = [rule.name, f"  {rule.says.in_language(lang)}"]
    if rule.source:
        lines.append(f"  {say('source', lang, rule.source)}")
    if example is not None:
        formula, link, certificate = example
        before, after = link.shown or (link.before, link.after)
        lines += [
            "",
            f"  {say('example', lang, formula)}",
            f"    {text(before)}",
            f"    → {text(after)}",
            f"    {'✓' if certificate.holds else '?'} {mark(certificate, lang)}",
        ]
    return "\n".join(lines) + "\n"
