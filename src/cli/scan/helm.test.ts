import { chmodSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { findHelm, renderChart } from "./helm.ts";
import { fakeHelm, scanFolder } from "./scan-folder.fixture.ts";

const folder = scanFolder();
const never = new AbortController().signal;

const pathBefore = process.env["PATH"] ?? "";
beforeEach(() => (process.env["PATH"] = pathBefore));
afterEach(() => (process.env["PATH"] = pathBefore));

function render(script: string, interrupted = never) {
  const helm = path.join(fakeHelm(folder, script), "helm");
  return renderChart(
    {
      helm,
      chart: "shop",
      target: "1.36",
      apiVersions: ["policy/v1"],
      valuesFiles: ["a.yaml", "b.yaml"],
    },
    interrupted,
  );
}

it("asks for the chart as it would be installed at the target", async () => {
  const { text, words } = await render('echo "$@"');
  expect(text).toBe(
    "template release-name shop --kube-version 1.36.0 --debug --api-versions policy/v1 --values a.yaml --values b.yaml\n",
  );
  expect(words).toBeUndefined();
});

it("keeps what was printed beside an error, and helm's words without those for its developers", async () => {
  const { text, words } = await render(`echo 'kind: A'
echo 'install.go:225: [debug] Original chart version: ""' >&2
echo '' >&2
echo 'Error: YAML parse error on shop/templates/a.yaml: line 3' >&2
echo 'helm.go:92: [debug] error converting' >&2
echo 'helm.sh/helm/v3/pkg/releaseutil.sort' >&2
echo '	/go/pkg/mod/helm.sh/helm/sorter.go:152' >&2
exit 1`);
  expect(text).toBe("kind: A\n");
  expect(words).toBe("YAML parse error on shop/templates/a.yaml: line 3");
});

it("says so when helm ends without words, and when it cannot be started", async () => {
  expect(await render("exit 3")).toEqual({ text: "", words: "it ended without words" });
  const request = {
    helm: folder.at("no-helm"),
    chart: "shop",
    target: "1.36",
    apiVersions: [],
    valuesFiles: [],
  };
  expect(await renderChart(request, never)).toMatchObject({ text: "", words: /ENOENT/ });
});

it("ends helm with all that it started when it is interrupted, and trusts nothing of what was printed", async () => {
  const interruption = new AbortController();
  const pidFile = folder.at("child.pid");
  const rendering = render(
    `echo 'kind: A'; sleep 600 & echo $! > ${pidFile}; wait`,
    interruption.signal,
  );
  while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "") await systemClock.sleep(5);
  interruption.abort();
  expect(await rendering).toEqual({ text: "", words: "it was interrupted" });
  const pid = Number(readFileSync(pidFile, "utf8"));
  while (isRunning(pid)) await systemClock.sleep(5);
  expect(await render("sleep 600", interruption.signal)).toMatchObject({
    words: "it was interrupted",
  });
});

it("finds the helm on PATH, and takes no folder or plain file for one", () => {
  const bin = fakeHelm(folder, "true");
  folder.write({ "folder/helm/x": "", "plain/helm": "" });
  chmodSync(folder.at("plain/helm"), 0o644);
  process.env["PATH"] = [folder.at("folder"), folder.at("plain"), bin].join(path.delimiter);
  expect(findHelm()).toBe(path.join(bin, "helm"));
  process.env["PATH"] = folder.at("plain");
  expect(findHelm()).toBeUndefined();
});

function isRunning(pid: number): boolean {
  try {
    // A killed child whose parent is gone too is a zombie until somebody fetches it.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
