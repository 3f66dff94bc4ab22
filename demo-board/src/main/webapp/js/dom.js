/** A copy of a template of the page: its element as `root`, and each element with a `data-name` by that name. */
export function fromTemplate(id) {
  const root = document.getElementById(id).content.firstElementChild.cloneNode(true);
  const parts = { root };
  for (const element of root.querySelectorAll('[data-name]')) {
    parts[element.dataset.name] = element;
  }
  return parts;
}
