"""Sign-in attempts in the admin; deleting rows lets a person try again at once."""

from django.contrib import admin
from django.http import HttpRequest

from tilsite.access.signin.models import Tries


@admin.register(Tries)
class TriesAdmin(admin.ModelAdmin[Tries]):
    """Attempts can be read and deleted, not edited."""

    list_display = ["last", "name", "address", "count", "worked"]
    list_filter = ["last", "worked"]
    search_fields = ["name", "address"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Forbid adding: attempts add rows themselves."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Tries | None = None) -> bool:
        """Forbid changes."""
        return False
