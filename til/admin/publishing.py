"""Permissions of reviewers who may change but not publish TILs: drafts only."""

from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from til.caller import PUBLISH
from til.models import Til


class PublishingAdmin(SimpleHistoryAdmin):  # type: ignore[misc]  # it ships no types
    """The admin of TILs with history; without ``til.publish_til``, only drafts can be changed."""

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Return whether the reviewer may publish TILs and change published ones."""
        return request.user.has_perm(PUBLISH)

    def has_change_permission(self, request: HttpRequest, obj: Til | None = None) -> bool:
        """Return whether the reviewer may change TILs, or this one."""
        return bool(super().has_change_permission(request, obj)) and self._is_theirs(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Til | None = None) -> bool:
        """Return whether the reviewer may delete TILs, or this one."""
        return bool(super().has_delete_permission(request, obj)) and self._is_theirs(request, obj)

    def _is_theirs(self, request: HttpRequest, til: Til | None) -> bool:
        """Return whether the reviewer may publish, or the TIL is a draft, both stored and in the version shown."""
        if til is None or self.has_publish_permission(request):
            return True
        return til.status == Til.Status.DRAFT and Til.objects.filter(pk=til.pk, status=Til.Status.DRAFT).exists()

    def get_readonly_fields(self, request: HttpRequest, _obj: Til | None = None) -> list[str]:
        """Make the status read-only for reviewers who may not publish."""
        return [*self.readonly_fields, *([] if self.has_publish_permission(request) else ["status", "published"])]
