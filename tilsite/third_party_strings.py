"""Admin texts of libraries without Korean translations, listed here for our own catalogue."""

from django.utils.translation import gettext_noop as _

SIMPLE_HISTORY = (
    _("Change history: %s"),
    _("Changed"),
    _("Choose a date from the list below to revert to a previous version of this object."),
    _("Created"),
    _("Deleted"),
    _("Press the 'Revert' button below to revert to this version of the object."),
    _("Revert"),
    _("Revert %(verbose_name)s"),
    _("Revert %s"),
    _("This object doesn't have a change history."),
    _("View history: %s"),
    _("You may edit it again below"),
)
