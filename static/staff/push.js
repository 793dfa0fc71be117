// Notices on this device: the browser is asked for permission only when the button is pressed.
const block = document.querySelector("[data-push]");
const words = block.dataset;
const form = block.querySelector("[data-push-on]");
const said = block.querySelector("[data-push-said]");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const say = (text) => {
  said.textContent = text;
};

async function subscribe() {
  const registration = await navigator.serviceWorker.register(words.worker, { scope: words.scope });
  const asked = { userVisibleOnly: true, applicationServerKey: words.key };
  try {
    return await registration.pushManager.subscribe(asked);
  } catch (error) {
    // A subscription to an earlier key of ours is in the way.
    if (error.name !== "InvalidStateError") throw error;
    await (await registration.pushManager.getSubscription()).unsubscribe();
    return registration.pushManager.subscribe(asked);
  }
}

async function turnOn(event) {
  event.preventDefault();
  say("");
  try {
    const { endpoint, keys } = (await subscribe()).toJSON();
    form.elements.endpoint.value = endpoint;
    form.elements.p256dh.value = keys.p256dh;
    form.elements.auth.value = keys.auth;
    form.submit();
  } catch (error) {
    say(error.name === "NotAllowedError" ? words.denied : words.failed);
  }
}

form.addEventListener("submit", turnOn);
if (able) form.hidden = false;
else say(words.unable);
