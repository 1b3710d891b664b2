// SPDX-License-Identifier: Apache-2.0
// What is looked at. CASE in a path is a case that is overdue, in several states at once; ERASED one that was erased. who:
// "nobody" is not signed in. open: with all that opens opened. send: the page that answers the form of this one, which is
// filled in so, whatever the browser has against it; LANGUAGE stands for that of the reader. times: that often.
const wrong = { name: "nobody-LANGUAGE", password: "not the password" };
export const screens = [
  { name: "login", path: "/login", who: "nobody" },
  { name: "link", path: "/enter/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", who: "nobody" },
  { name: "link-used", path: "/enter/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", who: "nobody", send: {}, status: 403 },
  { name: "login-wrong", path: "/login", who: "nobody", send: wrong, status: 403 },
  { name: "login-too-often", path: "/login", who: "nobody", send: wrong, times: 4, status: 429 },
  { name: "statement", path: "/accessibility", who: "nobody" },
  { name: "not-found-outside", path: "/nothing", who: "nobody", status: 404 },
  { name: "overview", path: "/", who: "admin" },
  { name: "cases", path: "/cases", who: "admin" },
  { name: "cases-filtered", path: "/cases?stage=mother-home%2Fpath%2Fintake&due=overdue&sort=age", who: "admin" },
  { name: "cases-sought", path: "/cases?q=zgorzelec&due=overdue", who: "admin" },
  { name: "cases-not-found", path: "/cases?q=nothing%20of%20this%20kind", who: "admin" },
  { name: "cases-emergencies", path: "/cases?status=all&need=emergencies", who: "admin" },
  { name: "cases-none", path: "/cases?city=nowhere", who: "admin" },
  { name: "case", path: "/cases/CASE", who: "admin" },
  { name: "case-past", path: "/cases/CASE/at/2", who: "admin" },
  { name: "workflows", path: "/workflows", who: "admin" },
  { name: "workflow", path: "/workflows/mother-home/gdansk/stay", who: "admin" },
  { name: "workflow-whole", path: "/workflows/mother-home/gdansk/path", who: "admin" },
  { name: "source", path: "/source/mother-home/gdansk?file=scripts%2Fgdansk%2Fmother-home.lua#L14", who: "admin" },
  { name: "matrix", path: "/matrix", who: "admin" },
  { name: "indicators", path: "/indicators?since=2020-01-01", who: "admin" },
  { name: "indicators-wrong", path: "/indicators?since=2026-02-02&until=2026-02-01", who: "admin", status: 400 },
  { name: "keys", path: "/keys", who: "admin" },
  { name: "emergency", path: "/emergency", who: "admin" },
  { name: "emergency-wrong", path: "/emergency?case=CASE", who: "admin", send: {}, status: 422 },
  { name: "case-erased", path: "/cases/ERASED", who: "admin", status: 410 },
  { name: "search-too-long", path: `/cases?q=${"word%20".repeat(9)}`, who: "admin", status: 422 },
  { name: "case-access", path: "/cases/CASE/access", who: "admin" },
  { name: "access", path: "/access", who: "admin" },
  { name: "system", path: "/system", who: "admin" },
  { name: "password", path: "/password", who: "admin" },
  { name: "password-wrong", path: "/password", who: "admin", send: { password: "short", again: "short" }, status: 422 },
  { name: "form-expired", path: "/password", who: "admin", send: { form: "A".repeat(43) }, status: 403 },
  { name: "confirm", path: "/confirm", who: "admin" },
  { name: "not-found", path: "/nothing", who: "admin", status: 404 },
];

// Long pages, looked at in one language.
export const opened = [
  { name: "case-open", path: "/cases/CASE", who: "admin", open: true },
  { name: "workflow-open", path: "/workflows/mother-home/gdansk/exit", who: "admin", open: true },
];

// Of tests/data/longest: forty states, and labels as long as an office may write them.
export const longest = [
  { name: "longest-overview", path: "/", who: "admin" },
  { name: "longest-cases", path: "/cases", who: "admin" },
  { name: "longest-case", path: "/cases/CASE", who: "admin" },
  { name: "longest-case-open", path: "/cases/CASE", who: "admin", open: true },
  { name: "longest-case-past", path: "/cases/CASE/at/4", who: "admin" },
  { name: "longest-case-access", path: "/cases/CASE/access", who: "admin" },
  { name: "longest-workflows", path: "/workflows", who: "admin" },
  { name: "longest-workflow", path: "/workflows/benefit/krancowa/main", who: "admin" },
  { name: "longest-matrix", path: "/matrix", who: "admin" },
  { name: "longest-emergency", path: "/emergency", who: "admin" },
];
