// Makes elements out of data. Text always goes in as text: what a stranger wrote is never markup here.

/** `props` beginning with "on" are listeners; the rest are attributes, where false leaves one out. */
export function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'value') node.value = value;
    else if (value !== false && value !== undefined) node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

export const time = (iso) => el('time', { datetime: iso, title: iso }, new Date(iso).toLocaleString());

/** Replaces what is inside only when it would look different, so that focus and half-written text survive a refresh. */
export function fill(node, key, ...children) {
  if (node.dataset.key === key) return;
  node.dataset.key = key;
  node.replaceChildren(...children);
}
