"""The TILs as a Django application."""

from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save


class TilConfig(AppConfig):
    """TILs and tags."""

    name = "til"
    verbose_name = "TIL"

    def ready(self) -> None:
        """Connect the signals that keep the search index, pictures, the days and the overview up to date."""
        from til import signals
        from til.models import Picture, Tag, Til
        from til.public import overview, websub
        from til.site.models import Site

        post_save.connect(signals.on_saved, Til, dispatch_uid="til.index")
        m2m_changed.connect(signals.on_tags_changed, Til.tags.through, dispatch_uid="til.index")
        pre_delete.connect(signals.on_deleting, Til, dispatch_uid="til.pictures")
        post_delete.connect(signals.on_deleted, Til, dispatch_uid="til.forget")
        post_delete.connect(signals.on_picture_deleted, Picture, dispatch_uid="til.picture")
        post_save.connect(signals.on_site_saved, Site, dispatch_uid="til.days")
        for changed in (Til, Tag):
            post_save.connect(overview.forget, changed, dispatch_uid="til.overview")
            post_delete.connect(overview.forget, changed, dispatch_uid="til.overview")
        pre_save.connect(websub.on_saving, Til, dispatch_uid="til.websub")
        post_save.connect(websub.on_changed, Til, dispatch_uid="til.websub")
        post_delete.connect(websub.on_changed, Til, dispatch_uid="til.websub")
        m2m_changed.connect(websub.on_changed, Til.tags.through, dispatch_uid="til.websub")
        m2m_changed.connect(overview.forget, Til.tags.through, dispatch_uid="til.overview")
