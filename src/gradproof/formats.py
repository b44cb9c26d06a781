"""The formats of reports, and the endings of files that ask for them. Imports nothing: the command
line reads it before anything else."""

TEXTS = ("terminal", "markdown", "latex", "html", "ipynb", "json")
"""Formats that are text, in UTF-8."""

FORMATS = (*TEXTS, "pdf")

SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".tex": "latex", ".json": "json",
    ".txt": "terminal", ".html": "html", ".ipynb": "ipynb", ".pdf": "pdf",
}  # fmt: skip

CHECKED = ("terminal", "markdown", "html", "json", "github")
"""Formats of what `check` reports."""

CHECKED_SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".json": "json",
    ".txt": "terminal",
}  # fmt: skip

NOTES = (".md", ".markdown", ".txt")
"""Endings of the files that are taken for notes where a folder is named."""
