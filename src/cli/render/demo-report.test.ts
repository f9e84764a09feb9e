import { expect, it } from "vitest";
import { emptyLedger } from "../../world/ledger.ts";
import { renderDemoReport } from "./demo-report.ts";
import { cluster, done, NOON_MS, rolloutView } from "./view.fixture.ts";

const status = (name: string, version: string) => ({
  name,
  version,
  region: "",
  doing: "",
  nodesReady: 3,
  nodes: 3,
  podsReady: 9,
  pods: 9,
  faults: [],
});

it("sets what was planned beside what the world says, and counts what was moved", () => {
  const view = rolloutView([done("shop-paris"), cluster("shop-ohio")], {
    phase: "failed",
    endedAtMs: NOON_MS,
  });
  const ledger = {
    ...emptyLedger,
    nodesAdded: { "general@1.36.3": 5, "system@1.36.3": 3 },
    evictions: { "shop/cart-1": 1, "shop/cart-2": 1 },
  };
  const text = renderDemoReport(
    view,
    [status("shop-paris", "1.36.3"), status("shop-ohio", "1.34.4")],
    { "shop-paris": ledger },
  );
  expect(text).toBe(
    `CLUSTER      STAGE        FROM     NOW      STATUS    TOOK         NEW NODES   PODS MOVED   PODS LOST   BUDGETS BROKEN
shop-paris   production   1.34.4   1.36.3   done      1 h 05 min   8           2            0           0
shop-ohio    production   1.34.4   1.34.4   waiting   -            0           0            0           0

1 of 2 clusters are at 1.36.3 in 2 h 58 min of the fleet's time.
`,
  );
});
