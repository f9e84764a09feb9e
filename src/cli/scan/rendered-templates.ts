/** What helm printed of one template: its path as helm tells it, and the text, whose first line is `line`. */
export interface RenderedTemplate {
  /** In the chart, without the chart's own name: `charts/redis/templates/pdb.yaml`. */
  readonly source: string;
  readonly text: string;
}

const SOURCE = /^---\r?\n# Source: [^/\n]+\/([^\n]+?)\r?$/gm;

/**
 * Cuts what `helm template` printed at its `# Source:` comments. A comment counts only right after
 * a `---` at the start of a line, which no text inside of an object can hold.
 */
export function renderedTemplates(printed: string): readonly RenderedTemplate[] {
  const marks = [...printed.matchAll(SOURCE)];
  return marks.map((mark, index) => ({
    source: mark[1] ?? "",
    text: printed.slice(mark.index + mark[0].length, marks[index + 1]?.index),
  }));
}
