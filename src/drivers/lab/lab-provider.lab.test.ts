import { systemClock as clock } from "../../platform/clock.ts";
import { providerPortSuite, type ProviderFixture } from "../../ports/provider-port.suite.ts";
import { describeWithLab, openTestLab } from "./lab-here.suite.ts";
import { labProvider } from "./lab-provider.ts";
import { up } from "./up.ts";

describeWithLab("the lab as a provider", () => {
  providerPortSuite("a lab cluster", { open });
});

async function open(): Promise<ProviderFixture> {
  const lab = await openTestLab();
  const cluster = "provider-suite";
  const pools = [{ name: "general", size: 2 }];
  const there = await up(lab.root, { name: cluster, kubernetes: "1.34.4", pools }, clock);
  if (there.kind === "problem") throw new Error(`${there.why}: ${there.help}`);
  return {
    provider: labProvider({ lab: lab.root, cluster, clock }),
    nobody: labProvider({ lab: lab.root, cluster: "nobody", clock }),
    weRollPool: "general",
    next: "1.35.4",
    afterNext: "1.36.3",
    older: "1.33.13",
    clock,
    lookEveryMs: 200,
    patienceMs: 120_000,
    close: () => lab.close(),
  };
}
