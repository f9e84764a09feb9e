import type { Connect, MemberPorts } from "../../ports/connect.ts";

/** Ports with some of their calls in other hands. */
export function changePorts(
  change: (ports: MemberPorts) => Partial<MemberPorts>,
): (connect: Connect) => Connect {
  return (connect) => async (member) => {
    const ports = await connect(member);
    return { ...ports, ...change(ports) };
  };
}
