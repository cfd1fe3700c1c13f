// The phone page: every phone with its conversation, kept live by server-sent events.
// Whatever a text says is inserted as text, never as markup.

const $ = (id) => document.getElementById(id);
const locale = navigator.languages;
const timeOf = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const dayOf = new Intl.DateTimeFormat(locale, { weekday: "long", month: "long", day: "numeric" });
const shortDayOf = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" });

/** What a status looks like, and what it is called. */
const STATUSES = {
  accepted: { tick: "○", words: "Accepted" },
  queued: { tick: "○", words: "Queued" },
  sent: { tick: "✓", words: "Sent" },
  delivered: { tick: "✓✓", words: "Delivered" },
  undelivered: { tick: "✕", words: "Undelivered" },
  failed: { tick: "✕", words: "Failed" },
};

/** phone → { phone, label, optedOutOf, bubbles: Map, unread, draft } */
const conversations = new Map();
let chosen = decodeURIComponent(location.hash.slice(1));

connect();
$("base").textContent = location.origin;
$("back").addEventListener("click", () => choose(""));
$("reply").addEventListener("submit", (event) => {
  event.preventDefault();
  send($("text").value);
});
$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send($("text").value);
});
$("quick").addEventListener("click", (event) => {
  if (event.target instanceof HTMLButtonElement) send(event.target.textContent, false);
});
addEventListener("hashchange", () => choose(decodeURIComponent(location.hash.slice(1))));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  read(chosen);
  showPhones();
});

function connect() {
  const source = new EventSource("/_emulator/events");
  source.addEventListener("open", () => showConnection("live", "Live"));
  source.addEventListener("error", () => showConnection("lost", "Connection lost"));
  source.addEventListener("snapshot", (event) => takeSnapshot(JSON.parse(event.data)));
  source.addEventListener("bubble", (event) => takeBubble(JSON.parse(event.data)));
}

function showConnection(state, words) {
  $("connection").dataset.state = state;
  $("connection").textContent = words;
}

function takeSnapshot({ conversations: all }) {
  const before = new Map(conversations);
  conversations.clear();
  for (const { bubbles, ...head } of all) {
    const known = before.get(head.phone);
    conversations.set(head.phone, {
      ...head,
      bubbles: new Map(bubbles.map((bubble) => [bubble.id, bubble])),
      unread: known?.unread ?? 0,
      draft: known?.draft ?? "",
    });
  }
  showPhones();
  showThread();
}

function takeBubble({ bubble, ...head }) {
  const known = conversations.get(head.phone);
  const conversation = known ?? { bubbles: new Map(), unread: 0, draft: "" };
  Object.assign(conversation, head);
  conversations.set(head.phone, conversation);
  const isNew = !conversation.bubbles.has(bubble.id);
  conversation.bubbles.set(bubble.id, bubble);
  const seen = head.phone === chosen && !document.hidden;
  if (isNew && bubble.kind !== "typed" && !seen) conversation.unread++;
  showPhones();
  if (head.phone !== chosen) {
    if (known === undefined) showThread();
    return;
  }
  showHead(conversation);
  const stick = isAtEnd();
  const shown = $("bubbles").querySelector(`[data-id="${CSS.escape(bubble.id)}"]`);
  if (shown === null) appendBubble(conversation, bubble, true);
  else shown.replaceWith(bubbleElement(conversation, bubble));
  if (stick || bubble.kind === "typed") scrollToEnd();
}

function choose(phone) {
  const before = conversations.get(chosen);
  if (before !== undefined) before.draft = $("text").value;
  chosen = phone;
  history.replaceState(null, "", phone === "" ? location.pathname : `#${phone}`);
  read(phone);
  showPhones();
  showThread();
  if (phone !== "" && matchMedia("(pointer: fine)").matches) $("text").focus();
}

function read(phone) {
  const conversation = conversations.get(phone);
  if (conversation !== undefined) conversation.unread = 0;
}

// The list of phones

function showPhones() {
  const sorted = [...conversations.values()].sort((a, b) => lastAt(b).localeCompare(lastAt(a)));
  const list = $("phones");
  const focused = document.activeElement?.closest?.(".phone")?.dataset.phone;
  list.replaceChildren(...sorted.map(phoneElement));
  if (focused !== undefined) list.querySelector(`[data-phone="${focused}"]`)?.focus();
  const unread = sorted.reduce((sum, each) => sum + each.unread, 0);
  document.title = unread === 0 ? "Phones" : `(${unread}) Phones`;
}

