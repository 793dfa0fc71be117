// On a page of another site that was opened with #chat-check: tries what the chat needs there, then shows on the hub what
// works. What was found goes in the address's fragment, which no server sees.
(async () => {
  const hub = new URL("/", document.currentScript.src);
  const WAIT = 6000;
  let stopped = false;
  document.addEventListener("securitypolicyviolation", (event) => {
    stopped ||= event.blockedURI.startsWith(hub.origin);
  });

  async function asks() {
    try {
      return (await fetch(new URL("chat/status.json", hub), { credentials: "omit" })).ok;
    } catch {
      return false;
    }
  }

  function frames() {
    return new Promise((resolve) => {
      const frame = document.createElement("iframe");
      addEventListener("message", (event) => event.origin === hub.origin && event.data.hub === "frame" && resolve(event.data));
      setTimeout(resolve, WAIT);
      frame.src = new URL("chat/frame/", hub);
      frame.hidden = true;
      document.body.append(frame);
    });
  }

  const status = await asks();
  const frame = await frames();
  const found = {
    https: isSecureContext, place: Boolean(document.querySelector("[data-contact-hub]")), status,
    frame: Boolean(frame), storage: !frame || frame.storage, policy: !stopped,
  };
  location.assign(new URL(`chat/embedding/#${new URLSearchParams(found)}`, hub));
})();
