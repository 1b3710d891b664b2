// SPDX-License-Identifier: Apache-2.0
// What is looked at. CASE in a path is a case that is overdue, in several states at once. who: "nobody" is not signed in.
export const screens = [
  { name: "login", path: "/login", who: "nobody" },
  { name: "link", path: "/enter/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", who: "nobody" },
  { name: "statement", path: "/accessibility", who: "nobody" },
  { name: "not-found-outside", path: "/nothing", who: "nobody", status: 404 },
  { name: "overview", path: "/", who: "admin" },
  { name: "cases", path: "/cases", who: "admin" },
  { name: "cases-filtered", path: "/cases?stage=mother-home%2Fpath%2Fintake&due=overdue&sort=age", who: "admin" },
  { name: "cases-none", path: "/cases?city=nowhere", who: "admin" },
  { name: "case", path: "/cases/CASE", who: "admin" },
  { name: "case-access", path: "/cases/CASE/access", who: "admin" },
  { name: "access", path: "/access", who: "admin" },
  { name: "system", path: "/system", who: "admin" },
  { name: "password", path: "/password", who: "admin" },
  { name: "confirm", path: "/confirm", who: "admin" },
  { name: "not-found", path: "/nothing", who: "admin", status: 404 },
];
