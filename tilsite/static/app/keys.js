// Help about the keyboard: `?` outside of fields opens it, and so does a button.
(() => {
  const dialog = document.getElementById("keys");
  const open = () => { if (!document.querySelector("dialog[open]")) dialog.showModal(); };
  addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", ({ target }) => { if (target.closest?.("[data-keys]")) open(); });
  dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") event.stopPropagation(); }); // closes only the dialog
})();
