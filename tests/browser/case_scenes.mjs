// SPDX-License-Identifier: Apache-2.0
// What people do in a case: events, forms that come back, what others do meanwhile, the past, paper.
import { people, password } from "./server.mjs";
import { check, logIn, tabTo } from "./steps.mjs";

export const assess = "#option-safety\\.assessed";

// Opens a case that waits for an event, the assessment where none is named; its address. A scene that sends it uses it up.
export async function waiting(page, option = assess) {
  await page.goto("/cases?stage=mother-home%2Fpath%2Fintake");
  const ids = await page.$$eval("tbody th a", (all) => all.map((a) => a.getAttribute("href")));
  for (const href of ids) {
    await page.goto(href);
    if (await page.locator(option).count()) return href;
  }
  throw new Error(`no case waits for ${option}`);
}

export async function fillIn(page, danger) {
  await page.click(`${assess} summary`);
  await page.check(`${assess} input[name='data.danger'][value=${danger}]`);
}

// From the login to an event that is sent, without a pointer.
async function eventByKeyboard({ browser, base, session }) {
  const finder = await browser.window(base, { storageState: session });
  const href = await waiting(finder.page);
  await finder.context.close();
  const { context, page, complaints } = await browser.window(base, { locale: "pl-PL" });
  await page.goto("/login");
  await tabTo(page, "#name");
  await page.keyboard.type(people.admin.name);
  await tabTo(page, "#password");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL(base + "/");
  await page.goto(href);
  await tabTo(page, `${assess} summary`);
  await page.keyboard.press("Enter");
  await tabTo(page, `${assess} input[name='data.danger']`);
  await page.keyboard.press("Space");
  await tabTo(page, `${assess} button.main`);
  await page.keyboard.press("Enter");
  await page.waitForURL(/told=event/);
  check(await page.isVisible(".notice.good"), "it is not told that the event was sent");
  check(complaints.length === 0, complaints.join("; "));
  await context.close();
}

// A form with a fault comes back: the summary has the focus and leads to the field, and what was typed is there.
async function faultsComeBack({ browser, base, session }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "cs-CZ" });
  await waiting(page);
  await page.click(`${assess} summary`);
  await page.check(`${assess} input[name='data.violence'][value=true]`);
  await page.click(`${assess} button.main`);
  await page.waitForSelector(".faults:focus", { timeout: 60000 }).catch(() => check(false, "the summary has not the focus"));
  check(await page.isChecked(`${assess} input[name='data.violence'][value=true]`), "what was chosen is lost");
  await page.click(".faults a");
  check(await page.evaluate(() => document.activeElement.name === "data.danger"), "the summary does not lead to the field");
  check((await page.getAttribute(":focus", "aria-invalid")) === "true", "the field does not say that it is wrong");
  check((await browser.violations(page)).length === 0, (await browser.violations(page)).join("; "));
  await context.close();
}

// One form that is sent twice is one event.
async function twiceIsOnce({ browser, base, session }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "en-GB" });
  const href = await waiting(page);
  await page.click(`${assess} summary`);
  const form = await page.$eval(`${assess} form`, (f) => ({ action: f.getAttribute("action"), fields: [...new FormData(f)] }));
  const body = new URLSearchParams([...form.fields.filter(([name]) => !name.startsWith("data.")), ["data.danger", "false"]]);
  const post = () => context.request.post(form.action, {
    data: body.toString(), maxRedirects: 0,
    headers: { "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" },
  });
  const answers = [...(await Promise.all([post(), post()])), await post()];
  for (const a of answers) check(a.status() === 303, `the event is answered with ${a.status()}`);
  await page.goto(href);
  const told = await page.$$eval("ol.history .did", (all) => all.filter((e) => e.textContent.includes("Safety assessed")).length);
  check(told === 1, `the event happened ${told} times`);
  await context.close();
}

