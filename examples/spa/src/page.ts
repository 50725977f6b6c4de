/** The elements of the page, by id. */

type Kinds = Pick<HTMLElementTagNameMap, "button" | "form" | "input" | "textarea" | "select" | "ol" | "p" | "pre" | "span">;

export function element<Kind extends keyof Kinds>(kind: Kind, id: string): Kinds[Kind] {
  const found = document.querySelector<Kinds[Kind]>(`${kind}#${id}`);
  if (!found) throw new Error(`The page has no ${kind} called ${id}.`);
  return found;
}

/** Run `work` when a form is submitted. */
export function onSubmit(id: string, work: () => void): void {
  element("form", id).addEventListener("submit", (event) => {
    event.preventDefault();
    work();
  });
}
