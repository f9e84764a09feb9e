/**
 * Plays a scenario: the commands of an operator, on a whole fleet in memory, with everything that
 * is told in between. The words are those of the records; nothing is made up here.
 */
import type { RolloutMessage } from "../src/host/rollout-object.ts";
import { planLoader } from "../src/host/load-plan.ts";
import { durationMs } from "../src/model/duration.ts";
import type { Event } from "../src/model/event.ts";
import { explainCluster, renderExplanation } from "../src/report/explain.ts";
import type { RolloutProjection } from "../src/report/rollout-projection.ts";
import { isDetail, timelineLine } from "../src/report/timeline.ts";
import { elapsedTime } from "../src/report/time-words.ts";
import { renderPlan } from "../src/plan/report/render-plan.ts";
import { RolloutBook } from "../src/server/rollout-book.ts";
import type { RehearsedMessage } from "../src/simulate/rehearsed-messages.ts";
import { readYaml } from "../src/spec/read-yaml.ts";
import { renderProblems } from "../src/spec/render-problems.ts";
import { faultSchema } from "../src/world/fault.ts";
import { openStage, type Stage } from "./stage.ts";
import { flag, plain, readScript, renderScript, type Line } from "./script.ts";

/** Nothing that is still going on after this long will end. */
const PATIENCE_MS = 14 * 24 * 3_600_000;

/** Plays a script and returns it with the output of now. */
export async function play(text: string): Promise<string> {
  const player = new Player();
  const played: { line: Line; output: readonly string[] }[] = [];
  for (const line of readScript(text)) {
    const output = line.kind === "command" ? await player.run(line.words) : [];
    played.push({ line, output });
  }
  return renderScript(played);
}

class Player {
  #stage: Stage | undefined;
  #book = new RolloutBook(() => Promise.reject(new Error("no scenario is loaded")));
  /** The rollout that commands are for when they name none: the last one planned. */
  #name = "";
  #startMs = 0;

  async run(words: readonly string[]): Promise<readonly string[]> {
    const [verb = "", ...rest] = words;
    this.#name = flag(rest, "rollout") ?? this.#name;
    switch (verb) {
      case "load":
        return await this.#load(rest);
      case "plan":
        return await this.#plan(rest[0] ?? "");
      case "apply":
        return (await this.#plan(rest[0] ?? "")).slice(0, 1);
      case "apply-fleet":
        await this.#now.applyFleet(rest[0] ?? "", flag(rest, "as") ?? "ana");
        return await this.#tell();
      case "hold":
        return await this.#hold(rest[0] ?? "");
      case "start":
      case "stop":
      case "pause":
      case "resume":
      case "cancel":
      case "retry":
      case "skip":
      case "approve":
      case "reject":
        return await this.#order(verb, rest);
      case "run":
        return await this.#runUntil(rest);
      case "install": {
        const { name, version } = this.#now.install(rest[0] ?? "");
        return [`pack ${name} ${version} is in force`];
      }
      case "lose":
        this.#now.lose(rest[0] ?? "", rest[1] ?? "");
        return [];
      case "messages":
        return this.#now.messages().map((sent) => messageLine(sent, this.#startMs));
      case "world":
        return this.#world(rest);
      case "explain":
        return this.#explain(rest[0] ?? "");
      case "get":
        return this.#clusters();
      default:
        throw new Error(`no scenario command ${verb}`);
    }
  }

  get #now(): Stage {
    if (this.#stage === undefined) throw new Error("the script loads nothing first");
    return this.#stage;
  }

  get #projection(): RolloutProjection {
    const found = this.#book.rollout(this.#name);
    if (found === undefined) throw new Error("the script plans nothing first");
    return found;
  }