// All of it without a script: from the login to a case that is sought, an event that is sent, and a note.
async function caseWithoutScripts({ browser, base, server }) {
  const left = "#option-person\\.left";
  const words = "Rozmowa telefoniczna: „zadzwonię jutro” <b>& koniec</b>";
  const { context, page } = await browser.window(base, { javaScriptEnabled: false, locale: "en-GB" });
  await logIn(page, "admin");
  const href = await waiting(page, left);
  await page.goto("/cases");
  await page.fill("input[type=search]", href.split("/").pop());
  await page.click(".search button");
  check(String(await page.$$eval("tbody th a", (all) => all.map((a) => a.getAttribute("href")))) === href, "the search does not find the case by its number");
  await page.click("tbody th a");
  await page.waitForURL("**" + href);
  await page.click(`${left} summary`);
  await page.click(`${left} button.main`);
  await page.waitForURL(/told=event/, { timeout: 60000 });
  await page.goto(`/cases/${server.busiest}`); // in which the institution that is offered first has a part
  const note = 'form[action$="/note"]';
  await page.click(`details:has(${note}) > summary`);
  await page.click(`${note} button`);
  check(await page.isVisible(".notice.bad"), "an empty note is kept");
  await page.fill(`${note} textarea`, words);
  await page.click(`${note} button`);
  await page.waitForURL(/told=note/, { timeout: 60000 });
  check((await page.textContent("ol.history > li")).includes(words), "the note is not the latest entry, word for word");
  await context.close();
}

// Deadlines and refusals in the reader's language: no English is left in a Polish or Czech page.
async function wordsOfDeadlines({ browser, base, session, server }) {
  for (const [locale, start, end] of [["pl-PL", "Początek", "Koniec"], ["cs-CZ", "Začátek", "Konec"]]) {
    const { context, page } = await browser.window(base, { storageState: session, locale });
    await page.goto(`/cases/${server.busiest}`);
    const counted = await page.$$eval("details.arithmetic dl", (all) => all.map((e) => e.textContent));
    check(counted.length > 0, "no deadline tells how it was counted");
    for (const text of counted) {
      check(text.startsWith(start) && text.includes(end), `${locale}: ${text}`);
      check(!/\b(working|days?|start|end|free|Mon|Sat|Sun|known)\b/.test(text), `${locale}: English in ${text}`);
    }
    check((await page.locator("[lang=en]:not(button)").count()) === 0, `${locale}: a part of the page is in English`);
    await context.close();
  }
}

// Each entry leads to the case as it stood then: told as the past, without forms, step by step.
async function thePast({ browser, base, session, server }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "en-GB" });
  await page.goto(`/cases/${server.busiest}/at/2`);
  check(await page.isVisible(".notice.past"), "the past is not marked");
  check((await page.locator("main form").count()) === 0, "there is a form in the past");
  await page.click(".past nav a >> nth=0");
  await page.waitForURL(/\/at\/1$/, { timeout: 60000 });
  check((await page.locator(".drawing svg").count()) === 1, "there is no picture of the past");
  const beyond = await page.goto(`/cases/${server.busiest}/at/99999`);
  check(beyond.status() === 404, `an entry that there is not is answered with ${beyond.status()}`);
  await context.close();
}

// Who only reads has no form, and cannot send by hand what others can.
async function viewersReadOnly({ browser, base, session }) {
  const finder = await browser.window(base, { storageState: session });
  const href = await waiting(finder.page);
  await finder.context.close();
  const { context, page } = await browser.window(base, { locale: "en-GB" });
  await logIn(page, "viewer");
  await page.goto(href);
  check((await page.locator("main form").count()) === 0, "a viewer has forms");
  const token = await page.getAttribute("input[name=form]", "value");
  const answer = await context.request.post(`${href}/note`, {
    form: { form: token, by: "mopr-gdansk", text: "x" }, headers: { "Sec-Fetch-Site": "same-origin" },
  });
  check(answer.status() === 403, `a viewer's note is answered with ${answer.status()}`);
  await context.close();
}

