import { recall } from "./store.js";

// Whose conversation goes on in this tab is led back to it, not to a new one.
if (recall()) for (const element of document.querySelectorAll("[data-swap]")) element.hidden = !element.hidden;
