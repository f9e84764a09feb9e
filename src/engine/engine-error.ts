/** The engine could not be opened, in words for the person who started it, with what would help. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}
