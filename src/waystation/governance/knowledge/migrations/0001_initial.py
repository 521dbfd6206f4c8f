import django.db.models.deletion
import waystation.foundation.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=300, verbose_name='Title')),
                ('kind', models.CharField(choices=[('data', 'Dataset or statistics'), ('study', 'Study or assessment'), ('law', 'Law or by-law'), ('policy', 'Strategy or policy'), ('guidance', 'Guidance'), ('tool', 'Tool or training material'), ('report', 'Report'), ('other', 'Other')], max_length=12, verbose_name='Kind')),
                ('source', models.CharField(max_length=200, verbose_name='Published by')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='Published on')),
                ('licence', models.CharField(help_text='For example CC BY 4.0, or all rights reserved.', max_length=120, verbose_name='Licence')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='Where it is found')),
                ('summary', models.TextField(blank=True, max_length=3000, verbose_name='What it says, in a few sentences')),
                ('gcm', models.JSONField(blank=True, default=list, verbose_name='Objectives of the Global Compact')),
                ('indicator', models.SlugField(blank=True, help_text='The key of an indicator, if the document explains one.', max_length=60, verbose_name='Indicator it belongs to')),
                ('review_on', models.DateField(verbose_name='Look at it again on')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-id'], name='document_place'), models.Index(fields=['organisation', 'review_on'], name='document_review')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('source', ''), _negated=True), models.Q(('licence', ''), _negated=True)), name='document_has_source_and_licence')],
            },
        ),
        migrations.CreateModel(
            name='LegalReference',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=300, verbose_name='Title')),
                ('kind', models.CharField(choices=[('un_treaty', 'United Nations treaty'), ('ilo', 'ILO convention or protocol'), ('regional', 'Regional instrument'), ('declaration', 'Declaration or compact'), ('local_law', 'Local law'), ('by_law', 'By-law or instruction')], max_length=12, verbose_name='Kind')),
                ('reference', models.CharField(max_length=200, verbose_name='Number, or where it is found')),
                ('rights', models.JSONField(default=list, verbose_name='Rights it protects')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='Address')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='What it means for our work')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-id'], name='legal_place')],
                'constraints': [models.UniqueConstraint(fields=('office', 'title'), name='legal_once')],
            },
        ),
        migrations.CreateModel(
            name='Norm',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('instrument', models.CharField(max_length=300, verbose_name='Instrument')),
                ('kind', models.CharField(choices=[('un_treaty', 'United Nations treaty'), ('ilo', 'ILO convention or protocol'), ('regional', 'Regional instrument'), ('declaration', 'Declaration or compact'), ('local_law', 'Local law'), ('by_law', 'By-law or instruction')], max_length=12, verbose_name='Kind')),
                ('reference', models.CharField(blank=True, max_length=200, verbose_name='Where it is found')),
                ('state', models.CharField(choices=[('not_in_law', 'Not in local law'), ('referred_to', 'Referred to, not directly applicable'), ('partly', 'Partly domesticated'), ('domesticated', 'Domesticated'), ('applied', 'Domesticated and applied')], max_length=12, verbose_name='In local law')),
                ('local_text', models.CharField(blank=True, help_text='Law, article.', max_length=300, verbose_name='Local law that takes it up')),
                ('gap', models.TextField(blank=True, max_length=2000, verbose_name='What is missing')),
                ('activity', models.CharField(blank=True, help_text='The activity of the work plan, or who works on it.', max_length=300, verbose_name='What is done about it')),
                ('checked_on', models.DateField(verbose_name='Checked on')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-id'], name='norm_place')],
                'constraints': [models.UniqueConstraint(fields=('office', 'instrument'), name='norm_once'), models.CheckConstraint(condition=models.Q(('state__in', ['applied', 'domesticated']), models.Q(('gap', ''), _negated=True), _connector='OR'), name='norm_names_its_gap')],
            },
        ),
        migrations.CreateModel(
            name='DatedFact',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('series', models.SlugField(help_text='The same short name for every value of the same thing.', max_length=60, verbose_name='Series')),
                ('label', models.CharField(max_length=200, verbose_name='What it is')),
                ('value', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='Number')),
                ('unit', models.CharField(max_length=60, verbose_name='Unit')),
                ('qualifier', models.CharField(choices=[('exact', 'exactly'), ('count', 'a count'), ('about', 'about'), ('almost', 'almost'), ('over', 'over'), ('up_to', 'up to'), ('estimate', 'an estimate')], max_length=10, verbose_name='The source says')),
                ('as_of', models.CharField(blank=True, help_text='As the source says: 2022, or undated (2020–21).', max_length=80, verbose_name='Valid for')),
                ('as_of_on', models.DateField(blank=True, null=True, verbose_name='Valid for this day')),
                ('source', models.CharField(max_length=300, verbose_name='Source')),
                ('method', models.CharField(blank=True, max_length=300, verbose_name='How it was found')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='Note')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='knowledge.document', verbose_name='Document in the library')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'series', '-id'], name='fact_series')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('unit', ''), _negated=True), models.Q(('source', ''), _negated=True), models.Q(models.Q(('as_of', ''), _negated=True), ('as_of_on__isnull', False), _connector='OR')), name='fact_can_be_quoted')],
            },
        ),
        migrations.CreateModel(
            name='MechanismRecommendation',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('mechanism', models.CharField(max_length=200, verbose_name='Mechanism')),
                ('reference', models.CharField(max_length=200, verbose_name='Document and paragraph')),
                ('issued_on', models.DateField(verbose_name='Issued on')),
                ('text', models.TextField(max_length=2000, verbose_name='What is recommended')),
                ('addressee', models.CharField(blank=True, max_length=200, verbose_name='To whom')),
                ('state', models.CharField(choices=[('noted', 'Noted'), ('planned', 'Follow-up planned'), ('under_way', 'Follow-up under way'), ('done', 'Implemented'), ('not_taken_up', 'Not taken up')], max_length=12, verbose_name='State')),
                ('follow_up', models.TextField(blank=True, max_length=2000, verbose_name='What was done about it')),
                ('followed_up_on', models.DateField(blank=True, null=True, verbose_name='Latest follow-up on')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('norm', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='knowledge.norm', verbose_name='Norm it rests on')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-id'], name='mechanism_rec_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'not_taken_up', 'under_way']), _negated=True), models.Q(models.Q(('follow_up', ''), _negated=True), ('followed_up_on__isnull', False)), _connector='OR'), name='mechanism_rec_followed_up')],
            },
        ),
    ]