function phoneElement(conversation) {
  const { phone, unread, optedOutOf } = conversation;
  const last = lastBubble(conversation);
  const second = element("span", "second");
  second.append(element("span", "last", last === undefined ? "" : preview(last)));
  if (optedOutOf.length > 0) second.append(element("span", "badge", "Opted out"));
  if (unread > 0) {
    const badge = element("span", "unread", String(unread));
    badge.append(element("span", "unseen", " unread"));
    second.append(badge);
  }
  const button = element("button", "phone");
  button.type = "button";
  button.dataset.phone = phone;
  button.setAttribute("aria-current", String(phone === chosen));
  button.addEventListener("click", () => choose(phone));
  button.append(
    avatar(element("span", "avatar"), conversation),
    element("span", "name", nameOf(conversation)),
    element("span", "time", last === undefined ? "" : shortTime(last.at)),
    second,
  );
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function preview(bubble) {
  return bubble.kind === "typed" ? `You: ${bubble.body}` : bubble.body;
}

// One conversation

function showThread() {
  const conversation = conversations.get(chosen);
  const found = conversation !== undefined;
  $("thread").hidden = !found;
  $("empty").hidden = found;
  document.body.dataset.view = found ? "thread" : "list";
  if (!found) return showEmpty();
  showHead(conversation);
  $("problem").hidden = true;
  $("text").value = conversation.draft;
  $("bubbles").replaceChildren();
  for (const bubble of conversation.bubbles.values()) appendBubble(conversation, bubble, false);
  scrollToEnd();
}

function showEmpty() {
  const some = conversations.size > 0;
  $("empty").classList.toggle("side", some);
  $("empty-title").textContent = some ? "Choose a phone" : "No texts yet";
  $("empty-text").hidden = $("empty-hint").hidden = some;
}

function showHead(conversation) {
  avatar($("avatar"), conversation);
  $("name").textContent = nameOf(conversation);
  const senders = sendersOf(conversation).map(readable).join(", ");
  const about = conversation.label === null ? [] : [readable(conversation.phone)];
  if (senders !== "") about.push(`texts with ${senders}`);
  $("about").replaceChildren(...about.map((part) => element("span", "", part)));
  const { optedOutOf } = conversation;
  $("opted-out").hidden = optedOutOf.length === 0;
  $("opted-out").title = `Told ${optedOutOf.map(readable).join(", ")} to stop`;
}

function appendBubble(conversation, bubble, isNew) {
  const list = $("bubbles");
  const day = dayOf.format(new Date(bubble.at));
  if (list.lastElementChild?.dataset.day !== day) {
    const heading = element("li", "day", day);
    heading.dataset.day = day;
    list.append(heading);
  }
  const shown = bubbleElement(conversation, bubble);
  shown.classList.toggle("new", isNew);
  list.append(shown);
}

function bubbleElement(conversation, bubble) {
  const item = element("li", `bubble ${bubble.kind}`);
  const broken = bubble.errorCode !== null;
  item.classList.toggle("broken", broken);
  item.dataset.id = bubble.id;
  item.dataset.day = dayOf.format(new Date(bubble.at));
  const author = { received: "Received", typed: "You", automatic: "Automatic" }[bubble.kind];
  const text = element("div", "text", bubble.body);
  if (bubble.body === "") text.textContent = "(redacted)";
  const meta = element("div", "meta");
  const time = element("time", "", timeOf.format(new Date(bubble.at)));
  time.dateTime = bubble.at;
  meta.append(time);
  if (bubble.kind === "automatic") meta.append(element("span", "", "Twilio's own answer"));
  if (bubble.kind === "received") meta.append(statusElement(bubble));
  if (bubble.kind === "received" || bubble.segments > 1) {
    meta.append(element("span", "", plural(bubble.segments, "segment")));
  }
  if (bubble.sender !== null && sendersOf(conversation).length > 1) {
    const direction = bubble.kind === "typed" ? "to" : "from";
    meta.append(element("span", "", `${direction} ${readable(bubble.sender)}`));
  }
  item.append(element("span", "unseen", `${author}: `), text, meta);
  return item;
}

function statusElement({ status, errorCode, errorMessage }) {
  const { tick, words } = STATUSES[status] ?? { tick: "", words: status };
  const shown = element("span", "status");
  shown.dataset.status = status;
  const mark = element("span", "tick", tick);
  mark.setAttribute("aria-hidden", "true");
  const why = errorCode === null ? "" : `: ${errorCode} ${errorMessage ?? ""}`;
  shown.append(mark, words + why);
  return shown;
}

async function send(text, fromBox = true) {
  if (text.trim() === "") return;
  const from = chosen;
  if (fromBox) $("text").value = "";
  const problem = await post("/_emulator/replies", { from, body: text });
  if (chosen !== from) return;
  $("problem").textContent = problem ?? "";
  $("problem").hidden = problem === undefined;
  if (problem !== undefined && fromBox && $("text").value === "") $("text").value = text;
}

/** What went wrong, in words; undefined when nothing did. */
async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) return answer.error;
    return answer.webhook?.problem
      ? `Rundown did not take it. ${answer.webhook.problem}`
      : undefined;
  } catch {
    return "The emulator cannot be reached. Is the local stack still running?";
  }
}

// Small things

function element(name, className, text) {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function avatar(shown, conversation) {
  const words = (conversation.label ?? "").match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? [];
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]);
  shown.textContent = initials.join("").toUpperCase() || conversation.phone.slice(-2);
  // Neighbouring numbers get colours far apart: the golden angle.
  const hue = (Number(conversation.phone.slice(-6)) * 137.508) % 360;
  shown.style.setProperty("--hue", String(hue));
  return shown;
}

function nameOf({ label, phone }) {
  return label ?? readable(phone);
}

/** +12025550101 as +1 202 555 0101. */
function readable(phone) {
  return phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");
}

function sendersOf({ bubbles }) {
  const senders = [...bubbles.values()].map((bubble) => bubble.sender);
  return [...new Set(senders)].filter((sender) => sender !== null);
}

function lastBubble({ bubbles }) {
  return [...bubbles.values()].at(-1);
}

function lastAt(conversation) {
  return lastBubble(conversation)?.at ?? "";
}

function shortTime(at) {
  const date = new Date(at);
  const latest = [...conversations.values()].map(lastAt).sort().at(-1) ?? at;
  const sameDay = date.toDateString() === new Date(latest).toDateString();
  return (sameDay ? timeOf : shortDayOf).format(date);
}

function plural(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function isAtEnd() {
  const list = $("bubbles");
  return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
}

function scrollToEnd() {
  $("bubbles").scrollTop = $("bubbles").scrollHeight;
}
