"""What libraries say in the admin that speak no Korean themselves: written down here for our catalogue to hold it."""

from django.utils.translation import gettext_noop as _

AXES = (
    _("access attempt"),
    _("access attempts"),
    _("access failure"),
    _("access failures"),
    _("access log"),
    _("access logs"),
    _("Access lock out"),
    _("Attempt Remaining"),
    _("Attempt Time"),
    _("Clean up expired attempts"),
    _("Failed Logins"),
    _("Form Data"),
    _("GET Data"),
    _("HTTP Accept"),
    _("IP Address"),
    _("Locked Out"),
    _("Logout Time"),
    _("Meta Data"),
    _("Not set"),
    _("POST Data"),
    _("Path"),
    _("Session key hash (sha256)"),
    _("User Agent"),
    _("Username"),
)
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
