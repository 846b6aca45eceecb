"""Questions that one answer asks more than once: asked of the store the first time only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

Self = TypeVar("Self")
Given = ParamSpec("Given")
Found = TypeVar("Found")


def asked_once(
    method: Callable[Concatenate[Self, Given], Found],
) -> Callable[Concatenate[Self, Given], Found]:
    """Keep what a method found for the life of its book, which is one question. Only for facts that no tool writes."""

    @wraps(method)
    def wrapper(self: Self, /, *args: Given.args, **kwargs: Given.kwargs) -> Found:
        kept: dict[Any, Found] = self.__dict__.setdefault("_asked", {})
        key = (method.__name__, *(_fixed(one) for one in args), *((k, _fixed(v)) for k, v in sorted(kwargs.items())))
        if key not in kept:
            kept[key] = method(self, *args, **kwargs)
        return kept[key]

    return wrapper


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, (str, tuple)) else value
