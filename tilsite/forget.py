"""Delete or anonymise everything the site keeps about one user or one API key."""

from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from generate.models import Generation, PromptText, Spending, Style, Upload
from til.models import Picture, Til
from tilsite.access.keys.models import ApiKey
from tilsite.access.signin.models import Tries
from tilsite.access.signin.throttle import Attempt

Tils = Literal["keep", "delete"]
History: Any = Til.history.model


@dataclass(frozen=True, slots=True)
class Subject:
    """A user with their keys, or one key."""

    user: User | None
    keys: tuple[ApiKey, ...]

    def owns(self, user: str = "user") -> Q:
        """Return the condition on their rows, with the user in the field ``user``."""
        return Q(key__in=self.keys) | (Q(**{user: self.user}) if self.user else Q(pk__in=[]))


def find_subject(name: str) -> Subject | None:
    """Return the user of this name, or the key with this public id (``til_abcdefgh``), or None."""
    if user := User.objects.filter(username=name).first():
        return Subject(user, tuple(ApiKey.objects.filter(user=user)))
    keys = ApiKey.objects.filter(public_id=name.removeprefix("til_").partition("_")[0])
    return Subject(None, tuple(keys)) if keys else None


@transaction.atomic
def forget(subject: Subject, tils: Tils) -> dict[str, int]:
    """Forget ``subject`` and return what was deleted or anonymised, and what stays, by name.

    Drafts are deleted with their history. Public and archived TILs stay, without the user as their author, unless
    ``tils`` is ``delete``.
    """
    theirs = Til.objects.filter(subject.owns("author"))
    gone = theirs if tils == "delete" else theirs.filter(status=Til.Status.DRAFT)
    of_gone = Q(til__in=gone) | Q(target__in=gone)
    done = {"generations deleted": _deleted(Generation.objects.filter(subject.owns() | of_gone))}
    done["TILs deleted"] = _delete_tils(gone)
    done["TILs that stay"] = theirs.update(key=None, **({"author": None} if subject.user else {}))
    done["pictures deleted"] = _deleted(Picture.objects.filter(subject.owns()).filter(tils=None))
    Picture.objects.filter(subject.owns()).update(key=None, **({"user": None} if subject.user else {}))
    done["uploads deleted"] = _deleted(Upload.objects.filter(subject.owns()))
    names = [f"key:{key.pk}" for key in subject.keys] + ([f"user:{subject.user.pk}"] if subject.user else [])
    done["budget entries deleted"] = _deleted(Spending.objects.filter(name__in=names))
    done |= _forget_person(subject.user) if subject.user else {}
    done["keys deleted"] = _deleted(ApiKey.objects.filter(pk__in=[key.pk for key in subject.keys]))
    if subject.user:
        subject.user.delete()
    return done


def _delete_tils(tils: QuerySet[Til]) -> int:
    """Delete TILs with their history."""
    pks = list(tils.values_list("pk", flat=True))
    tils.delete()
    History.objects.filter(id__in=pks).delete()
    return len(pks)


def _forget_person(user: User) -> dict[str, int]:
    """Delete sign-ins and the admin's log; remove the name from the rest."""
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    tries = Tries.objects.filter(name=Attempt.of(user.username, "").name)
    History.objects.filter(author=user).update(author=None)
    PromptText.objects.filter(author=user).update(author=None)
    return {
        "versions of a style deleted": _deleted(Style.objects.filter(user=user)),
        "history entries anonymised": History.objects.filter(history_user=user).update(history_user=None),
        "entries of the admin's log deleted": _deleted(LogEntry.objects.filter(Q(user=user) | about)),
        "sign-in attempts deleted": _deleted(tries),
        "sessions deleted": sum(_end(session, user) for session in Session.objects.iterator()),
    }


def _end(session: Session, user: User) -> bool:
    is_theirs = session.get_decoded().get("_auth_user_id") == str(user.pk)
    if is_theirs:
        session.delete()
    return is_theirs


def _deleted(rows: QuerySet[Any]) -> int:
    count = rows.count()
    rows.delete()
    return count
