"""Two fields get names that explain themselves; their columns stay, so that older code goes on working."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("generate", "0006_whole"),
    ]

    operations = [
        migrations.AlterField("generation", "earlier", models.TextField(blank=True, db_column="earlier")),
        migrations.AlterField(
            "generation",
            "whole",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="parts",
                to="generate.generation",
                db_column="whole_id",
            ),
        ),
        migrations.RenameField("generation", "earlier", "previous_text"),
        migrations.RenameField("generation", "whole", "parent"),
    ]
