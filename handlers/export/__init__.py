"""The streaming reader of Telegram Desktop exports."""

from handlers.export.errors import ExportError
from handlers.export.problems import Problem, Problems
from handlers.export.reader import Export, open_export

__all__ = ["Export", "ExportError", "Problem", "Problems", "open_export"]
