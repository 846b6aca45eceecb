"""A team's own files into the database: recognised, validated whole, written in one transaction."""

from store.imports.report import Counts, FileReport, ImportReport, Problem, Question
from store.imports.run import import_paths

__all__ = ["Counts", "FileReport", "ImportReport", "Problem", "Question", "import_paths"]
