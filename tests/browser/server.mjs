// SPDX-License-Identifier: Apache-2.0
// `sprawa serve` on a port of its own, with the invented cases of tests/demo and people who may enter.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const people = {
  // Who sees much, and who sees one house only.
  admin: { name: "administrator", role: "administrator", institutions: ["mopr-gdansk", "dsm-monar"] },
  viewer: { name: "inspektor", role: "viewer", institutions: ["mopr-gdansk"] },
  stranger: { name: "obca", role: "worker", institutions: ["mops-zgorzelec"] },
  worker: { name: "anna.nowak", role: "worker", institutions: ["dsm-monar"] },
};
export const password = "a sentence that only tests know";

export class Server {
  // demo: the folder of a database that is filled already, if there is one; entering: who may enter.
  constructor(sprawa, site, demo, entering = people) {
    this.sprawa = sprawa;
    this.people = entering;
    this.site = site;
    this.demo = demo;
    this.log = [];
    this.folder = mkdtempSync(join(tmpdir(), "sprawa-console-"));
    this.database = join(this.folder, "sprawa.db");
  }

  run(words, input = "") {
    return execFileSync(this.sprawa, [...words, "--db", this.database], { input, encoding: "utf8" });
  }

  fill() {
    if (this.demo) cpSync(this.demo, this.folder, { recursive: true });
    else execFileSync("bash", [join(this.site, "tests/demo/fill.sh"), this.sprawa, this.site, this.database]);
    this.erase();
    this.letIn();
  }

  // A case of those who may enter, of which they are told that it is gone.
  erase() {
    this.erased = this.run(["case", "list", "--state", "intake.application", "--as", this.people.admin.institutions[0]]).split(" ")[0];
    this.run(["case", "erase", this.erased, "--force", "--reason", "for a trial"]);
  }

  letIn() {
    for (const p of Object.values(this.people)) {
      const institutions = p.institutions.flatMap((i) => ["--institution", i]);
      this.run(["user", "add", p.name, "--role", p.role, ...institutions]);
      this.run(["user", "password", p.name], `${password}\n`);
    }
  }

  // The overdue case that is in most states at once: the page with most on it.
  get busiest() {
    this.found ??= this.run(["case", "list", "--due", "overdue", "--as", this.people.admin.institutions[0], "--json"])
      .trim().split("\n").flatMap((line) => JSON.parse(line).items ?? [JSON.parse(line)])
      .sort((a, b) => b.configuration.length - a.configuration.length)[0].id;
    return this.found;
  }

  async start(address = "127.0.0.1:0") {
    this.process = spawn(this.sprawa, ["serve", "--listen", address, "--db", this.database], {
      stdio: ["ignore", "inherit", "pipe"],
    });
    const lines = createInterface({ input: this.process.stderr });
    this.base = await new Promise((resolve, reject) => {
      lines.on("line", (line) => {
        this.log.push(line);
        const address = line.match(/http:\/\/127\.0\.0\.1:\d+/);
        if (address) resolve(address[0]);
      });
      this.process.on("exit", (code) => reject(new Error(`sprawa serve ended with ${code}: ${this.log.join("\n")}`)));
    });
    return this.base;
  }

  async end() {
    if (!this.process || this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.on("close", resolve));
    this.process.kill("SIGTERM");
    await ended;
  }

  // Ends it, does something meanwhile, and starts it at the same address.
  async restart(meanwhile = async () => {}) {
    await this.end();
    if (this.process.exitCode !== 0) throw new Error(`sprawa serve ended with ${this.process.exitCode}`);
    await meanwhile();
    await this.start(new URL(this.base).host);
  }

  async stop() {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
    return this.process ? this.process.exitCode : 0;
  }
}
