// Whoever signs out of a shared computer leaves no notices behind: the browser forgets its subscription itself.
const PATIENCE = 2000;

async function forget(scope) {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const scope = form.dataset.signOut;
  if (!scope || !("serviceWorker" in navigator)) return;
  event.preventDefault();
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  try {
    await Promise.race([forget(scope), late]);
  } finally {
    form.submit();
  }
});
