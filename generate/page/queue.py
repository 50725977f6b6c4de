"""Send what was written without a network: for the service worker, in JSON."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from generate.drafting.access import caller_of, with_wait
from generate.page.forms import DraftForm
from generate.page.views import start_form
from til.errors import TilError


@never_cache
@require_http_methods(["GET", "POST"])
async def queue(request: HttpRequest) -> HttpResponseBase:
    """Tell who is signed in, with a token for POST; or start a draft, once per form.

    POST answers with the draft's ``place``, or with the ``problem`` as a sentence.
    """
    try:
        caller = await caller_of(request)
        if request.method == "GET":
            return JsonResponse({"user": str(caller.user_id), "token": get_token(request)})
        form = DraftForm(request.POST, request.FILES)
        if not form.is_valid():
            said = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"problem": " ".join(said)}, status=422)
        live = await start_form(caller, form)
    except TilError as error:
        return with_wait(JsonResponse({"problem": error.sentence(gettext)}, status=error.status), error)
    return JsonResponse({"place": reverse("generation", args=[live.id])})