  /** A folder, and the rollouts of another file with `--rollouts`. */
  async #load(words: readonly string[]): Promise<readonly string[]> {
    const [folder = ""] = plain(words);
    const rollouts = flag(words, "rollouts");
    this.#stage = await openStage(folder, rollouts === undefined ? {} : { rollouts });
    this.#book = new RolloutBook(planLoader(this.#stage.records));
    this.#startMs = this.#stage.clock.nowMs();
    return [];
  }

  async #plan(name: string): Promise<readonly string[]> {
    const { report } = await this.#now.plan(name);
    this.#name = name;
    await this.#tell();
    return renderPlan(report).trimEnd().split("\n");
  }

  /** One look of the loop that holds a fleet to its version: what was told, and where its clusters stand. */
  async #hold(fleet: string): Promise<readonly string[]> {
    const view = await this.#now.hold(fleet);
    const told = await this.#tell();
    const clusters = (view?.clusters ?? []).map(({ name, drift }) =>
      `${name.padEnd(8)}  ${drift.kind.padEnd(6)}  ${drift.kind === "held" ? "" : drift.words}`.trimEnd(),
    );
    return [...told, ...clusters, ...(view === undefined ? [] : [`decided: ${view.decision}`])];
  }

  async #order(verb: Verb, words: readonly string[]): Promise<readonly string[]> {
    const [cluster] = plain(words);
    const asked = { actor: flag(words, "as") ?? "ana", reason: flag(words, "reason") ?? "" };
    const plan = flag(words, "plan") ?? this.#projection.view().plan;
    const answer = await this.#now.order(this.#name, messageOf(verb, asked, cluster, words, plan));
    const said = answer.ok
      ? [answer.said]
      : [`refused: ${answer.why}`, ...(answer.help === "" ? [] : [answer.help])];
    return [...said, ...(await this.#tell())];
  }

  /** What was told since, without the details, as lines. */
  async #tell(): Promise<readonly string[]> {
    const events = await this.#now.news();
    await this.#book.take(events);
    return events.filter((event) => !isDetail(event)).map((event) => this.#line(event));
  }

  /** Where several rollouts are told of, each line says which. */
  #line(event: Event): string {
    const line = timelineLine(event, this.#startMs, 8);
    return this.#book.rollouts().length > 1 ? `${event.rollout.padEnd(16)} ${line}` : line;
  }

  async #runUntil([how = "", ...rest]: readonly string[]): Promise<readonly string[]> {
    const lines: string[] = [];
    const { host, clock } = this.#now;
    if (how === "for") {
      await host.advanceTo(clock.nowMs() + durationMs(rest[0] ?? ""));
      lines.push(...(await this.#tell()));
    } else {
      const reached = await host.runUntil(async () => {
        lines.push(...(await this.#tell()));
        return this.#holds(rest);
      }, clock.nowMs() + PATIENCE_MS);
      if (!reached)
        lines.push(`${elapsedTime(clock.nowMs() - this.#startMs)}  nothing more happens by itself`);
    }
    const stuck = host.stuck().map(({ object, key, error }) => `stuck: ${object} ${key}: ${error}`);
    return [...lines, ...stuck];
  }

  /** `done`, `ended`, `someone is needed`, `approval is asked`, or `CLUSTER STATUS`. */
  #holds(words: readonly string[]): boolean {
    const view = this.#projection.view();
    const [first = "", second = ""] = words;
    if (first === "ended") return view.endedAtMs !== undefined;
    if (first === "someone")
      return (
        view.clusters.some(({ needsPerson }) => needsPerson) || this.#book.approvals().length > 0
      );
    if (first === "approval") return this.#book.approvals().length > 0;
    const cluster = view.clusters.find(({ name }) => name === first);
    if (cluster === undefined) throw new Error(`run until what? ${words.join(" ")}`);
    if (second === "step")
      return cluster.steps.some(({ id, status }) => id === words[2] && status !== "pending");
    return second === "paused"
      ? cluster.paused !== undefined && cluster.needsPerson
      : cluster.status === second;
  }

  #world([verb = "", cluster = "", ...rest]: readonly string[]): readonly string[] {
    const { world } = this.#now;
    if (verb === "repair") {
      if (!world.repair(cluster, rest[0] ?? ""))
        throw new Error(`nothing of that name is broken in ${cluster}`);
      return [];
    }
    const fault = readYaml(rest.join(" "), "the script", faultSchema);
    if (fault.kind === "refused") throw new Error(renderProblems(fault.problems));
    world.break(cluster, fault.document);
    return [];
  }

  #explain(name: string): readonly string[] {
    const projection = this.#projection;
    const cluster = projection.cluster(name);
    if (cluster === undefined) throw new Error(`no cluster ${name}`);
    const explanation = explainCluster(
      projection.view(),
      cluster,
      projection.whyWaits(name, this.#now.clock.nowMs()),
      projection.decided(name),
    );
    return renderExplanation(explanation).split("\n");
  }

  #clusters(): readonly string[] {
    return this.#projection
      .view()
      .clusters.map(({ name, stage, status, attempt, from, to }) =>
        [
          name.padEnd(8),
          stage.padEnd(8),
          status.padEnd(10),
          `attempt ${attempt}`,
          `${from} > ${to}`,
        ].join("  "),
      );
  }
}

/** What somebody was told, by which channel, and when. */
function messageLine({ channel, message, atMs }: RehearsedMessage, startMs: number): string {
  const { title, text } = message;
  return `${elapsedTime(atMs - startMs)}  ${channel.padEnd(8)}  ${title}${text === "" ? "" : `: ${text}`}`;
}

/** Orders that a script may give. */
type Verb =
  | "start"
  | "stop"
  | "pause"
  | "resume"
  | "cancel"
  | "retry"
  | "skip"
  | "approve"
  | "reject";

function messageOf(
  verb: Verb,
  asked: { readonly actor: string; readonly reason: string },
  cluster: string | undefined,
  words: readonly string[],
  plan: string,
): RolloutMessage {
  const stage = flag(words, "stage");
  const roles = flag(words, "role")?.split(",") ?? [];
  switch (verb) {
    case "start":
      return { kind: "run", ...asked };
    case "stop":
      return { kind: "stop", ...asked };
    case "pause":
    case "resume":
    case "cancel":
      return { kind: verb, ...asked, cluster, stage };
    case "retry":
      return { kind: "retry", ...asked, clusters: cluster === undefined ? undefined : [cluster] };
    case "skip":
      return {
        kind: "skip",
        ...asked,
        cluster,
        step: flag(words, "step"),
        stage,
        task: flag(words, "task"),
        roles,
      };
    case "approve":
    case "reject": {
      const comment = flag(words, "comment") ?? "";
      return { kind: verb, actor: asked.actor, roles, comment, plan, stage };
    }
  }
}
