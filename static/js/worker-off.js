// The switch-off: forgets pages and shells and takes itself away. What is to be sent lies elsewhere and stays.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const ours = (name) => name === "pages" || name === "voice" || name.startsWith("shell ");
  const forget = caches.keys().then((names) => Promise.all(names.filter(ours).map((name) => caches.delete(name))));
  event.waitUntil(forget.then(() => self.registration.unregister()));
});
