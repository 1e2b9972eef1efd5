// The drawer: time, this phone, the network.
import { act, look } from "./server.js";

const ids = "tools tools-open off hidden twice shuffle said";

// `person()` is whose phone it is; `anew()` shows the chat from the beginning.
export function startTools({ doing, person, anew }) {
  const page = Object.fromEntries(ids.split(" ").map((id) => [id, document.getElementById(id)]));
  const say = (words) => {
    page.said.textContent = words;
  };
  const toggle = (wanted) => {
    page.tools.hidden = !wanted;
    page["tools-open"].setAttribute("aria-expanded", String(wanted));
  };
  const changed = (id, work) =>
    page[id].addEventListener("change", () => doing(() => work(page[id].checked)));

  changed("off", (on) => act("people", { person: person(), receipts: on ? "sent" : "delivered" }));
  changed("hidden", (on) => act("people", { person: person(), shows: on ? "user_id" : "both" }));
  changed("twice", (on) => act("habits", { copies: on ? 2 : 1 }));
  changed("shuffle", (on) => act("habits", { shuffle: on, linger: on ? 3 : 0.15 }));

  const doings = {
    later: () => act("age", { hours: 24, person: person() }),
    number: async () => {
      const phone = `+1917555${String(100 + Math.floor(Math.random() * 100)).padStart(4, "0")}`;
      await act("change", { person: person(), phone });
      say(`The number is ${phone} now.`);
    },
    lost: async () => {
      await act("faults", { on: "send", what: "answer_lost" });
      say("The clinic will not learn whether its next message was taken.");
    },
    forge: async () => {
      const text = "This is not from the patient.";
      const { status } = await act("forge", { person: person(), text });
      say(status ? `The clinic answered ${status} to a forged message.` : "The clinic did not answer.");
    },
    reset: async () => {
      await act("reset");
      await read();
      anew();
    },
  };
  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => doing(doings[button.dataset.do]));
  }
  page["tools-open"].addEventListener("click", () => toggle(page.tools.hidden));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !page.tools.hidden) {
      toggle(false);
      page["tools-open"].focus();
    }
  });

  async function read() {
    const habits = await look("habits");
    page.twice.checked = habits.copies > 1;
    page.shuffle.checked = habits.shuffle;
  }
  doing(read);
  // Beside the phone there is room for it.
  toggle(matchMedia("(min-width: 74rem)").matches);
  return {
    show(who) {
      page.off.checked = who.receipts === "sent";
      page.hidden.checked = who.shows === "user_id";
    },
  };
}
