// Light or dark by choice, else by the system's setting. Loaded in the head to prevent a flash of the wrong theme.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const shown = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  let kept = null;
  try { kept = localStorage.getItem("theme"); } catch { /* storage is unavailable; use the system's setting */ }
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) return;
    const tell = () => button.setAttribute("aria-pressed", String(shown() === "dark"));
    button.hidden = false;
    tell();
    dark.addEventListener("change", tell);
    button.addEventListener("click", () => {
      root.dataset.theme = shown() === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* for this page only */ }
      tell();
    });
  });
})();
