import { expect, it } from "vitest";
import { minorNumber } from "../model/version.ts";
import { knowledge } from "./knowledge.ts";
import { kubeletAllowed } from "./skew.ts";

const rows = knowledge["skew-rows"]();

it.each(rows)(
  "$id is what the rules give",
  ({ apiServer, kubelet, kubeProxy, controllers, kubectl }) => {
    const server = minorNumber(apiServer);
    const allowed = Array.from({ length: 60 }, (_, minor) => `1.${minor}`).filter((minor) =>
      kubeletAllowed(`${minor}.0`, `${apiServer}.0`),
    );
    expect(kubelet).toEqual({ from: allowed[0], to: allowed.at(-1) });
    expect(kubeProxy).toEqual(kubelet);
    expect(controllers).toEqual({ from: `1.${server - 1}`, to: apiServer });
    expect(kubectl).toEqual({ from: `1.${server - 1}`, to: `1.${server + 1}` });
  },
);

it("there is a row for every minor of which a release is known", () => {
  const minors = knowledge.releases().map(({ minor }) => minor);
  const known = new Set(rows.map(({ apiServer }) => apiServer));
  expect(minors.filter((minor) => minorNumber(minor) >= 16 && !known.has(minor))).toEqual([]);
});
