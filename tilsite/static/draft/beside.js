// The draft beside its source. A click on a marked claim shows why it is marked, in the list below.
const $ = (id) => document.getElementById(id);
const make = $("make");

export const closeBeside = () => {
  if (!$("beside")) return false;
  $("beside").remove();
  make.classList.remove("comparing");
  $("compare").focus({ preventScroll: true });
  return true;
};
const reasonFor = (text) => [...$("beside").querySelectorAll(".claims li li")].find((item) => {
  const claim = item.querySelector(".claim").textContent.trim();
  return claim === text.trim() || claim.includes(text.trim()) || text.includes(claim);
});
const panes = () => [...$("beside").querySelectorAll(".sheet")];
let places = []; // where the panes were scrolled to, before they are loaded again
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.id === "beside") places = panes().map(({ scrollTop }) => scrollTop);
});
export const openBeside = () => { // also when it is loaded again
  const isAgain = make.classList.contains("comparing");
  make.classList.add("comparing");
  if (isAgain) panes().forEach((pane, at) => { pane.scrollTop = places[at] ?? 0; });
  else $("beside-heading").focus({ preventScroll: true });
  for (const mark of $("beside").querySelectorAll("mark")) {
    mark.tabIndex = 0;
    mark.setAttribute("role", "button");
  }
};
const show = (mark) => {
  const reason = reasonFor(mark.textContent);
  if (!reason) return;
  for (const shown of $("beside").querySelectorAll(".why")) shown.classList.remove("why");
  reason.closest("details").open = true;
  reason.classList.add("why");
  reason.tabIndex = -1;
  reason.focus({ preventScroll: true });
  reason.scrollIntoView({ block: "center" });
};
document.addEventListener("click", (event) => {
  const mark = event.target.closest?.("#beside mark");
  if (mark) show(mark);
  if (event.target.closest?.("#close-beside") && closeBeside()) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("#beside mark")) show(event.target);
});
