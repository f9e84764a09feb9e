interface SkeletonFile {
  readonly text: string;
  readonly executable?: boolean;
}

/** The files of a new pack: one of everything, as short as it can be and still be of use. */
export function skeleton(name: string, version: string): ReadonlyMap<string, SkeletonFile> {
  return new Map<string, SkeletonFile>([
    ["pack.yaml", { text: head(name, version) }],
    ["workflows/verify.yaml", { text: workflow(name) }],
    ["actions/check-dns/action.yaml", { text: action() }],
    ["actions/check-dns/check-dns.sh", { text: script(), executable: true }],
    ["checks/old-kernels.yaml", { text: check() }],
    ["tests/all.yaml", { text: tests(name) }],
    ["README.md", { text: readme(name) }],
  ]);
}

const head = (name: string, version: string): string => `apiVersion: fleetlift.dev/v1alpha1
kind: Pack
metadata:
  name: ${name}
spec:
  version: 0.1.0
  description: What it is for, in one sentence.
  licence: Apache-2.0
  requires:
    fleetlift: ">=${version.replace(/-.*$/, "")}"
`;

const workflow = (
  name: string,
): string => `# Used by its name: \`workflow: ${name}/verify\` in a step, or \`use: ${name}/verify\` in a rollout.
apiVersion: fleetlift.dev/v1alpha1
kind: Workflow
metadata:
  name: verify
spec:
  description: Is the cluster well, and does its DNS answer?
  steps:
    - id: health
      title: Check that the cluster is well
      uses: health.check
      with: { consecutivePasses: 2, failuresAllowed: 5 }
      timeout: 15m

    - id: dns
      title: Check that DNS answers
      uses: ${name}/check-dns
      with: { host: localhost }
      timeout: 5m
`;

const action =
  (): string => `# What stands under \`uses\` in a step is this action; what stands under \`with\` are its inputs.
apiVersion: fleetlift.dev/v1alpha1
kind: Action
metadata:
  name: check-dns
spec:
  title: Check that DNS answers
  inputs:
    type: object
    properties:
      host: { type: string, minLength: 1 }
    required: [host]
  touches: [nothing]
  typical: { low: 1s, high: 10s }
  timeLimit: 10s
  run:
    # Exit code 0 is done, 75 is tried again, anything else fails for good.
    command:
      argv: [./actions/check-dns/check-dns.sh, "\${{ inputs.host }}"]
`;

const script = (): string => `#!/bin/sh
# Asks for the address of the host in the first argument. It runs in the pack's folder.
if getent hosts "$1" >/dev/null; then
  echo "$1 has an address"
else
  echo "$1 has no address yet" >&2
  exit 75
fi
`;

const check =
  (): string => `# Every cluster is asked this before an upgrade, by fleetlift assess and by every plan.
apiVersion: fleetlift.dev/v1alpha1
kind: Check
metadata:
  name: old-kernels
spec:
  level: Will disturb
  when: facts.nodes.filter(n, n.kernel.startsWith('4.')).map(n, n.name)
  why: Nodes with a kernel of 4.x restart twice after an upgrade here.
  help: move them to an image with kernel 5.15 or later
`;

const tests = (name: string): string => `# fleetlift pack test
apiVersion: fleetlift.dev/v1alpha1
kind: PackTest
metadata:
  name: all
spec:
  plans:
    - title: verify looks at the cluster, and then at its DNS
      workflow: verify
      steps: ["health: health.check", "dns: ${name}/check-dns"]
  actions:
    - title: a host that is there is found
      action: check-dns
      with: { host: localhost }
      expect: { outcome: done, says: localhost has an address }
    - title: a host that is not there is asked for again
      action: check-dns
      with: { host: nowhere.invalid }
      expect: { outcome: transient, says: no address yet }
  checks:
    - title: a kernel of 4.x is found
      check: old-kernels
      facts: { nodes: [{ name: a-1, kernel: 4.19.0 }] }
      expect: found
    - title: a newer one is well
      check: old-kernels
      facts: { nodes: [{ name: a-1, kernel: 5.15.0 }] }
      expect: passed
    - title: nodes that were not seen are not well by that
      check: old-kernels
      expect: not checked
`;

const readme = (name: string): string => `# ${name}

A pack for fleetlift. \`fleetlift pack test .\` tries it, \`fleetlift pack install .\` puts it in force.
`;
