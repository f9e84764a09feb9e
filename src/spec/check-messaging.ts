import type { Json } from "../model/data.ts";
import { PLACEHOLDERS } from "../model/messaging.ts";
import { repeatedNames } from "./check-names.ts";
import { checkTimeZone } from "./check-time-zone.ts";
import { checkWindows } from "./check-windows.ts";
import { orList } from "./expected-words.ts";
import { nearest } from "./nearest.ts";
import type { Complaint, FieldPath } from "./problem.ts";
import { fieldOf, fieldsOf, itemsOf } from "./rough-data.ts";

const CHANNELS = ["spec", "channels"] as const;

/** What the schema of a messaging document cannot say: channels that there are not, times, placeholders. */
export function checkMessaging(messaging: Json): readonly Complaint[] {
  const channels = itemsOf(fieldOf(messaging, ...CHANNELS));
  return [
    ...checkTimeZone(fieldOf(messaging, "spec", "timeZone"), ["spec", "timeZone"]),
    ...repeatedNames(channels, CHANNELS, "channel"),
    ...channels.flatMap((channel, index) => checkChannel(channel, [...CHANNELS, index])),
    ...checkAudiences(messaging, channels),
    ...checkTemplates(fieldOf(messaging, "spec", "templates")),
  ];
}

function checkChannel(channel: Json, path: FieldPath): readonly Complaint[] {
  const quiet = checkWindows(fieldOf(channel, "quietHours"), [...path, "quietHours"]);
  return fieldOf(channel, "kind") === "email" ? [...quiet, ...checkSignIn(channel, path)] : quiet;
}

/** A user and a password belong together, and neither goes over a line that anybody can read. */
function checkSignIn(channel: Json, path: FieldPath): readonly Complaint[] {
  const [user, password] = [fieldOf(channel, "user"), fieldOf(channel, "password")];
  if (user === undefined && password === undefined) return [];
  if (user === undefined || password === undefined) {
    const missing = user === undefined ? "user" : "password";
    const message = `missing: who signs in needs both. Write ${missing} too, or leave both out.`;
    return [{ path: [...path, missing], on: "value", message }];
  }
  if (fieldOf(channel, "tls") !== "Never") return [];
  const message =
    '"Never": the password would be sent unencrypted. Write StartTLS or Always, or leave user and password out.';
  return [{ path: [...path, "tls"], on: "value", message }];
}

function checkAudiences(messaging: Json, channels: readonly Json[]): readonly Complaint[] {
  const names = channels
    .map((channel) => fieldOf(channel, "name"))
    .filter((name) => typeof name === "string");
  const audiences = Object.entries(fieldsOf(fieldOf(messaging, "spec", "audiences")));
  return audiences.flatMap(([audience, list]) =>
    itemsOf(list).flatMap((name, index): readonly Complaint[] => {
      if (typeof name !== "string" || names.includes(name)) return [];
      const near = nearest(name, names);
      const hint = near === undefined ? "" : `. Did you mean ${near}?`;
      const message = `${JSON.stringify(name)}: there is no such channel, expected ${orList(names)}${hint}`;
      return [{ path: ["spec", "audiences", audience, index], on: "value", message }];
    }),
  );
}

/** Misspelt placeholders would stand in messages as they are. */
function checkTemplates(templates: Json | undefined): readonly Complaint[] {
  return Object.entries(fieldsOf(templates)).flatMap(([audience, topics]) =>
    Object.entries(fieldsOf(topics)).flatMap(([topic, words]) =>
      ["title", "text"].flatMap((field) =>
        checkWords(fieldOf(words, field), ["spec", "templates", audience, topic, field]),
      ),
    ),
  );
}

function checkWords(words: Json | undefined, path: FieldPath): readonly Complaint[] {
  if (typeof words !== "string") return [];
  const allowed = Object.keys(PLACEHOLDERS);
  return [...words.matchAll(/\{\s*([\w-]+)\s*\}/g)].flatMap(
    ([whole, name = ""]): readonly Complaint[] => {
      if (whole === `{${name}}` && allowed.includes(name)) return [];
      const near = nearest(name, allowed);
      const hint = near === undefined ? "" : `. Did you mean {${near}}?`;
      const list = orList(allowed.map((one) => `{${one}}`));
      return [{ path, on: "value", message: `${whole}: expected ${list}${hint}` }];
    },
  );
}
