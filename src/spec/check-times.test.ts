import { describe, expect, it } from "vitest";
import type { Json } from "../model/data.ts";
import { checkFreezes } from "./check-freezes.ts";
import { checkTimeZone } from "./check-time-zone.ts";
import { checkWindows } from "./check-windows.ts";
import type { Complaint } from "./problem.ts";
import { formatPath } from "./problem.ts";

const told = (complaints: readonly Complaint[]) =>
  complaints.map(({ path, message }) => `${formatPath(path)}: ${message}`);

describe("time zones", () => {
  it.each(["Europe/Paris", "America/Argentina/Ushuaia", "UTC", "Etc/GMT+2", "US/Pacific"])(
    "%s is one",
    (zone) => expect(checkTimeZone(zone, [])).toEqual([]),
  );

  it.each([
    ["Europe/Berln", ". Did you mean Europe/Berlin?"],
    ["CET", ""],
    ["EST5EDT", ""],
    ["+02:00", ""],
    ["Mars/Olympus", ""],
  ])("%s is none", (zone, hint) => {
    const [complaint] = checkTimeZone(zone, []);
    expect(complaint?.message).toBe(
      `"${zone}": expected an IANA time zone, like Europe/Paris or UTC${hint}`,
    );
  });

  it.each([undefined, "", 3])("%j is the schema's to refuse", (zone) => {
    expect(checkTimeZone(zone, [])).toEqual([]);
  });
});

describe("windows", () => {
  const window = { days: ["Mon", "Tue"], start: "22:00", end: "02:00", timeZone: "UTC" };

  it.each<[string, Json | undefined]>([
    ["through midnight", [window]],
    ["of whole days", [{ ...window, start: "00:00", end: "24:00" }]],
    ["that are left out", undefined],
    ["of the wrong form", [{ start: 9 }, 3]],
  ])("nothing more is said of windows %s", (_, windows) => {
    expect(checkWindows(windows, ["windows"])).toEqual([]);
  });

  it("a window without a length, and a day that stands twice", () => {
    const wrong = [{ ...window, end: "22:00", days: ["Mon", "Tue", "Mon"] }];
    expect(told(checkWindows(wrong, ["windows"]))).toEqual([
      expect.stringMatching(/^windows\[0\].end: "22:00": the window ends when it starts/),
      expect.stringMatching(/^windows\[0\].days\[2\]: "Mon": stands in this list already/),
    ]);
  });
});

describe("freezes", () => {
  const zone = { timeZone: "Europe/Paris" };
  const check = (freeze: { readonly [key: string]: Json }) =>
    told(checkFreezes([{ name: "year-end", ...freeze }], [{ name: "a" }, { name: 3 }]));

  it.each<[string, { readonly [key: string]: Json }]>([
    ["days of a zone", { from: "2026-12-18", until: "2027-01-07", ...zone }],
    ["clock times of a zone", { from: "2026-12-18T18:00", until: "2026-12-18T18:01", ...zone }],
    ["times with offsets", { from: "2026-12-18T18:00:00Z", until: "2026-12-18T18:00:00-01:00" }],
    ["parts of a second", { from: "2026-12-18T18:00:00.5Z", until: "2026-12-18T18:00:01Z" }],
    ["clusters by name", { clusters: ["a"] }],
    ["what the schema refuses", { from: 3, until: "soon", clusters: [3] }],
  ])("nothing more is said of %s", (_, freeze) => {
    expect(check(freeze)).toEqual([]);
  });

  it.each<[string, { readonly [key: string]: Json }, string]>([
    [
      "no such day",
      { from: "2026-02-29", until: "2026-03-01", ...zone },
      'from: "2026-02-29": the',
    ],
    ["no such hour", { from: "2026-02-28", until: "2026-03-01T24:30", ...zone }, 'until: "2026-'],
    ["no such offset", { from: "2026-02-28T00:00Z", until: "2026-03-01T00:00+99:00" }, "until: "],
    ["no zone", { from: "2026-12-18", until: "2027-01-07" }, "timeZone: missing: days and times"],
    [
      "an empty span",
      { from: "2026-12-18", until: "2026-12-18", ...zone },
      'until: "2026-12-18": exp',
    ],
    [
      "two ways of writing",
      { from: "2026-12-18", until: "2027-01-07T00:00Z", ...zone },
      "until: from and",
    ],
    ["two ways of choosing", { selector: {}, clusters: ["a"] }, "clusters: name the clusters, or"],
    ["a cluster that is not there", { clusters: ["ab"] }, 'clusters[0]: "ab": the fleet has no'],
  ])("%s", (_, freeze, words) => {
    expect(check(freeze)).toEqual([expect.stringContaining(`spec.freezes[0].${words}`)]);
  });

  it("two of one name", () => {
    const [complaint] = checkFreezes([{ name: "a" }, { name: "a" }], []);
    expect(complaint?.path).toEqual(["spec", "freezes", 1, "name"]);
  });
});
