from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

View = TypeVar("View", bound=Callable[..., Any])


def post_from(page: str, *parts: str) -> Callable[[View], View]:
    """Only posts; a look leads to the page the post comes from (`parts`: what of our address its own needs).

    Without scripts such an address stands in the address bar, and Enter there or a reopened tab asks for it.
    """

    def declare(view: View) -> View:
        posted: Callable[..., HttpResponseBase] = require_POST(view)

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                return posted(request, *args, **kwargs)
            match = request.resolver_match
            address = reverse(
                page,
                kwargs={name: kwargs[name] for name in parts},
                current_app=match.namespace if match else None,
            )
            query = request.META["QUERY_STRING"]
            return HttpResponseRedirect(f"{address}?{query}" if query else address)

        return cast(View, answer)

    return declare
