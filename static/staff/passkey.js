// Sends a form with data-passkey ("create" or "get") once the browser's own passkey dialogue has answered.
const REASONS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "address" };
const ALONE = { residentKey: "required", requireResidentKey: true, userVerification: "required" };

function say(form, reason) {
  const place = form.querySelector("[data-said]");
  place.textContent = reason && place.dataset[reason];
  place.hidden = !reason;
}

async function offer(form) {
  const written = document.getElementById("js_data");
  if (written) return JSON.parse(written.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`no challenge: ${answer.status}`);
  return answer.json();
}

async function credential(form) {
  const { creation_options: creation, request_options: request } = await offer(form);
  if (request) return window.webauthnJSON.get(request);
  if (form.elements.passwordless?.checked) Object.assign(creation.publicKey.authenticatorSelection, ALONE);
  return window.webauthnJSON.create(creation);
}

async function send(form) {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  say(form, "");
  try {
    form.elements.credential.value = JSON.stringify(await credential(form));
    form.submit();
  } catch (error) {
    form.ariaBusy = "false";
    say(form, REASONS[error.name] ?? "failed");
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const able = Boolean(window.PublicKeyCredential);
  // On the sign-in page the form stays hidden where it cannot work: the password is there.
  form.hidden = form.hidden && !able;
  form.querySelector("button").disabled = !able;
  if (!able) say(form, "unsupported");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
