// SPDX-License-Identifier: Apache-2.0
// What somebody does, from beginning to end. Each scene throws, or notes, what is wrong.
import { people, password } from "./server.mjs";
import { caseScenes } from "./case_scenes.mjs";
import { liveScenes } from "./live_scenes.mjs";
import { check, logIn, tabTo } from "./steps.mjs";

// Login, a page, logout: without any script, and the way back is closed.
async function withoutScripts({ browser, base }) {
  const { context, page } = await browser.window(base, { javaScriptEnabled: false, locale: "en-GB" });
  await page.goto("/cases");
  check(new URL(page.url()).pathname === "/login", "whoever is not signed in is not led to the login");
  await page.fill("#name", people.worker.name);
  await page.fill("#password", "not the password at all");
  await page.click("main form button");
  check(await page.isVisible("[role=alert]"), "a wrong password is not told");
  check((await page.inputValue("#password")) === "", "the password comes back");
  await page.fill("#password", password);
  await page.click("main form button");
  check(new URL(page.url()).pathname === "/cases", `the login leads to ${page.url()}`);
  await page.click("button[name=to][value=pl]");
  check(new URL(page.url()).pathname === "/cases", "the choice of a language leads elsewhere");
  check((await page.getAttribute("html", "lang")) === "pl", "the language cannot be chosen");
  await page.click(".who button");
  check(new URL(page.url()).pathname === "/login", "the logout leads elsewhere");
  await page.goto("/cases");
  check(new URL(page.url()).pathname === "/login", "the session goes on after the logout");
  await context.close();
}

// The keyboard alone: skip link, login, menu, search.
async function byKeyboard({ browser, base }) {
  const { context, page, complaints } = await browser.window(base, { locale: "pl-PL" });
  await page.goto("/login");
  await page.keyboard.press("Tab");
  check(await page.evaluate(() => document.activeElement.matches(".skip")), "the first stop is not the skip link");
  await page.keyboard.press("Enter");
  check(await page.evaluate(() => document.activeElement.id === "main"), "the skip link does not lead to the content");
  await tabTo(page, "#name");
  await page.keyboard.type(people.worker.name);
  await tabTo(page, "#password");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL(base + "/");
  await tabTo(page, ".menu a[href='/cases']");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  check(outline !== "none", "what has the focus is not seen");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/cases");
  await tabTo(page, "summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "select[name=due]");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "form.filters button");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/cases?due=overdue");
  check(complaints.length === 0, complaints.join("; "));
  await context.close();
}

// Another site cannot post, and a form without its token does nothing.
async function forgeries({ browser, base, session }) {
  const { context, page } = await browser.window(base, { storageState: session });
  await page.goto("/");
  const posts = {
    "another origin": { headers: { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" }, form: {} },
    "no origin": { headers: {}, form: {} },
    "no token": { headers: { "Sec-Fetch-Site": "same-origin" }, form: {} },
    "a wrong token": { headers: { "Sec-Fetch-Site": "same-origin" }, form: { form: "A".repeat(43) } },
  };
  for (const [name, post] of Object.entries(posts)) {
    const answer = await context.request.post(base + "/logout", { ...post, maxRedirects: 0 });
    check(answer.status() === 403, `${name}: ${answer.status()}`);
  }
  await page.goto("/cases");
  check(new URL(page.url()).pathname === "/cases", "a forged post has ended the session");
  await context.close();
}

// Cookies are out of reach of scripts and of other sites.
async function cookies({ session }) {
  const cookie = session.cookies.find((c) => /sprawa$/.test(c.name));
  check(cookie, "there is no cookie");
  check(cookie.httpOnly && cookie.sameSite === "Strict" && cookie.path === "/", JSON.stringify({ ...cookie, value: "" }));
}

// Each number of the overview is the number of cases in the list to which it leads.
async function numbersAreLists({ browser, base, session }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "en-GB" });
  await page.goto("/");
  const links = await page.$$eval("main a[href^='/cases']", (all) =>
    all.map((a) => [a.getAttribute("href"), (a.querySelector(".count") ?? a).textContent]),
  );
  check(links.length > 8, `only ${links.length} numbers`);
  let cases = 0;
  for (const [href, number] of links) {
    await page.goto(href);
    const rows = await page.locator("tbody tr").count();
    check(rows === Number(number), `${href}: ${rows} cases, not ${number}`);
    cases += rows;
  }
  check(cases > 0, "there is no case at all");
  await context.close();
}

