// The menu of who is signed in closes with Esc, and with a click or the focus elsewhere.
addEventListener("DOMContentLoaded", () => {
  const menu = document.querySelector("details.me");
  const isElsewhere = (place) => place && !menu.contains(place);
  addEventListener("click", ({ target }) => { if (isElsewhere(target)) menu.open = false; });
  menu.addEventListener("focusout", ({ relatedTarget }) => { if (isElsewhere(relatedTarget)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation(); // elsewhere it stops a draft
    menu.open = false;
    menu.firstElementChild.focus();
  });
});
