// The keyboard of a phone covers the end of the page, in some browsers without making it smaller. `--keyboard` is how much
// of it is covered, so that what stays at the end of the screen stays above the keyboard.
const view = window.visualViewport;
let last = -1;
const measure = () => {
  const covered = view.scale > 1.01 ? 0 : Math.max(0, Math.round(innerHeight - view.height - view.offsetTop)); // not while zoomed in
  if (covered === last) return;
  last = covered;
  document.documentElement.style.setProperty("--keyboard", `${covered}px`);
  if (covered > 100) document.activeElement?.scrollIntoView?.({ block: "nearest" });
};
// Browsers leave a field or a button where it is as soon as a part of it is in the window, even behind what stays there.
const show = ({ target }) => {
  if (target.matches?.("#revise button, #keep :is(input, textarea)")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
};
export const followKeyboard = () => {
  addEventListener("focusin", show);
  if (!view) return;
  view.addEventListener("resize", measure);
  view.addEventListener("scroll", measure);
  measure();
};
