// SPDX-License-Identifier: Apache-2.0
// What happens while a window is open: others act, the server starts again, the session ends. What is typed stays.
import { people } from "./server.mjs";
import { assess, fillIn, waiting } from "./case_scenes.mjs";
import { check, logIn } from "./steps.mjs";

const told = (when) => `[data-live-when=${when}]:not([hidden])`;
const field = "form[action$='/note'] textarea";

// Somebody else does something in a case.
const note = (server, href, text = "noted elsewhere") =>
  server.run(["case", "note", href.split("/").pop(), text, "--by", people.admin.institutions[0]]);

// The window is as it was: what is typed, where the focus is, and what stands where.
const standing = (page) =>
  page.evaluate((selector) => {
    const e = document.querySelector(selector), { x, y, width } = e.getBoundingClientRect();
    return JSON.stringify([e.value, document.activeElement === e, e.selectionStart, e.selectionEnd, x, y, width, scrollY]);
  }, field);

// Half a note, with the caret in the middle of it.
async function typeHalf(page, text) {
  await page.click(`details:has(${field}) > summary`);
  await page.click(field);
  await page.keyboard.type(text);
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowLeft");
  return standing(page);
}

// Who looks at the same case in another window is told, keeps what was typed, and is not let act on what has moved.
async function othersMeanwhile({ browser, base, session }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "en-GB" });
  const href = await waiting(page);
  const other = await context.newPage(), list = await context.newPage();
  await other.goto(href);
  await list.goto("/cases");
  await fillIn(other, true);
  await other.waitForTimeout(300);
  await fillIn(page, false);
  await page.click(`${assess} button.main`);
  await page.waitForURL(/told=event/);
  await other.waitForSelector(told("moved"), { timeout: 60000 });
  await list.waitForSelector(told("moved"), { timeout: 60000 });
  check(await other.isChecked(`${assess} input[name='data.danger'][value=true]`), "what was typed is lost");
  await other.click(`${assess} button.main`);
  check(await other.isVisible(".faults"), "a case that has moved is acted on");
  check((await other.textContent(".faults")).includes("true"), "what was typed is not told again");
  await context.close();
}

// News that come while somebody types are told politely, and change nothing else.
async function typedStays({ browser, base, session, server }) {
  const { context, page, complaints } = await browser.window(base, { storageState: session, locale: "pl-PL" });
  const href = `/cases/${server.busiest}`;
  await page.goto(href);
  const before = await typeHalf(page, "Rozmowa z gminą: „jutro”");
  note(server, href);
  await page.waitForSelector(told("moved"), { timeout: 60000 });
  check((await standing(page)) === before, `${before} became ${await standing(page)}`);
  const notice = await page.$eval(told("moved"), (e) => {
    const { top, bottom } = e.getBoundingClientRect();
    return { status: e.parentElement.getAttribute("role"), seen: top >= 0 && bottom <= innerHeight };
  });
  check(notice.status === "status" && notice.seen, `the news are not told, or not seen: ${JSON.stringify(notice)}`);
  const found = await browser.violations(page);
  check(found.length === 0, found.join("; "));
  await page.keyboard.type("pojutrze");
  check((await page.inputValue(field)).includes("pojutrze"), "one cannot go on typing");
  check(complaints.length === 0, complaints.join("; "));
  await context.close();
}

// What happens between the making of a page and its first look is told as well.
async function nothingFallsBetween({ browser, base, session, server }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "en-GB" });
  const href = `/cases/${server.busiest}`;
  await page.route("**/live?*", async (route) => {
    note(server, href);
    await route.continue();
  }, { times: 1 });
  await page.goto(href);
  await page.waitForSelector(told("moved"), { timeout: 60000 });
  await context.close();
}

// The server starts again: windows come back by themselves, and hear what happened meanwhile.
async function serverRestarts({ browser, base, session, server }) {
  const { context, page, complaints } = await browser.window(base, { storageState: session, locale: "cs-CZ" });
  const list = await context.newPage(), href = `/cases/${server.busiest}`;
  await page.goto(href);
  await list.goto("/cases");
  const before = await typeHalf(page, "Rozhovor s obcí");
  await server.restart(async () => note(server, href));
  for (const window of [page, list]) await window.waitForSelector(told("moved"), { timeout: 60000 });
  check((await standing(page)) === before, `${before} became ${await standing(page)}`);
  // That nobody was there is what a browser says of its own.
  const own = complaints.filter((c) => !/net::ERR_|Failed to load resource/.test(c));
  check(own.length === 0, own.join("; "));
  await context.close();
}

// The session ends in another window: this one says so, keeps what was typed, and asks no more.
async function sessionEnds({ browser, base, server }) {
  const { context, page, complaints } = await browser.window(base, { locale: "en-GB" });
  await logIn(page, "admin");
  await page.waitForURL(base + "/");
  const href = `/cases/${server.busiest}`, other = await context.newPage(), asked = [];
  await page.goto(href);
  const before = await typeHalf(page, "what the house said");
  await other.goto("/");
  await other.click(".who button");
  await page.waitForSelector(told("ended"), { timeout: 60000 });
  check((await standing(page)) === before, `${before} became ${await standing(page)}`);
  check((await page.getAttribute(`${told("ended")} a`, "href")) === `/login?next=${encodeURIComponent(href)}`, "the way back leads elsewhere");
  page.on("request", (r) => asked.push(r.url()));
  note(server, href);
  await page.waitForTimeout(4000);
  check(asked.length === 0, `it still asks: ${asked}`);
  check(!(await page.isVisible(told("moved"))), "it hears what happens after the session");
  check(complaints.length === 0, complaints.join("; "));
  const found = await browser.violations(page);
  check(found.length === 0, found.join("; "));
  await context.close();
}

// Whether a window is seen; headless ones always are.
const show = (page, seen) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, !seen);

// Windows that nobody sees take no connection: there are six for all of a browser. Seen again, they are told.
async function hiddenWindows({ browser, base, session, server }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "en-GB" });
  const href = `/cases/${server.busiest}`, hidden = [];
  for (let i = 0; i < 7; i++) {
    const one = await context.newPage();
    await one.goto(href);
    await show(one, false);
    hidden.push(one);
  }
  await page.goto(href);
  note(server, href);
  await page.waitForSelector(told("moved"), { timeout: 60000 });
  for (const one of hidden) check(!(await one.isVisible(told("moved"))), "a hidden window listens");
  await show(hidden[3], true);
  await hidden[3].waitForSelector(told("moved"), { timeout: 60000 });
  await context.close();
}

export const liveScenes = { othersMeanwhile, typedStays, nothingFallsBetween, serverRestarts, sessionEnds, hiddenWindows };
