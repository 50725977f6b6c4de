"""The mirror as a Django application."""

from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete


class MirrorConfig(AppConfig):
    """The mirror."""

    name = "til.mirror"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Record every change of a TIL in its transaction."""
        from til.mirror import outbox
        from til.models import Tag, Til

        post_save.connect(outbox.on_saved, Til, dispatch_uid="til.mirror")
        m2m_changed.connect(outbox.on_tags_changed, Til.tags.through, dispatch_uid="til.mirror")
        post_delete.connect(outbox.on_deleted, Til, dispatch_uid="til.mirror")
        post_save.connect(outbox.on_tag_saved, Tag, dispatch_uid="til.mirror")
        pre_delete.connect(outbox.on_tag_deleting, Tag, dispatch_uid="til.mirror")
        post_delete.connect(outbox.on_tag_deleted, Tag, dispatch_uid="til.mirror")
