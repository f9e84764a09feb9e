import { env } from "../../platform/env.ts";
import type { Cli } from "../cli.ts";
import type { ScanGate, ScanReport } from "./scan-report.ts";

export const SCAN_FORMATS = ["text", "wide", "json", "yaml", "sarif", "junit", "github"] as const;
export type ScanFormat = (typeof SCAN_FORMATS)[number];

/** The report as `-o` asks for it; the code of the other formats is not loaded. */
export async function renderReport(
  report: ScanReport,
  options: ScanGate & { readonly output: ScanFormat },
  { terminal }: Cli,
): Promise<string> {
  switch (options.output) {
    case "text":
      return (await import("../render/scan-text.ts")).renderScanText(
        report,
        terminal.size().columns,
      );
    case "wide":
      return (await import("../render/scan-table.ts")).renderScanTable(report);
    case "json": {
      const { scanDocument } = await import("../render/scan-document.ts");
      return `${JSON.stringify(scanDocument(report, options), null, 2)}\n`;
    }
    case "yaml": {
      const { scanDocument } = await import("../render/scan-document.ts");
      const { stringify } = await import("yaml");
      return stringify(scanDocument(report, options));
    }
    case "sarif": {
      const { renderScanSarif } = await import("../render/scan-sarif.ts");
      const { packageVersion } = await import("../../platform/version.ts");
      return renderScanSarif(report, options, { ...roots(), version: packageVersion() });
    }
    case "junit":
      return (await import("../render/scan-junit.ts")).renderScanJunit(report, options);
    case "github":
      return (await import("../render/scan-github.ts")).renderScanGithub(report, options, roots());
  }
}

/** In a workflow, places are told from the checkout on, wherever in it the scan runs. */
function roots(): { readonly cwd: string; readonly root: string } {
  const cwd = process.cwd();
  return { cwd, root: env("GITHUB_WORKSPACE") ?? cwd };
}
