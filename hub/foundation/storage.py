from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile, File
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

MINIFIERS: dict[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names inside ES modules too; an import of a missing file fails `collectstatic`.

    Our own styles and scripts lose their comments and spaces while they are collected, before names are hashed.
    """

    support_js_module_import_aggregation = True

    def save(self, name: str, content: File, max_length: int | None = None) -> str:  # type: ignore[type-arg]
        saved: str = super().save(name, minified(name, content), max_length)
        return saved

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Hashes what was collected; Django would read the sources again."""
        collected = {name: (self, name) for name in paths}
        yield from super().post_process(collected, dry_run, **options)


def minified(name: str, content: File) -> File:  # type: ignore[type-arg]
    """What others wrote (`vendor/`) is served as they published it."""
    path = PurePosixPath(name)
    minify = MINIFIERS.get(path.suffix)
    if minify is None or path.parts[0] == "vendor":
        return content
    return ContentFile(minify(content.read().decode()).encode())
