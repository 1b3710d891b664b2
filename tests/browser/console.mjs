// SPDX-License-Identifier: Apache-2.0
// usage: console.mjs MODULES CHROMIUM SPRAWA SITE [PART [DEMO]]
// PART: "light" or "dark" for the screens in that scheme, or "scenes"; all of them where it is missing. DEMO: the folder
// of a database that is filled already. MODULES: the folder with node_modules, in which screenshots are kept, too. Ends
// with 1 if something was found.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Browser } from "./browser.mjs";
import { Server } from "./server.mjs";
import * as looks from "./looks.mjs";
import { Longest } from "./longest.mjs";
import { longest, opened, screens } from "./screens.mjs";
import { scenes } from "./scenes.mjs";
import { logIn } from "./steps.mjs";

const [modules, chromium, sprawa, site, part, demo] = process.argv.slice(2);
const kept = join(modules, "screens", part ?? "all");
const languages = { pl: "pl-PL", cs: "cs-CZ", en: "en-GB" };
const widths = [1280, 390, 320];
const faults = [];
const note = (where, what) => faults.push(`${where}: ${what}`);

// Shows the screen, and gives the status of its answer.
async function show(page, screen, language, server) {
  const path = screen.path.replace("CASE", server.busiest).replace("ERASED", server.erased);
  let answer = await page.goto(path);
  for (let i = 0; screen.send && i < (screen.times ?? 1); i++) {
    const answered = page.waitForResponse((r) => r.request().isNavigationRequest() && r.request().method() === "POST");
    const loaded = page.waitForEvent("load");
    await page.$eval("main form", (form, fields) => {
      for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
      form.submit();
    }, Object.fromEntries(Object.entries(screen.send).map(([name, value]) => [name, value.replace("LANGUAGE", language)])));
    answer = await answered;
    await loaded;
  }
  return answer.status();
}

// Every screen, as each reader has it: nothing overlaps, is cut off, is faint, or is wrong for who listens to it. Pictures
// of one language are kept.
async function look(browser, server, screens, language, scheme, session) {
  const options = { locale: languages[language], colorScheme: scheme, viewport: { width: widths[0], height: 900 } };
  for (const who of ["nobody", "admin"]) {
    const { context, page, complaints } = await browser.window(server.base, {
      ...options,
      ...(who === "admin" ? { storageState: session } : {}),
    });
    for (const screen of screens.filter((s) => s.who === who)) {
      const where = `${screen.name} ${language} ${scheme}`;
      const status = await show(page, screen, language, server);
      if (status !== (screen.status ?? 200)) note(where, `is answered with ${status}`);
      if (screen.open) await page.$$eval("details", (all) => all.forEach((d) => (d.open = true)));
      if ((await page.getAttribute("html", "lang")) !== language) note(where, "is in another language");
      for (const v of await browser.violations(page)) note(where, v);
      for (const f of await page.evaluate(looks.faintDrawings)) note(where, f);
      for (const width of scheme === "light" ? widths : [widths[0]]) {
        await page.setViewportSize({ width, height: 900 });
        for (const f of await page.evaluate(looks.misfits)) note(`${where} ${width}`, f);
        for (const f of await page.evaluate(looks.overlaps)) note(`${where} ${width}`, f);
        if (language === "pl")
          await page.screenshot({ path: join(kept, `${screen.name}-${scheme}-${width}.png`), fullPage: true, timeout: 0 });
      }
      await page.setViewportSize(options.viewport);
      for (const r of await page.evaluate(() => window.reports)) note(where, `policy: ${r}`);
      for (const c of complaints.splice(0)) note(where, c);
    }
    await context.close();
  }
}

// Words are as long in the dark: one language shows its colours.
async function lookAtAll(browser, server, session, scheme) {
  for (const language of scheme === "light" ? Object.keys(languages) : ["pl"])
    await look(browser, server, screens, language, scheme, session);
  if (scheme === "light") await look(browser, server, opened, "pl", scheme, session);
}

// What an office may write at most, with a server of its own.
async function lookAtLongest(browser, scheme) {
  const server = new Longest(sprawa, site);
  try {
    server.fill();
    const { context, page } = await browser.window(await server.start());
    await logIn(page, "admin");
    await look(browser, server, longest, "pl", scheme, await context.storageState());
    await page.goto(`/cases/${server.busiest}`);
    await page.emulateMedia({ media: "print" });
    await page.pdf({ path: join(kept, "longest-case.pdf"), preferCSSPageSize: true });
    await context.close();
  } finally {
    const code = await server.stop();
    if (code !== 0) note("longest", `ended with ${code}: ${server.log.join("\n")}`);
  }
}

async function playAll(stage) {
  for (const [name, scene] of Object.entries(scenes)) {
    try {
      await scene({ ...stage, note: (what) => note(name, what) });
    } catch (e) {
      note(name, e.message);
    }
  }
}

async function main() {
  const server = new Server(sprawa, site, demo);
  const browser = new Browser(modules, chromium);
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  try {
    server.fill();
    const base = await server.start();
    await browser.start();
    const { context, page } = await browser.window(base);
    await logIn(page, "admin");
    const session = await context.storageState();
    for (const scheme of ["light", "dark"])
      if (!part || part === scheme) {
        await lookAtAll(browser, server, session, scheme);
        await lookAtLongest(browser, scheme);
      }
    if (!part || part === "scenes") await playAll({ browser, base, server, session, kept });
    await context.close();
  } finally {
    await browser.stop();
    const code = await server.stop();
    if (code !== 0) note("server", `ended with ${code}: ${server.log.join("\n")}`);
  }
  for (const fault of faults) console.log(fault);
  console.log(`${screens.length} screens, ${Object.keys(scenes).length} scenes, ${faults.length} faults; pictures in ${kept}`);
  process.exitCode = faults.length ? 1 : 0;
}

await main();
