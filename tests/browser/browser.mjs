// SPDX-License-Identifier: Apache-2.0
// A browser of its own for the tests, and pages that are watched: whatever they complain about is a fault.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export class Browser {
  constructor(modules, chromium) {
    const require = createRequire(join(modules, "package.json"));
    this.playwright = require("playwright-core");
    this.axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
    this.chromium = chromium;
  }

  async start() {
    this.home = await mkdtemp(join(tmpdir(), "sprawa-browser-"));
    this.browser = await this.playwright.chromium.launch({
      executablePath: this.chromium,
      args: flags,
      env: { ...process.env, HOME: this.home },
    });
  }

  async stop() {
    await this.browser?.close();
    if (this.home) await rm(this.home, { recursive: true, force: true });
  }

  // A window: `options` as of playwright's newContext. What the page complains about goes to `complaints`.
  async window(base, options = {}) {
    const context = await this.browser.newContext({ baseURL: base, ...options });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (m) => {
      // A page that answers 404 or 403 is said to have failed to load: that is what is tested there.
      if (["error", "warning"].includes(m.type()) && !/Failed to load resource.*status of 4\d\d/.test(m.text()))
        complaints.push(`console: ${m.text()}`);
    });
    page.on("pageerror", (e) => complaints.push(`script: ${e.message}`));
    page.on("request", (r) => {
      if (new URL(r.url()).origin !== new URL(base).origin) complaints.push(`asks another host: ${r.url()}`);
    });
    if (options.javaScriptEnabled !== false)
      await page.addInitScript(() => {
        window.reports = [];
        document.addEventListener("securitypolicyviolation", (e) =>
          window.reports.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile ?? ""}`),
        );
      });
    return { context, page, complaints };
  }

  // What axe-core finds. The page's policy lets no script in from outside, so the tool comes by the debugger.
  async violations(page) {
    await page.evaluate(this.axe);
    const result = await page.evaluate(() =>
      window.axe.run({ resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }),
    );
    return result.violations.map(
      (v) => `${v.id}: ${v.help} (${v.nodes.map((n) => `${n.target.join(" ")} ${n.any[0]?.message ?? ""}`).join("; ")})`,
    );
  }
}
