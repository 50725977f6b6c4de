"""Publishing has a permission of its own; whoever could change TILs keeps it."""

from django.db import migrations

NAME = "Can publish TILs"


def keep(apps, schema_editor):
    """Give ``publish_til`` to the groups and users that have ``change_til``; a new site has neither yet."""
    alias = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    change = permissions.filter(content_type__app_label="til", content_type__model="til", codename="change_til").first()
    if change is None:
        return
    publish, _ = permissions.get_or_create(
        content_type=change.content_type, codename="publish_til", defaults={"name": NAME}
    )
    publish.group_set.add(*change.group_set.all())
    publish.user_set.add(*change.user_set.all())


class Migration(migrations.Migration):

    dependencies = [
        ("til", "0008_moved"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="til",
            options={
                "ordering": ["-day_number"],
                "permissions": [("publish_til", NAME)],
                "verbose_name": "TIL",
                "verbose_name_plural": "TILs",
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop, elidable=True),
    ]