// Without a part nobody learns that the case exists; for an emergency it opens, for one session, and is shown.
async function emergency({ browser, base, session, server }) {
  const { context, page } = await browser.window(base, { locale: "en-GB" });
  await logIn(page, "stranger");
  const answer = await page.goto(`/cases/${server.busiest}`);
  check(answer.status() === 404, `a stranger's case is answered with ${answer.status()}`);
  const unknown = await page.goto("/cases/aaaaaaaaaaaaaaaa");
  check(unknown.status() === 404, "a case that there is not differs from one of others");
  await page.goto(`/cases/${server.busiest}`);
  await page.click("a[href^='/emergency']");
  await page.fill("#reason", "She stands at our door tonight.");
  await page.click("main form button.main");
  check(page.url().endsWith(`/cases/${server.busiest}`), `the emergency leads to ${page.url()}`);
  check(await page.isVisible(".standing"), "the case is not opened");
  const fresh = await browser.window(base, { locale: "en-GB" });
  await logIn(fresh.page, "stranger");
  check((await fresh.page.goto(`/cases/${server.busiest}`)).status() === 404, "another session sees it, too");
  await fresh.context.close();
  const told = await browser.window(base, { storageState: session, locale: "en-GB" });
  await told.page.goto(`/cases/${server.busiest}`);
  check((await told.page.textContent("section:has(> #emergencies)")).includes("at our door"), "who is responsible is not shown it");
  // Who it was is told by name, and whoever holds the file in the reader's words.
  const polish = await browser.window(base, { storageState: session, locale: "pl-PL" });
  await polish.page.goto(`/cases/${server.busiest}`);
  const words = await polish.page.textContent("main");
  check(words.includes("czas podany ręcznie") && !words.includes("pretended"), "the operator is told in English");
  check(words.includes(people.stranger.name) && !words.includes("user:"), "a user is told as a program knows it");
  await polish.context.close();
  // The overview leads there, and only those who answer for the case.
  const path = "/cases?status=all&need=emergencies";
  await told.page.goto("/");
  const count = Number(await told.page.textContent(`a[href="${path}"] .count`));
  check(count > 0, "the overview does not tell of the emergency");
  await told.page.click(`a[href="${path}"]`);
  const ids = await told.page.$$eval("tbody th a", (all) => all.map((a) => a.textContent));
  check(ids.length === count && ids.includes(server.busiest), `the list has ${ids}`);
  await page.goto(path);
  check((await page.locator("tbody tr").count()) === 0, "whoever has opened it has to look at that");
  await told.context.close();
  await context.close();
}

// On paper it is a file: what can be pressed is left out, the picture is whole.
async function caseOnPaper({ browser, base, session, server, kept }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "pl-PL" });
  await page.goto(`/cases/${server.busiest}`);
  await page.emulateMedia({ media: "print" });
  check(!(await page.isVisible(".act button")), "buttons are printed");
  check(await page.isVisible(".standing") && await page.isVisible("ol.history"), "the file is not whole");
  check(!(await page.isVisible(".drawing")) && (await page.isVisible(".leaf svg")), "the picture is not cut into leaves");
  // Together the leaves show all of it: each begins where the one before it has not ended yet.
  const leaves = await page.$$eval(".leaf svg", (all) => all.map((e) => e.getAttribute("viewBox").split(" ").map(Number)));
  const [width, height] = await page.$eval("#diagram-picture", (e) => [e.viewBox.baseVal.width, e.viewBox.baseVal.height]);
  check(Math.max(...leaves.map(([x, , w]) => x + w)) >= width - 2, "the picture is cut off at its side");
  check(Math.max(...leaves.map(([, y, , h]) => y + h)) >= height - 2, "the picture is cut off below");
  const downwards = leaves.filter(([x]) => x === -1);
  check(downwards.every(([, y], i) => i === 0 || y < downwards[i - 1][1] + downwards[i - 1][3]), "between two leaves something is missing");
  // Each holds so little that its smallest letters are 6 points high, and there are no more than these need.
  const most = { upright: [935, 1206], lying: [1388, 754] };
  const lying = (await page.locator(".leaves > .lying").count()) > 0;
  check(leaves.every(([, , w, h]) => w <= most[lying ? "lying" : "upright"][0] + 1 && h <= most[lying ? "lying" : "upright"][1] + 1), "the letters are too small");
  const needed = ([w, h]) => Math.ceil((width - 110) / (w - 110)) * Math.ceil((height - 110) / (h - 110));
  check(leaves.length <= Math.min(...Object.values(most).map(needed)), `the picture takes ${leaves.length} sheets`);
  const pdf = await page.pdf({ path: `${kept}/case.pdf`, preferCSSPageSize: true });
  check(pdf.length > 20000, "there is no PDF");
  await context.close();
}

// Keys lead to places, and can be switched off.
async function keys({ browser, base, session }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "en-GB" });
  await page.goto("/");
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await page.waitForURL("**/matrix");
  await page.keyboard.press("/");
  check(await page.evaluate(() => document.activeElement.type === "search"), "the key / does not lead to the search");
  await page.keyboard.type("zgorzelec");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/cases?status=all&q=zgorzelec");
  check((await page.locator("tbody tr").count()) > 0, "nothing is found");
  await page.click(".chip");
  await page.waitForURL((url) => url.searchParams.size === 1);
  await page.click(".chip");
  await page.waitForURL("**/cases");
  await page.goto("/keys");
  await page.click("main form button");
  await page.goto("/");
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await page.waitForTimeout(300);
  check(page.url() === base + "/", "keys that are off lead away");
  await context.close();
}

export const caseScenes = {
  faultsComeBack, thePast, viewersReadOnly, caseOnPaper, keys, emergency,
  wordsOfDeadlines, eventByKeyboard, twiceIsOnce, caseWithoutScripts,
};