// Filters are chips, each of which can be taken away; what is listed goes with one as a file.
async function chipsAndFiles({ browser, base }) {
  const { context, page } = await browser.window(base, { locale: "en-GB" });
  await logIn(page, "admin"); // a file is given only for some minutes after the password
  await page.goto("/cases?city=gdansk&due=overdue");
  const ids = await page.$$eval("tbody th a", (all) => all.map((a) => a.textContent));
  check(ids.length > 0, "nothing is overdue");
  check((await page.locator(".chip").count()) === 2, "there are not two chips");
  for (const format of ["csv", "json"]) {
    const answer = await context.request.get(await page.getAttribute(`a[href^='/cases.${format}']`, "href"));
    check(answer.status() === 200, `${format}: ${answer.status()}`);
    const text = await answer.text();
    const found = format === "json"
      ? JSON.parse(text).items.map((i) => i.id)
      : text.trim().split("\r\n").slice(1).map((line) => line.split(",")[0]);
    check(String([...found].sort()) === String([...ids].sort()), `${format}: ${found.length} cases, not ${ids.length}`);
  }
  await page.click(".chip >> nth=0");
  check(!page.url().includes("city="), "the chip does not take its filter away");
  check((await page.locator("tbody tr").count()) >= ids.length, "fewer cases without a filter");
  await context.close();
}

// On paper: a PDF that has pages, without what cannot be pressed there.
async function onPaper({ browser, base, session, kept }) {
  const { context, page } = await browser.window(base, { storageState: session, locale: "pl-PL" });
  await page.goto("/cases");
  await page.emulateMedia({ media: "print" });
  check(!(await page.isVisible(".menu")) && !(await page.isVisible(".filters")), "the menu or the filters are printed");
  check(await page.isVisible("tbody tr"), "the cases are not printed");
  const pdf = await page.pdf({ path: `${kept}/cases.pdf`, preferCSSPageSize: true });
  check(/^%PDF/.test(pdf.subarray(0, 4).toString("latin1")) && pdf.length > 10000, "there is no PDF");
  check(pdf.toString("latin1").includes("/MediaBox [0 0 594.95996 841.91998]") || /MediaBox ?\[0 0 59[45]/.test(pdf.toString("latin1")), "it is not of size A4");
  await context.close();
}

// Forced colours: what has the focus, and where one is, can still be told. Chromium keeps the colours of a page beyond the
// first in a window, so each has one of its own.
async function forcedColours({ browser, base, session, server, kept }) {
  const its = `/cases/${server.busiest}`, erased = `/cases/${server.erased}`;
  const paths = ["/", "/cases", its, erased, "/workflows/mother-home/gdansk/stay", "/matrix", "/indicators", "/emergency", "/system", "/password", "/nothing"];
  for (const path of [...paths, "/login"]) {
    const storageState = path === "/login" ? undefined : session;
    const { context, page, complaints } = await browser.window(base, { storageState, locale: "cs-CZ", forcedColors: "active" });
    await page.goto(path);
    await page.$$eval("details", (all) => all.forEach((d) => (d.open = true)));
    const ground = await page.evaluate(() => getComputedStyle(document.querySelector("button.main, .button, .tile, td, th")).backgroundColor);
    check(/^rgba?\((255, 255, 255|0, 0, 0)/.test(ground), `${path}: the colours are not forced, but ${ground}`);
    await page.screenshot({ path: `${kept}/forced-colours${path.replaceAll("/", "-")}.png`, fullPage: true, timeout: 0 });
    check(complaints.length === 0, complaints.join("; "));
    await context.close();
  }
}

export const scenes = {
  numbersAreLists, chipsAndFiles, onPaper, forcedColours, withoutScripts, byKeyboard, forgeries, cookies, ...caseScenes, ...liveScenes,
};
