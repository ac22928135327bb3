/** A request body that is no JSON; the message ends with the place, `(line n column n)`, and quotes nothing of it. */
class JsonBodyError extends Error {
  override readonly name = 'JsonBodyError';
  readonly statusCode = 400;
}

/**
 * Reads a JSON body. The server's own parser says only that something is wrong; this one says where. Like that one it
 * refuses `__proto__`, which would be taken for a prototype further on.
 * @throws JsonBodyError
 */
export function parseJsonBody(text: string): unknown {
  try {
    return JSON.parse(text, refusePrototype);
  } catch (error) {
    if (error instanceof JsonBodyError) throw error;
    throw new JsonBodyError(`not well formed ${placeOf(text, error)}`);
  }
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new JsonBodyError('a key that is not allowed');
  return value;
}

/** Of the engine's complaints some name the place; those of an unexpected token quote the text instead. */
function placeOf(text: string, error: unknown): string {
  const { message } = error as SyntaxError;
  const named = /\(line \d+ column \d+\)/.exec(message)?.[0];
  if (named !== undefined) return named;
  const before = text.slice(0, isToken(error) ? firstUnexpected(text) : text.length).split('\n');
  return `(line ${before.length} column ${(before.at(-1) ?? '').length + 1})`;
}

const isToken = (error: unknown): boolean =>
  error instanceof SyntaxError && error.message.startsWith('Unexpected token');

/** The first character that no well-formed text could have there: every longer beginning has the same complaint. */
function firstUnexpected(text: string): number {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (complains(text.slice(0, middle + 1))) high = middle;
    else low = middle + 1;
  }
  return low;
}

function complains(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return false;
  } catch (error) {
    return isToken(error);
  }
}
