// The account menu closes with Esc, or when a click or the focus goes elsewhere.
addEventListener("DOMContentLoaded", () => {
  const menu = document.querySelector("details.me");
  const isElsewhere = (place) => place && !menu.contains(place);
  addEventListener("click", ({ target }) => { if (isElsewhere(target)) menu.open = false; });
  menu.addEventListener("focusout", ({ relatedTarget }) => { if (isElsewhere(relatedTarget)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation(); // otherwise, Esc would also stop the draft
    menu.open = false;
    menu.firstElementChild.focus();
  });
});
