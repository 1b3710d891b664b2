// SPDX-License-Identifier: Apache-2.0
// What several tests do.
import { people, password } from "./server.mjs";

export async function logIn(page, who, secret = password) {
  await page.goto("/login");
  await page.fill("#name", people[who].name);
  await page.fill("#password", secret);
  await page.click("main form button");
}

// Presses Tab until what has the focus fits the selector; fails after `most` times.
export async function tabTo(page, selector, most = 60) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

export function check(condition, what) {
  if (!condition) throw new Error(what);
}
