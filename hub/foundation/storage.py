from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names inside ES modules too; an import of a missing file fails `collectstatic`."""

    support_js_module_import_aggregation = True
