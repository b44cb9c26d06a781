"""The formats of reports, and the endings of files that ask for them. Imports nothing: the command
line reads it before anything else."""

FORMATS = ("terminal", "markdown", "latex", "html", "ipynb", "json")

PLANNED = ("pdf",)
"""Formats that people know to ask for and that are not built yet."""

SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".tex": "latex", ".json": "json",
    ".txt": "terminal", ".html": "html", ".ipynb": "ipynb", ".pdf": "pdf",
}  # fmt: skip
