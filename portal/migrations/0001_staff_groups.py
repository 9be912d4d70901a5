"""The four groups of the desk, with what each may do.

Django makes the rows of permissions after all migrations have run, which is too late for a group that needs them now.
Those that are missing are made here as Django would make them; it leaves alone what it finds.
"""

from django.db import migrations

ALL = ("add", "change", "delete", "view")
EDIT = ("add", "change", "view")
MODERATE = ("change", "view")

# Writes, sends to review; what was signed off is out of reach without `approve`.
REPORTER = {
    "articles.article": EDIT,
    "articles.byline": ALL,
    "articles.interviewee": ALL,
    "articles.person": ("add", "view"),
    "articles.picture": EDIT,
    "articles.section": ("view",),
    "articles.source": ("add", "view"),
    "regions.region": ("view",),
    "taggit.tag": ("view",),
}
# Signs, corrects, makes the fronts.
EDITOR = REPORTER | {
    "articles.article": (*ALL, "approve"),
    "articles.breaking": ALL,
    "articles.comment": MODERATE,
    "articles.correction": ALL,
    "articles.person": EDIT,
    "articles.picture": ALL,
    "articles.pin": ALL,
    "articles.source": EDIT,
    "taggit.tag": EDIT,
}
# Looks after what readers write and what they ask for.
MODERATOR = {
    "articles.article": ("view", "withdraw"),
    "articles.comment": MODERATE,
    "moderation.decision": ("view",),
    "moderation.listedword": ALL,
    "moderation.notice": MODERATE,
    "moderation.report": MODERATE,
    "regions.region": ("view",),
}
ADMINISTRATOR = (
    EDITOR
    | MODERATOR
    | {
        "articles.article": (*ALL, "approve", "withdraw"),
        "articles.person": ALL,
        "articles.section": ALL,
        "articles.source": ALL,
        "auth.group": ("view",),
        "auth.user": EDIT,
        "regions.region": ALL,
        "regions.siteprofile": ("change", "view"),
        "taggit.tag": ALL,
    }
)
GROUPS = {"记者": REPORTER, "编辑": EDITOR, "审核": MODERATOR, "管理员": ADMINISTRATOR}


def permission(apps, label, action):
    """The permission to do this with that model."""
    model = apps.get_model(label)._meta
    names = {f"{one}_{model.model_name}": f"Can {one} {model.verbose_name_raw}" for one in ALL} | dict(model.permissions)
    codename = f"{action}_{model.model_name}"
    kind, _made = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=model.app_label, model=model.model_name
    )
    found, _made = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": names[codename]}
    )
    return found


def make_groups(apps, schema_editor):
    for name, allowed in GROUPS.items():
        group, _made = apps.get_model("auth.Group").objects.get_or_create(name=name)
        group.permissions.add(
            *(permission(apps, label, action) for label, actions in allowed.items() for action in actions)
        )


def remove_groups(apps, schema_editor):
    apps.get_model("auth.Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_signing_off"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("moderation", "0002_tally"),
        ("regions", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
