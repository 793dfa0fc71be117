// Runs without any page: shows that something has changed, and leads to where it can be read after signing in.
// It keeps nothing, and no request of a page goes through it.
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const { title, path } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { tag: path, data: path }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data));
});
