/** Whether a name fits a pattern: `*` stands for any letters, `?` for one, all others for themselves. */
export function fitsPattern(pattern: string, name: string): boolean {
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === "*") return ".*";
    return part === "?" ? "." : part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join("")}$`, "s").test(name);
}
