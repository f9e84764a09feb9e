import type { Facts } from "./knowledge.ts";

/**
 * A look-up that remembers its answers for as long as the facts are there: planning ten thousand
 * clusters asks the same few hundred questions over and over. The key has to say the whole question.
 */
export function remembered<Question extends readonly unknown[], Answer>(
  keyOf: (...question: Question) => string,
  answer: (facts: Facts, ...question: Question) => Answer,
): (facts: Facts, ...question: Question) => Answer {
  const known = new WeakMap<Facts, Map<string, { readonly answer: Answer }>>();
  return (facts, ...question) => {
    const answers = known.get(facts) ?? new Map<string, { readonly answer: Answer }>();
    known.set(facts, answers);
    const key = keyOf(...question);
    const found = answers.get(key) ?? { answer: answer(facts, ...question) };
    answers.set(key, found);
    return found.answer;
  };
}
