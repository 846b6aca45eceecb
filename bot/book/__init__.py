"""The asker's own book: the store's questions, bound to one person and what that person may see."""

from bot.book.book import AskersBook
from bot.book.context import BookContext
from bot.book.shared import Shared

__all__ = ["AskersBook", "BookContext", "Shared"]
