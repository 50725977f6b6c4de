from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('generate', '0008_continued'),
    ]

    operations = [
        migrations.AddField(
            model_name='generation',
            name='notices',
            field=models.JSONField(blank=True, default=list, verbose_name='notices'),
        ),
        migrations.AddField(
            model_name='generation',
            name='chosen_model',
            field=models.CharField(blank=True, max_length=120),
        ),
    ]
