import type { Hop } from "../../model/plan.ts";
import { hopName } from "../../model/hop-name.ts";
import type { ScopeOrders } from "../../plan/path/all-orders.ts";

/** Orders as text, counts first, then the hops of each, a line an order. Empty where there are none. */
export function ordersText(orders: readonly ScopeOrders[]): string {
  return orders.map((each) => `${scopeText(each)}\n`).join("");
}

function scopeText(orders: ScopeOrders): string {
  if (orders.kind === "gave-up") {
    return `  ${orders.of}: the count gave up after ${orders.states} states`;
  }
  const { of, hops, count, listed } = orders;
  const left = count - BigInt(listed.length);
  const head = `  ${of}: ${hops} ${hops === 1 ? "hop" : "hops"}, ${count} shortest ${count === 1n ? "order" : "orders"}`;
  const width = `${listed.length}`.length;
  const lines = listed.map(
    (order, index) => `    ${`${index + 1}`.padStart(width)}  ${order.map(hopText).join(", ")}`,
  );
  return [head, ...lines, ...(left > 0n && listed.length > 0 ? [`    and ${left} more`] : [])].join(
    "\n",
  );
}

const hopText = (hop: Hop): string => `${hopName(hop)} ${hop.to}`;
