const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read by this user",
  EPERM: "it may not be read by this user",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  EIO: "the disk could not be read",
};

/** What went wrong with a file, in words where the operating system has a code. */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return WORDS[code] ?? error.message;
}
