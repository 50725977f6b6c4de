/** The elements of the page, by id. */

type Kinds = { button: HTMLButtonElement; form: HTMLFormElement; input: HTMLInputElement; textarea: HTMLTextAreaElement; ol: HTMLOListElement; p: HTMLParagraphElement; span: HTMLSpanElement };

export function element<Kind extends keyof Kinds>(kind: Kind, id: string): Kinds[Kind] {
  const found = document.querySelector<Kinds[Kind]>(`${kind}#${id}`);
  if (!found) throw new Error(`The page has no ${kind} called ${id}.`);
  return found;
}
