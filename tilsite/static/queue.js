// Keyboard shortcuts of the queue: j and k move, x selects, o opens, p publishes, d makes a draft again, a archives.
addEventListener("DOMContentLoaded", () => {
  const rows = [...document.querySelectorAll("#result_list tbody tr")];
  const form = document.getElementById("changelist-form");
  const actions = { p: "publish", d: "back_to_draft", a: "archive" };
  if (!form || !rows.length) return;
  let at = -1;
  const link = (row) => row.querySelector("th a, td a");
  const move = (step) => {
    at = Math.min(Math.max(at + step, 0), rows.length - 1);
    rows.forEach((row, number) => row.classList.toggle("here", number === at));
    link(rows[at]).focus();
  };
  const box = (row) => row.querySelector("input.action-select");
  const act = (name) => {
    if (at >= 0 && !form.querySelector("input.action-select:checked")) box(rows[at]).click();
    if (!form.querySelector("input.action-select:checked")) return;
    form.querySelector("select[name=action]").value = name;
    form.querySelector("button[name=index]").click();
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
    else if (event.key === "x" && at >= 0) box(rows[at]).click();
    else if (event.key === "o" && at >= 0) link(rows[at]).click();
    else if (event.key in actions) act(actions[event.key]);
    else return;
    event.preventDefault();
  });
});
