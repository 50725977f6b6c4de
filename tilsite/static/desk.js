// The review page: leaving it with unsaved text asks first, a dismissed claim loses its mark in the preview, and fields of several parts have their names.
addEventListener("load", () => {
  const form = document.getElementById("til_form");
  if (!form) return;
  const written = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !name.startsWith("csrf"))).toString();
  const refused = document.querySelector(".errornote") !== null;
  const began = written();
  let leaving = false;
  form.addEventListener("submit", (event) => { leaving = event.submitter?.formTarget !== "preview"; });
  addEventListener("htmx:afterSwap", (event) => {  // a dismissed claim: the preview loses its mark
    if (event.detail.target?.id === "claims") form.requestSubmit(form.querySelector("[formtarget=preview]"));
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && (refused || written() !== began)) event.preventDefault();
  });
  django.jQuery(() => { // after the admin's own, which may still be to come, has made the fields
    for (const select of form.querySelectorAll("select.admin-autocomplete")) {
      const name = form.querySelector(`label[for="${select.id}"]`)?.textContent.replace(":", "").trim();
      for (const part of select.parentElement.querySelectorAll(".select2-selection, .select2-search__field")) part.setAttribute("aria-label", name);
    }
  });
  for (const part of form.querySelectorAll(".datetime input")) {  // Django leaves them without labels
    const name = part.closest(".flex-container").querySelector("label").textContent.replace(":", "");
    part.setAttribute("aria-label", `${name}, ${part.previousSibling.textContent.replace(":", "").trim()}`);
  }
});
