// Changes a part of the page in place: no tap is lost, and what has the focus keeps it.

/**
 * Make of `old`, which stands on the page, what `fresh` says; only what is of another kind is put in its place.
 * @param {any} old @param {any} fresh
 */
export function settle(old, fresh) {
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.data !== fresh.data) old.data = fresh.data;
  if (!old.attributes) return undefined;
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  old.onclick = fresh.onclick;
  const [here, there] = [Array.from(old.childNodes), Array.from(fresh.childNodes)];
  there.forEach((one, n) => (n < here.length ? settle(here[n], one) : old.append(one)));
  return here.slice(there.length).forEach((one) => one.remove());
}
