from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('generate', '0011_request_id'),
    ]

    operations = [
        migrations.AddField(
            model_name='generation',
            name='pause',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
