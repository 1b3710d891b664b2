// SPDX-License-Identifier: Apache-2.0
// A case of tests/data/longest: in four of forty states, with tasks and deadlines that are late, long texts in its file,
// and more entries than one page of its history holds.
import { join } from "node:path";
import { Server, people } from "./server.mjs";

const hour = 3600000;
const sentence = "Wnioskodawczyni zgłosiła się z czworgiem dzieci, bez dokumentów i bez środków do życia. ".repeat(20);
const word = "bardzodługiesłowo".repeat(12);

export class Longest extends Server {
  constructor(sprawa, site) {
    super(sprawa, join(site, "tests/data/longest"), undefined, { admin: { ...people.admin, institutions: ["centre", "home", "county"] } });
    this.at = Math.floor(Date.now() / hour) * hour - 40 * 24 * hour;
  }

  then(...words) {
    this.at += 12 * hour;
    return this.run([...words, "--pretend", "--now", new Date(this.at).toISOString().replace(/\.\d+/, "")]);
  }

  send(event, by, data) {
    this.then("case", "send", this.id, event, "--by", by, ...(data ? ["--data", JSON.stringify(data)] : []));
  }

  fill() {
    this.run(["deploy", this.site]);
    this.id = this.then("case", "open", "benefit", "--city", "krancowa").split(" ")[0];
    this.send("admit", "centre", {
      described: `${sentence} https://przyklad.invalid/${word}`,
      monthly_income: 1234567.89,
      from_town: "krancowa",
      sent_by: "police",
      household: [
        { who: "Maria Wyszogrodzka-Konstantynowska z domu Dziewięćsetdziewięćdziesiąt", kinship: "córka", age: 7, has_own_income: false },
        { who: "Jan", kinship: "syn", age: 3, has_own_income: false },
      ],
    });
    for (const stage of ["arrival", "adaptation", "no_card", "fee_unset", "care_ok"]) this.send(`${stage}.done`, "centre");
    for (let i = 0; i < 22; i++) this.send("note_conditions", "home", { described: sentence, reason: "a", agreed: true });
    this.run(["tick"]);
    this.letIn();
  }
}
