// A copy button on each block of code. Its label comes from the page, in the reader's language.
addEventListener("DOMContentLoaded", () => {
  const words = document.getElementById("copy-words");
  if (!words || !navigator.clipboard) return;
  for (const pre of document.querySelectorAll(".prose pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy quiet";
    button.textContent = words.content.querySelector(".copy-do").textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(pre.textContent.replace(/\n$/, ""));
      button.textContent = words.content.querySelector(".copy-done").textContent;
      setTimeout(() => { button.textContent = words.content.querySelector(".copy-do").textContent; }, 2000);
    });
    const box = document.createElement("div");
    box.className = "codebox";
    pre.before(box);
    box.append(pre, button);
  }
});
